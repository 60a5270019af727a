using System.Text;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// Reads keepalived.conf, of keepalived 2.2 to 2.4 and with the words of older ones, as keepalived reads it: what it takes is
/// taken, what it passes over is passed over with a remark, VRRP in silence.
/// </summary>
public static class KeepalivedReader
{
    /// <summary>Within so many bytes the first word must stand that tells the format.</summary>
    private const int BytesLookedAt = 64 << 10;

    /// <summary>Reads a file and what it includes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it is read with; null for the defaults.</param>
    /// <returns>What it comes to.</returns>
    /// <exception cref="IpvsConfigurationException">
    /// A block is not closed, a value is missing, an include is missing or leads back to itself, a macro has no end, the file
    /// is UTF-16, or it makes more than the options allow; with the line.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static KeepalivedReading Read(string path, KeepalivedReadOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, options);
    }

    /// <summary>
    /// Whether a text is a keepalived.conf, which the first word tells that is in no comment; the stream is then at its
    /// beginning again.
    /// </summary>
    /// <param name="stream">A stream that can go back.</param>
    /// <returns>Whether it begins with a word that keepalived knows, a macro, a sequence or a line for one host.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static bool Recognizes(Stream stream)
    {
        byte[] start = new byte[BytesLookedAt];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        for (ReadOnlySpan<byte> rest = start.AsSpan(0, count); !rest.IsEmpty; )
        {
            // One line at a time, since the first mostly tells: all of them as text take up several times the memory.
            int length = rest.IndexOf((byte)'\n') is >= 0 and var newline ? newline : rest.Length;
            string raw = Encoding.Latin1.GetString(rest[..length]);
            rest = rest[Math.Min(length + 1, rest.Length)..];
            string line = ConfigText.WithoutComment(raw.TrimStart('\u00ef', '\u00bb', '\u00bf').TrimEnd('\r'), out _);
            // JSON may begin with such comments too, and keepalived passes them over, as it does those of SQL.
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("-- ", StringComparison.Ordinal))
            {
                int end = line.AsSpan().IndexOfAny(' ', '\t', '{');
                string word = end < 0 ? line : line[..end];
                return RootBlock.IsFirstWord(word) || word.StartsWith("include", StringComparison.Ordinal) || "@$~".Contains(line[0]);
            }
        }

        return false;
    }

    /// <summary>Reads a text and what it includes.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="name">The name of its file, which remarks carry and includes are looked for beside.</param>
    /// <param name="options">What it is read with; null for the defaults.</param>
    /// <returns>What it comes to.</returns>
    /// <exception cref="IpvsConfigurationException">As for a file.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static KeepalivedReading Read(Stream stream, string name, KeepalivedReadOptions? options = null)
    {
        options ??= new KeepalivedReadOptions();
        var remarks = new RemarkList();
        var lines = new LineReader(options, remarks);
        lines.Files.Start(stream, name);
        var draft = new ConfigDraft();
        new BlockReader(lines, remarks).Read(new RootBlock(draft, new ConfigValues(remarks), remarks, lines.Files));
        return new ServiceBuilder(draft, options, remarks).Build();
    }
}
