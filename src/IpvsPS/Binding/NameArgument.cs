namespace IpvsPS.Binding;

/// <summary>
/// A name, as of a link or a setting, or, where the parameter takes wildcards and it is typed, a pattern of names. A
/// string of the pipeline converts to it and nothing else: an object is known by its properties, and a network namespace
/// that is piped names where to look, and not what for.
/// </summary>
public readonly record struct NameArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">The name or the pattern.</param>
    public NameArgument(string text) => Text = text;

    /// <summary>The name or the pattern; null only in a default value.</summary>
    public string? Text { get; }

    /// <summary>Takes any text.</summary>
    /// <param name="text">The name or the pattern.</param>
    /// <returns>The name.</returns>
    public static NameArgument Parse(string text) => new(text);

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? string.Empty;

    /// <summary>What it matches.</summary>
    /// <param name="isTyped">Whether it stands on the command line; a name that was piped is that name, whatever its letters.</param>
    internal NamePattern ToPattern(bool isTyped) => isTyped ? new NamePattern(ToString()) : NamePattern.Of(ToString());
}
