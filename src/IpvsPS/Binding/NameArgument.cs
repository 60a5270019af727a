namespace IpvsPS.Binding;

/// <summary>
/// A name, as of a link or a setting, or, where the parameter takes wildcards and it is typed, a pattern of names. A
/// string of the pipeline converts to it, and a link as an object: any other object is known by its properties, and a network
/// namespace that is piped names where to look, and not what for.
/// </summary>
public readonly record struct NameArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">The name or the pattern.</param>
    public NameArgument(string text) => Text = text;

    /// <summary>Makes it from a link, as in <c>Set-NetLink (Get-NetLink eth0) -Up</c>.</summary>
    /// <param name="link">The link; its name is no pattern.</param>
    public NameArgument(Objects.NetLink link)
    {
        Text = link.Name;
        NetNamespace = link.Place;
        IsLiteral = true;
    }

    /// <summary>The name or the pattern; null only in a default value.</summary>
    public string? Text { get; }

    /// <summary>The namespace of the link that it was made from; null for a text.</summary>
    internal NetNamespace? NetNamespace { get; }

    private bool IsLiteral { get; }

    /// <summary>Takes any text.</summary>
    /// <param name="text">The name or the pattern.</param>
    /// <returns>The name.</returns>
    public static NameArgument Parse(string text) => new(text);

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? string.Empty;

    /// <summary>What it matches.</summary>
    /// <param name="isTyped">Whether it stands on the command line; a name that was piped is that name, whatever its letters.</param>
    internal NamePattern ToPattern(bool isTyped) => isTyped && !IsLiteral ? new NamePattern(ToString()) : NamePattern.Of(ToString());
}
