using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace IpvsPS.Diagnosis;

/// <summary>A socket that takes in connections, or datagrams of anybody.</summary>
/// <param name="Protocol">Tcp or Udp.</param>
/// <param name="Address">The address it is bound to; 0.0.0.0 or :: for any.</param>
/// <param name="Port">Its port, host order.</param>
public readonly record struct Listener(IpvsProtocol Protocol, InetAddress Address, ushort Port)
{
    /// <summary>TCP_LISTEN of <c>include/net/tcp_states.h</c>, as /proc writes it.</summary>
    private const string Listening = "0A";

    /// <summary>TCP_CLOSE, which is what an unconnected UDP socket has.</summary>
    private const string Unconnected = "07";

    /// <summary>Whether it is bound to every address.</summary>
    public bool IsAny => Address == InetAddress.Zero(Address.Family);

    /// <summary>
    /// Whether it takes what is sent to a multicast group, as a backup sync daemon does (<c>make_receive_sock</c> of
    /// <c>net/netfilter/ipvs/ip_vs_sync.c</c>).
    /// </summary>
    internal bool IsOfGroup => Protocol == IpvsProtocol.Udp && Address.IsMulticast;

    /// <summary>Whether a packet to an address and port reaches it. A socket of IPv6 that is bound to any address takes IPv4 too.</summary>
    /// <param name="protocol">The packet's protocol.</param>
    /// <param name="address">Its destination.</param>
    /// <param name="port">Its destination port, host order.</param>
    public bool Takes(IpvsProtocol protocol, InetAddress address, int port) =>
        Protocol == protocol
        && Port == port
        && (Address == address || (IsAny && (Address.Family == address.Family || Address.Family == AddressFamily.IPv6)));

    /// <summary>Reads a line of /proc/net/tcp, tcp6, udp or udp6; null for one that does not listen, and for the heading.</summary>
    /// <param name="line">The line.</param>
    /// <param name="protocol">The file's protocol.</param>
    public static Listener? Parse(string line, IpvsProtocol protocol)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[3] != (protocol == IpvsProtocol.Tcp ? Listening : Unconnected))
        {
            return null;
        }

        int colon = words[1].IndexOf(':');
        bool isPort = ushort.TryParse(
            words[1].AsSpan(colon + 1),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ushort port
        );
        return colon > 0 && isPort && ReadAddress(words[1].AsSpan(0, colon)) is { } address ? new Listener(protocol, address, port) : null;
    }

    /// <summary>The kernel prints an address as one or four words of 32 bits, each in the machine's byte order.</summary>
    private static InetAddress? ReadAddress(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not (8 or 32))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < digits.Length / 8; i++)
        {
            if (!uint.TryParse(digits.Slice(i * 8, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word))
            {
                return null;
            }

            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes[(i * 4)..], word);
            }
        }

        // A socket of IPv6 may be bound to an address of IPv4 (::ffff:10.0.0.1), and takes packets of IPv4 alone then.
        var address = new IPAddress(bytes[..(digits.Length / 2)]);
        return InetAddress.FromIPAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    /// <summary>The protocol, address and port.</summary>
    /// <returns><c>TCP 0.0.0.0:80</c></returns>
    public override string ToString() => $"{Protocol.ToString().ToUpperInvariant()} {new InetEndpoint(Address.ToIPAddress(), Port)}";
}
