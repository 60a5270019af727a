namespace IpvsPS.Binding;

/// <summary>
/// The path of a file. A string and a file of Get-ChildItem convert to it; any other object is no path, whatever its text.
/// </summary>
public readonly record struct PathArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">The path.</param>
    /// <exception cref="FormatException">The text is empty.</exception>
    public PathArgument(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("An empty text is no path of a file.");
        }

        Text = text;
    }

    /// <summary>Makes it from a file, as in <c>Sync-IpvsConfiguration (Get-Item web.json)</c>.</summary>
    /// <param name="file">The file; no character of its name is a wildcard.</param>
    public PathArgument(FileInfo file) => (Text, IsLiteral) = (file.FullName, true);

    /// <summary>The path; null only in a default value.</summary>
    public string? Text { get; }

    /// <summary>Whether no character of it is a wildcard, also where it is typed.</summary>
    internal bool IsLiteral { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The path.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FormatException">As the constructor's.</exception>
    public static PathArgument Parse(string text) => new(text);

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? string.Empty;

    /// <summary>
    /// Whether it is text of a configuration: Get-Content hands over a file line by line, or, with -Raw, as one text of several lines.
    /// </summary>
    internal bool IsConfiguration =>
        ToString().AsSpan().Trim() is var text
        && (text.StartsWith("{") || text.StartsWith("-A ") || text.StartsWith("-a ") || text.Contains('\n'));
}
