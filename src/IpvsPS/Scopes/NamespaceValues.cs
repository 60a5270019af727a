using IpvsPS.Namespaces;

namespace IpvsPS.Scopes;

/// <summary>One value for each namespace that an invocation meets, made when the namespace is met first.</summary>
internal sealed class NamespaceValues<T>
{
    private readonly Dictionary<string, T> _values = [];

    /// <summary>The values, in the order in which their namespaces were met.</summary>
    public IReadOnlyCollection<T> All => _values.Values;

    /// <summary>The value of the namespace, or of the runspace's present one where none is named.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="make">Makes the value, of a handle that is closed afterwards.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public T GetOrAdd(NetNamespace? netns, Func<NetNamespaceHandle, T> make) =>
        NamespaceStack.With(
            netns,
            handle =>
            {
                string key = handle.Identity.ToFileName();
                if (!_values.TryGetValue(key, out T? value))
                {
                    _values.Add(key, value = make(handle));
                }

                return value;
            }
        );
}
