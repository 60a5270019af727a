using System.Buffers.Binary;
using System.Net;

namespace IpvsPS.Links;

/// <summary>
/// The packets that tell the hosts on a link who has an address: gratuitous ARP (RFC 5227, an announcement) and the
/// unsolicited neighbour advertisement (RFC 4861, section 4.4). Both without the link's own header.
/// </summary>
internal static class AnnouncementPackets
{
    public const int MacBytes = 6;

    /// <summary>ETH_P_ARP and ETH_P_IPV6, from <c>include/uapi/linux/if_ether.h</c>.</summary>
    public const ushort ArpProtocol = 0x0806;
    public const ushort IPv6Protocol = 0x86dd;

    public const int IPv6HeaderBytes = 40;
    private const int MessageBytes = 32;
    public const byte Icmpv6 = 58;

    /// <summary>Of Ethernet and IPv4.</summary>
    public const int ArpBytes = 28;

    /// <summary>Neighbour advertisement, override: hosts that know another hardware address take this one.</summary>
    public const byte AdvertisementType = 136;
    private const byte Override = 0x20;
    private const byte Router = 0x80;

    private const byte SolicitationType = 135;

    /// <summary>Options: the hardware address of who asks, and of the target.</summary>
    private const byte SourceHardwareAddress = 1;
    private const byte TargetHardwareAddress = 2;

    /// <summary>Everybody on the link: of ARP.</summary>
    public static ReadOnlySpan<byte> Broadcast => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    /// <summary>Everybody on the link: of IPv6, the group ff02::1.</summary>
    public static ReadOnlySpan<byte> AllNodes => [0x33, 0x33, 0, 0, 0, 1];

    private static IPAddress AllNodesGroup { get; } = IPAddress.Parse("ff02::1");

    /// <summary>The hardware address of the hosts that may have an address: of the group ff02::1:ff00:0/104.</summary>
    public static byte[] SolicitedNode(IPAddress address) => [0x33, 0x33, 0xff, .. address.GetAddressBytes()[^3..]];

    /// <summary>An ARP request. One for the asker's own address is an announcement.</summary>
    public static byte[] MakeArp(ReadOnlySpan<byte> mac, IPAddress asker, IPAddress address)
    {
        byte[] packet = new byte[ArpBytes];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 1); // ARPHRD_ETHER
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 0x0800); // ETH_P_IP
        packet[4] = MacBytes;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), 1); // ARPOP_REQUEST
        mac.CopyTo(packet.AsSpan(8));
        asker.TryWriteBytes(packet.AsSpan(14), out _);
        address.TryWriteBytes(packet.AsSpan(24), out _);
        return packet;
    }

    /// <summary>A neighbour advertisement that nobody asked for.</summary>
    public static byte[] MakeAdvertisement(ReadOnlySpan<byte> mac, IPAddress address, bool isRouter) =>
        MakeMessage(
            mac,
            address,
            AllNodesGroup,
            address,
            AdvertisementType,
            TargetHardwareAddress,
            (byte)(Override | (isRouter ? Router : 0))
        );

    /// <summary>A neighbour solicitation: who has the address?</summary>
    public static byte[] MakeSolicitation(ReadOnlySpan<byte> mac, IPAddress asker, IPAddress address)
    {
        byte[] group = [0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, .. address.GetAddressBytes()[^3..]];
        return MakeMessage(mac, asker, new IPAddress(group), address, SolicitationType, SourceHardwareAddress, flags: 0);
    }

    private static byte[] MakeMessage(
        ReadOnlySpan<byte> mac,
        IPAddress from,
        IPAddress to,
        IPAddress address,
        byte type,
        byte option,
        byte flags
    )
    {
        byte[] packet = new byte[IPv6HeaderBytes + MessageBytes];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), MessageBytes);
        packet[6] = Icmpv6;
        packet[7] = byte.MaxValue;
        from.TryWriteBytes(packet.AsSpan(8), out _);
        to.TryWriteBytes(packet.AsSpan(24), out _);
        Span<byte> message = packet.AsSpan(IPv6HeaderBytes);
        message[0] = type;
        message[4] = flags;
        address.TryWriteBytes(message[8..], out _);
        message[24] = option;
        message[25] = 1;
        mac.CopyTo(message[26..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(packet));
        return packet;
    }

    /// <summary>The checksum of ICMPv6: over the addresses, the length, the protocol and the message.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> packet)
    {
        uint sum = MessageBytes + Icmpv6;
        for (ReadOnlySpan<byte> rest = packet[8..]; !rest.IsEmpty; rest = rest[sizeof(ushort)..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(rest);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
