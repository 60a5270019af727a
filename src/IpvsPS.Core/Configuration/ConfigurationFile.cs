using System.Text;

namespace IpvsPS.Configuration;

/// <summary>Reads a configuration of either format, which its first character tells, and writes either.</summary>
public static class ConfigurationFile
{
    /// <summary>Reads a configuration.</summary>
    /// <param name="stream">Its text.</param>
    /// <param name="isJson">Whether it is JSON, or else what ipvsadm saves; null to tell by its first character.</param>
    /// <returns>The configuration, sorted, to be disposed.</returns>
    /// <exception cref="IpvsConfigurationException">The text is of neither format, or holds what cannot be.</exception>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public static ConfigurationTable Read(Stream stream, bool? isJson = null)
    {
        var input = new TextInput(stream);
        do
        {
            input.Fill();
        } while (!input.IsAtEnd && input.Unread.Length - CountBlanks(input.Unread) < CommentLength);

        if (input.Unread.StartsWith(Encoding.UTF8.Preamble))
        {
            input.Consume(Encoding.UTF8.Preamble.Length);
        }

        int first = CountBlanks(input.Unread);
        return first == input.Unread.Length
                ? throw new IpvsConfigurationException("the text is empty; an empty configuration is { \"version\": 1 }.", 1, 1)
            : isJson ?? IsJson(input.Unread[first..]) ? JsonConfigurationReader.Read(input)
            : isJson is false || input.Unread[first] is (byte)'-' or (byte)'#' or (byte)'/' or (byte)'i' ? IpvsadmReader.Read(input)
            : throw ConfigurationRules.Error(
                "this is no configuration: the JSON form begins with {, what ipvsadm saves with -A, and a keepalived.conf with a word such "
                    + "as virtual_server.",
                input.PositionAt(first)
            );
    }

    /// <summary>Reads a configuration from its text, whose first character tells the format.</summary>
    /// <exception cref="IpvsConfigurationException">The text is of neither format, or holds what cannot be.</exception>
    public static ConfigurationTable Parse(string text) => Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>The text of a configuration.</summary>
    public static string Format(ConfigurationTable table, bool isJson)
    {
        using var stream = new MemoryStream();
        Write(table, stream, isJson);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(ConfigurationTable table, Stream stream, bool isJson)
    {
        using var writer = new StreamWriter(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            BufferCharacters,
            leaveOpen: true
        );
        if (isJson)
        {
            JsonConfigurationWriter.Write(table, writer);
        }
        else
        {
            IpvsadmWriter.Write(table, writer);
        }
    }

    /// <summary>A slash begins a comment of JSON, or the path of ipvsadm in a script.</summary>
    private static bool IsJson(ReadOnlySpan<byte> text) => text[0] == (byte)'{' || text.StartsWith("//"u8) || text.StartsWith("/*"u8);

    private const int CommentLength = 2;

    /// <summary>A file of megabytes takes a system call for so many characters.</summary>
    private const int BufferCharacters = 4 << 10;

    /// <summary>How many bytes stand before the first that says something; those of a byte order mark say nothing.</summary>
    private static int CountBlanks(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && text[count] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xef or 0xbb or 0xbf)
        {
            count++;
        }

        return count;
    }
}
