namespace IpvsPS.Binding;

/// <summary>
/// The path of a file. A string and a file of Get-ChildItem convert to it; any other object is no path, whatever its text.
/// </summary>
public readonly record struct PathArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">The path.</param>
    /// <exception cref="FormatException">The text is empty, or that of a configuration; the message says what to do with it.</exception>
    public PathArgument(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("An empty text is no path of a file.");
        }

        if (IsConfiguration(text))
        {
            throw new FormatException(
                "This is the text of a configuration, and no path of a file: pipe it through ConvertTo-IpvsConfiguration first."
            );
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

    /// <summary>Get-Content hands over a file line by line, or, with -Raw, as one text of several lines.</summary>
    private static bool IsConfiguration(string text) =>
        text.AsSpan().TrimStart() is var start
        && (start.StartsWith("{") || start.StartsWith("-A ") || start.StartsWith("-a ") || start.TrimEnd().Contains('\n'));
}
