using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace IpvsPS.Ipvs;

/// <summary>
/// Reads a line of /proc/net/ip_vs_conn as <c>ip_vs_conn_seq_show</c> (<c>net/netfilter/ipvs/ip_vs_conn.c</c>) writes it:
/// protocol, client, its port, virtual address, its port, real server, its port, state, seconds, and with a persistence
/// engine its name and data. Addresses and ports are hexadecimal, the most significant digit first.
/// </summary>
internal static class IpvsConnectionText
{
    /// <summary>%pI6: eight groups of four digits.</summary>
    private const int IPv6Length = 39;

    /// <summary>The states of templates, <c>ip_vs_state_name</c>.</summary>
    private const string NewTemplate = "NONE";

    private const string AssuredTemplate = "ASSURED";

    /// <summary>One string for each state that a kernel has, instead of one a line.</summary>
    private static readonly string[] States =
    [
        "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "SYNACK",
        "UDP", NewTemplate, AssuredTemplate,
        "INIT1", "INIT", "COOKIE_SENT", "COOKIE_REPLIED", "COOKIE_WAIT", "COOKIE", "COOKIE_ECHOED", "SHUTDOWN_SENT",
        "SHUTDOWN_RECEIVED", "SHUTDOWN_ACK_SENT", "REJECTED", "CLOSED",
    ];

    /// <summary>Every state, for completion.</summary>
    public static IReadOnlyList<string> KnownStates => States;

    /// <summary>The connection of a line without its end; null where it is not in that form.</summary>
    public static IpvsConnection? Parse(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        bool isRead = TryReadProtocol(ref rest, out ushort protocol)
            & TryReadEndpoint(ref rest, out InetAddress client, out ushort clientPort)
            & TryReadEndpoint(ref rest, out InetAddress address, out ushort port)
            & TryReadEndpoint(ref rest, out InetAddress server, out ushort serverPort);
        ReadOnlySpan<byte> state = NextWord(ref rest);
        bool hasTime = Utf8Parser.TryParse(NextWord(ref rest), out ulong seconds, out _);
        if (!isRead || state.IsEmpty || !hasTime)
        {
            return null;
        }

        string stateName = Name(state);
        ReadOnlySpan<byte> engine = NextWord(ref rest);
        return new IpvsConnection(Identify(protocol, address, port))
        {
            Client = client,
            ClientPort = clientPort,
            Server = server,
            Port = serverPort,
            State = stateName,
            // Old kernels print a time that has just passed as a number far above.
            ExpiresIn = TimeSpan.FromSeconds(seconds > int.MaxValue ? 0 : seconds),
            // FTP's expected connections have port 0 too, in the state LISTEN.
            IsTemplate = clientPort == 0 && stateName is (NewTemplate or AssuredTemplate),
            PersistenceEngine = engine.IsEmpty ? null : Encoding.UTF8.GetString(engine),
            PersistenceData = engine.IsEmpty ? null : Encoding.UTF8.GetString(rest.IsEmpty ? rest : rest[1..]),
        };
    }

    /// <summary>The template of a firewall mark has the protocol IP (0), and the mark in the address's first four bytes.</summary>
    private static IpvsServiceId Identify(ushort protocol, InetAddress address, ushort port)
    {
        if (protocol != 0)
        {
            return IpvsServiceId.ForAddress(address, port, (IpvsProtocol)protocol);
        }

        Span<byte> bytes = stackalloc byte[16];
        address.WriteTo(bytes);
        return IpvsServiceId.ForFirewallMark(
            BinaryPrimitives.ReadUInt32BigEndian(bytes), address.Family);
    }

    /// <summary><c>ip_vs_proto_name</c>.</summary>
    private static bool TryReadProtocol(ref ReadOnlySpan<byte> rest, out ushort protocol)
    {
        ReadOnlySpan<byte> word = NextWord(ref rest);
        protocol = word.SequenceEqual("TCP"u8) ? (ushort)IpvsProtocol.Tcp
            : word.SequenceEqual("UDP"u8) ? (ushort)IpvsProtocol.Udp
            : word.SequenceEqual("SCTP"u8) ? (ushort)IpvsProtocol.Sctp
            : word.SequenceEqual("AH"u8) ? (ushort)51
            : word.SequenceEqual("ESP"u8) ? (ushort)50
            : (ushort)0;
        return protocol != 0 || word.SequenceEqual("IP"u8)
            || (word.StartsWith("IP_"u8) && Utf8Parser.TryParse(word[3..], out protocol, out _));
    }

    private static bool TryReadEndpoint(ref ReadOnlySpan<byte> rest, out InetAddress address, out ushort port)
    {
        bool hasAddress = TryParseAddress(NextWord(ref rest), out address);
        ReadOnlySpan<byte> word = NextWord(ref rest);
        return Utf8Parser.TryParse(word, out port, out int used, 'X') && used == word.Length && hasAddress;
    }

    private static bool TryParseAddress(ReadOnlySpan<byte> word, out InetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bool isIPv6 = word.Length == IPv6Length;
        int groupDigits = isIPv6 ? 4 : 8;
        address = default;
        if (!isIPv6 && word.Length != groupDigits)
        {
            return false;
        }

        for (int start = 0, at = 0; start < word.Length; start += groupDigits + 1, at += groupDigits / 2)
        {
            ReadOnlySpan<byte> group = word.Slice(start, groupDigits);
            if (!Utf8Parser.TryParse(group, out uint value, out int used, 'X') || used != groupDigits)
            {
                return false;
            }

            if (isIPv6)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            }
        }

        address = InetAddress.FromBytes(isIPv6 ? AddressFamily.IPv6 : AddressFamily.IPv4, bytes);
        return true;
    }

    private static string Name(ReadOnlySpan<byte> state)
    {
        foreach (string known in States)
        {
            if (Ascii.Equals(state, known))
            {
                return known;
            }
        }

        return Encoding.UTF8.GetString(state);
    }

    private static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }
}
