using System.Buffers;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>A Kubernetes object's namespace and name; objects without a namespace (nodes) have an empty one.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The name.</param>
internal readonly record struct ObjectName(string Namespace, string Name) : IComparable<ObjectName>
{
    /// <summary>The longest name and the longest namespace that the API server takes.</summary>
    private const int Longest = 253;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:"
    );

    /// <summary>Whether a text can be the name of an object: what has other characters is no name that an API server gives.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= Longest && !text.AsSpan().ContainsAnyExcept(Allowed);

    public int CompareTo(ObjectName other)
    {
        int byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>As kubectl writes it: <c>shop/web</c>, <c>node1</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
