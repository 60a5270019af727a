using System.Text;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Where a line stands.</summary>
internal readonly record struct LinePosition(string File, int Line);

/// <summary>
/// One line of a keepalived.conf, after macros, in words. A brace stands on a line of its own, wherever it was typed.
/// Characters are bytes: keepalived knows no encoding.
/// </summary>
internal sealed class ConfigLine(string text, string[] words, LinePosition position)
{
    /// <summary>The line before quotes were taken off, for the words that take them off in another way.</summary>
    public string Text { get; } = text;

    public string[] Words { get; } = words;

    public LinePosition Position { get; } = position;

    public string Keyword => Words[0];

    public int Count => Words.Length;

    /// <summary>The word at a place, which must be there: keepalived ends where it is not.</summary>
    /// <exception cref="IpvsConfigurationException">The line is shorter.</exception>
    public string this[int place] => place < Words.Length ? Words[place] : throw Missing();

    /// <summary>The word at a place, or null.</summary>
    public string? Optional(int place) => place < Words.Length ? Words[place] : null;

    private IpvsConfigurationException Missing()
    {
        string what = Words.Length == 1 ? "a value" : $"a value after '{Readable(Words[^1])}'";
        return KeepalivedErrors.At(Position, $"'{Readable(Words[0])}' needs {what}, and keepalived ends where it has none.");
    }

    /// <summary>Bytes as the UTF-8 that they most often are, so that names read as they were typed.</summary>
    public static string Readable(string word)
    {
        if (Ascii.IsValid(word))
        {
            return word;
        }

        byte[] bytes = Encoding.Latin1.GetBytes(word);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return word;
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

/// <summary>Errors that end the reading, with the file, which may be one that is included.</summary>
internal static class KeepalivedErrors
{
    public static IpvsConfigurationException At(LinePosition position, string reason) =>
        new(reason, position.Line, 1) { File = ConfigLine.Readable(position.File) };
}
