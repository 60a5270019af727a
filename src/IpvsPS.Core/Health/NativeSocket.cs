using System.Net;
using IpvsPS.Netlink;
using IpvsPS.State;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Health;

/// <summary>The system calls of a TCP connection that does not block.</summary>
internal static unsafe class NativeSocket
{
    private const int MostAddressBytes = 28;

    /// <summary>Makes a socket in the namespace of this thread.</summary>
    public static Errno Make(System.Net.Sockets.AddressFamily family, out int descriptor)
    {
        bool isIPv4 = family == System.Net.Sockets.AddressFamily.InterNetwork;
        descriptor = socket(isIPv4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        return descriptor < 0 ? (Errno)errno : Errno.None;
    }

    /// <summary>The options of a check; and that closing resets the connection, so that nothing is left behind on this host.</summary>
    public static Errno SetOptions(int descriptor, IpvsHealthCheck check, IPEndPoint to)
    {
        int* linger = stackalloc int[] { 1, 0 };
        Errno error = Set(descriptor, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int));
        if (error == Errno.None && check.FirewallMark is { } mark)
        {
            error = Set(descriptor, SOL_SOCKET, SO_MARK, &mark, sizeof(uint));
        }

        if (error == Errno.None && check.Link is { } link)
        {
            byte[] bytes = NameBytes.EncodeTerminated(link);
            fixed (byte* name = bytes)
            {
                error = Set(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, bytes.Length);
            }
        }

        return error == Errno.None && (check.SourceAddress is not null || check.SourcePort is not null)
            ? Bind(descriptor, check, to)
            : error;
    }

    /// <summary>Begins to connect: EINPROGRESS until epoll says more.</summary>
    public static Errno Connect(int descriptor, IPEndPoint to)
    {
        byte* address = stackalloc byte[MostAddressBytes];
        return connect(descriptor, (sockaddr*)address, Write(to, address)) < 0 ? (Errno)errno : Errno.None;
    }

    /// <summary>How the connection has ended; none where it has come about.</summary>
    public static Errno ReadError(int descriptor)
    {
        int error = 0;
        socklen_t length = sizeof(int);
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? (Errno)errno : (Errno)error;
    }

    private static Errno Bind(int descriptor, IpvsHealthCheck check, IPEndPoint to)
    {
        if (check.SourcePort is null)
        {
            // The port is chosen at connect.
            int isOn = 1;
            _ = Set(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &isOn, sizeof(int));
        }

        bool isIPv4 = to.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        byte* address = stackalloc byte[MostAddressBytes];
        var from = new IPEndPoint(check.SourceAddress ?? (isIPv4 ? IPAddress.Any : IPAddress.IPv6Any), check.SourcePort ?? 0);
        return bind(descriptor, (sockaddr*)address, Write(from, address)) < 0 ? (Errno)errno : Errno.None;
    }

    private static Errno Set(int descriptor, int level, int name, void* value, int length) =>
        setsockopt(descriptor, level, name, value, length) < 0 ? (Errno)errno : Errno.None;

    /// <summary>The runtime knows how an address lies in memory.</summary>
    private static int Write(IPEndPoint endPoint, byte* bytes)
    {
        SocketAddress address = endPoint.Serialize();
        address.Buffer.Span[..address.Size].CopyTo(new Span<byte>(bytes, MostAddressBytes));
        return address.Size;
    }
}
