using System.Runtime.InteropServices;

namespace IpvsPS.Netlink;

/// <summary>
/// The structures, socket options and calls of netlink sockets. Tmds.LibC declares most of the calls too, but lets the runtime note
/// errno, and for that the runtime compiles a stub for each call in every new process.
/// </summary>
internal static unsafe partial class NativeNetlink
{
    /// <summary>SOL_NETLINK, from <c>include/linux/socket.h</c>.</summary>
    public const int SocketLevel = 270;

    /// <summary>NETLINK_CAP_ACK: acknowledgements do not repeat the request.</summary>
    public const int CappedAck = 10;

    /// <summary>NETLINK_EXT_ACK: acknowledgements carry the kernel's words.</summary>
    public const int ExtendedAck = 11;

    /// <summary>NETLINK_GET_STRICT_CHK: dump requests may filter, by link for instance.</summary>
    public const int StrictCheck = 12;

    /// <summary>MSG_WAITFORONE, from <c>include/linux/socket.h</c>: recvmmsg waits for the first message only.</summary>
    public const int WaitForOne = 0x10000;

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

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr: a message and the count of its bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MultiMessageHeader
    {
        public MessageHeader Header;
        public uint Received;
    }

    /// <summary>socket(2).</summary>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Open(int family, int type, int protocol);

    /// <summary>bind(2).</summary>
    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, SocketAddress* address, uint length);

    /// <summary>getsockname(2).</summary>
    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int ReadAddress(int descriptor, SocketAddress* address, uint* length);

    /// <summary>setsockopt(2).</summary>
    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, void* value, uint length);

    /// <summary>sendto(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint Send(int descriptor, void* bytes, nuint count, int flags, SocketAddress* address, uint length);

    /// <summary>recvmmsg(2): several datagrams a call.</summary>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int descriptor, MultiMessageHeader* messages, uint count, int flags, void* timeout);
}
