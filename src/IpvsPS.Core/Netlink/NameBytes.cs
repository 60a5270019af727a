using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace IpvsPS.Netlink;

/// <summary>
/// Names of files and links as text, both ways. The kernel takes any bytes for a name, and a text has only those that are UTF-8: a byte
/// that is not is written <c>\xe4</c>, as <c>ls --escape</c> does in octal, and a backslash that would begin such an escape is <c>\x5c</c>.
/// </summary>
internal static class NameBytes
{
    private const int EscapeLength = 4;

    /// <summary>The text of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name) && !name.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(name);
        }

        var text = new StringBuilder(name.Length);
        while (!name.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(name, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isValid && !(rune.Value == '\\' && ReadEscape(name) is not null))
            {
                text.Append(rune.ToString());
                name = name[length..];
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"\\x{name[0]:x2}");
            name = name[1..];
        }

        return text.ToString();
    }

    /// <summary>Whether there may be bytes in a text that its UTF-8 does not have.</summary>
    public static bool HasEscape(string text) => text.Contains(@"\x", StringComparison.Ordinal);

    /// <summary>The bytes of a name or a path.</summary>
    public static byte[] Encode(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!HasEscape(text))
        {
            return bytes;
        }

        var decoded = new List<byte>(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte? escaped = ReadEscape(bytes.AsSpan(i));
            decoded.Add(escaped ?? bytes[i]);
            i += escaped is null ? 0 : EscapeLength - 1;
        }

        return [.. decoded];
    }

    /// <summary>The bytes with the NUL that system calls want.</summary>
    public static byte[] EncodeTerminated(string text) => [.. Encode(text), 0];

    /// <summary>The byte that an escape at the beginning stands for; null where there is none. No escape stands for plain ASCII.</summary>
    private static byte? ReadEscape(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength
        && text[0] == '\\'
        && text[1] == 'x'
        && byte.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
        && (value >= 0x80 || value == '\\')
            ? value
            : null;
}
