namespace IpvsPS.Configuration;

/// <summary>The names of ports on this machine, such as http, which ipvsadm without <c>-n</c> saves; see services(5).</summary>
internal static class ServiceNames
{
    public const string File = "/etc/services";

    private static readonly Lazy<byte[]> Text = new(() => System.IO.File.Exists(File) ? System.IO.File.ReadAllBytes(File) : []);

    /// <summary>The port of a name, host order; null where the machine has no such name.</summary>
    public static ushort? Find(ReadOnlySpan<byte> name, IpvsProtocol protocol)
    {
        ReadOnlySpan<byte> wanted = protocol switch
        {
            IpvsProtocol.Udp => "/udp"u8,
            IpvsProtocol.Sctp => "/sctp"u8,
            _ => "/tcp"u8,
        };
        for (ReadOnlySpan<byte> rest = Text.Value; !rest.IsEmpty; )
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (Matches(line, name, wanted, out ushort port))
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>A line is a name, a port with a protocol, other names and a comment: <c>http 80/tcp www # WorldWideWeb HTTP</c>.</summary>
    private static bool Matches(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> protocol, out ushort port)
    {
        port = 0;
        bool isNamed = false;
        bool isOfProtocol = false;
        int comment = line.IndexOf((byte)'#');
        line = comment < 0 ? line : line[..comment];
        for (int place = 0; TryTakeWord(ref line, out ReadOnlySpan<byte> word); place++)
        {
            if (place == 1 && word.EndsWith(protocol) && IpvsadmWords.TryParse(word[..^protocol.Length], out long number))
            {
                (isOfProtocol, port) = (number <= ushort.MaxValue, (ushort)number);
            }
            else
            {
                isNamed |= word.SequenceEqual(name);
            }
        }

        return isNamed && isOfProtocol;
    }

    private static bool TryTakeWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        rest = rest.Trim(" \t\r"u8);
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }
}
