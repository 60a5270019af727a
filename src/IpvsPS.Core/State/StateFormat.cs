using System.Text.Json;

namespace IpvsPS.State;

/// <summary>How one kind of state is written as JSON.</summary>
/// <typeparam name="T">What is remembered of one network namespace.</typeparam>
public abstract class StateFormat<T>
    where T : class
{
    /// <summary>What begins its files' names: letters and hyphens, such as <c>suspended</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The version that <see cref="Write"/> writes, 1 or more. It grows when an older reader would misread it.</summary>
    public abstract int Version { get; }

    /// <summary>Whether each namespace has a lock of its own, for transactions that last; one lock is for all unless said.</summary>
    public virtual bool LocksEachNamespace => false;

    /// <summary>Writes one JSON value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="content">What is remembered.</param>
    public abstract void Write(Utf8JsonWriter writer, T content);

    /// <summary>Reads what this version or an older one has written.</summary>
    /// <param name="content">The value that was written.</param>
    /// <param name="version">The version that wrote it, 1 to <see cref="Version"/>.</param>
    /// <returns>What is remembered.</returns>
    /// <exception cref="FormatException">It is not in the form; so are InvalidOperationException and KeyNotFoundException of
    /// JsonElement.</exception>
    public abstract T Read(JsonElement content, int version);
}
