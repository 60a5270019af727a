using IpvsPS.Netlink;
using static Tmds.Linux.LibC;

namespace IpvsPS.Benchmarks;

/// <summary>A netlink socket without options: one system call a datagram, each way.</summary>
internal sealed unsafe class PlainSocket : IDisposable
{
    private readonly int _descriptor;

    public PlainSocket(NetlinkProtocol protocol)
    {
        _descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)protocol);
        Check(_descriptor);
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
        {
            Check((int)(long)send(_descriptor, bytes, datagram.Length, 0));
        }
    }

    public int Receive(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return Check((int)(long)recv(_descriptor, bytes, buffer.Length, 0));
        }
    }

    public void Dispose() => close(_descriptor);

    private static int Check(int result) => result >= 0 ? result : throw new InvalidOperationException($"The raw loop met {(Errno)errno}.");
}
