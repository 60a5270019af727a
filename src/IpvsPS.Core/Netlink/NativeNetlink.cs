using System.Runtime.InteropServices;

namespace IpvsPS.Netlink;

/// <summary>The netlink structure and socket options that Tmds.LibC lacks.</summary>
internal static class NativeNetlink
{
    /// <summary>SOL_NETLINK, from <c>include/linux/socket.h</c>.</summary>
    public const int SocketLevel = 270;

    /// <summary>NETLINK_CAP_ACK: acknowledgements do not repeat the request.</summary>
    public const int CappedAck = 10;

    /// <summary>NETLINK_EXT_ACK: acknowledgements carry the kernel's words.</summary>
    public const int ExtendedAck = 11;

    /// <summary>NETLINK_GET_STRICT_CHK: dump requests may filter, by link for instance.</summary>
    public const int StrictCheck = 12;

    /// <summary>struct sockaddr_nl, from <c>include/uapi/linux/netlink.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SocketAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint PortId;
        public uint Groups;
    }

    /// <summary>struct timeval of SO_RCVTIMEO: two C longs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;
    }
}
