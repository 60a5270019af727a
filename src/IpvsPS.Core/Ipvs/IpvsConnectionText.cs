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
    /// <summary>The states of templates, <c>ip_vs_state_name</c>.</summary>
    private const string NewTemplate = "NONE";

    private const string AssuredTemplate = "ASSURED";

    /// <summary>One string for each state that a kernel has, instead of one a line.</summary>
    private static readonly string[] States =
    [
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "SYNACK",
        "UDP",
        NewTemplate,
        AssuredTemplate,
        "INIT1",
        "INIT",
        "COOKIE_SENT",
        "COOKIE_REPLIED",
        "COOKIE_WAIT",
        "COOKIE",
        "COOKIE_ECHOED",
        "SHUTDOWN_SENT",
        "SHUTDOWN_RECEIVED",
        "SHUTDOWN_ACK_SENT",
        "REJECTED",
        "CLOSED",
    ];

    /// <summary>Every state, for completion.</summary>
    public static IReadOnlyList<string> KnownStates => States;

    /// <summary>The connection of a line without its end; null where it is not in that form.</summary>
    public static IpvsConnection? Parse(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        bool isRead =
            IpvsProcText.TryReadProtocol(ref rest, out ushort protocol)
            & TryReadEndpoint(ref rest, out InetAddress client, out ushort clientPort)
            & TryReadEndpoint(ref rest, out InetAddress address, out ushort port)
            & TryReadEndpoint(ref rest, out InetAddress server, out ushort serverPort);
        ReadOnlySpan<byte> state = IpvsProcText.NextWord(ref rest);
        bool hasTime = Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out ulong seconds, out _);
        if (!isRead || state.IsEmpty || !hasTime)
        {
            return null;
        }

        string stateName = Name(state);
        ReadOnlySpan<byte> engine = IpvsProcText.NextWord(ref rest);
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
        return IpvsServiceId.ForFirewallMark(BinaryPrimitives.ReadUInt32BigEndian(bytes), address.Family);
    }

    private static bool TryReadEndpoint(ref ReadOnlySpan<byte> rest, out InetAddress address, out ushort port)
    {
        bool hasAddress = IpvsProcText.TryParseAddress(IpvsProcText.NextWord(ref rest), out address);
        ReadOnlySpan<byte> word = IpvsProcText.NextWord(ref rest);
        return Utf8Parser.TryParse(word, out port, out int used, 'X') && used == word.Length && hasAddress;
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
}
