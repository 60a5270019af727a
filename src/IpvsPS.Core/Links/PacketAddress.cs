using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace IpvsPS.Links;

/// <summary>struct sockaddr_ll, from <c>include/uapi/linux/if_packet.h</c>; the protocol is in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketAddress
{
    /// <summary>AF_PACKET, from <c>include/linux/socket.h</c>.</summary>
    public const ushort PacketFamily = 17;

    /// <summary>PACKET_OUTGOING: a packet that this host has sent itself.</summary>
    public const byte Outgoing = 4;

    public ushort Family;
    public ushort Protocol;
    public int LinkIndex;
    public ushort HardwareType;
    public byte PacketType;
    public byte HardwareBytes;
    public fixed byte HardwareAddress[8];

    /// <summary>
    /// Opens a packet socket in the namespace of this thread. SOCK_DGRAM: the kernel writes and takes off the link's own header.
    /// </summary>
    /// <param name="protocol">What it receives, in host order; 0 for nothing.</param>
    /// <param name="flags">Further flags of the type, such as SOCK_NONBLOCK.</param>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_RAW in the namespace.</exception>
    public static SafeFileHandle OpenSocket(ushort protocol, int flags = 0)
    {
        int descriptor = socket(PacketFamily, SOCK_DGRAM | SOCK_CLOEXEC | flags, NetworkOrder(protocol));
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new NetlinkException(AnnouncementClient.OpenOperation, (Errno)errno);
    }

    /// <summary>Where a packet goes: a link, and a hardware address on it.</summary>
    public static PacketAddress Of(NetLink link, ushort protocol, ReadOnlySpan<byte> mac)
    {
        var address = new PacketAddress
        {
            Family = PacketFamily,
            Protocol = NetworkOrder(protocol),
            LinkIndex = link.Index,
            HardwareBytes = AnnouncementPackets.MacBytes,
        };
        mac.CopyTo(new Span<byte>(address.HardwareAddress, AnnouncementPackets.MacBytes));
        return address;
    }

    /// <summary>The bytes of <c>02:42:ac:11:00:03</c>; null for what is no Ethernet address.</summary>
    public static byte[]? ReadMac(string? text) =>
        text?.Split(':').Length == AnnouncementPackets.MacBytes ? LinkReplies.ParseHardwareAddress(text) : null;

    public static ushort NetworkOrder(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
