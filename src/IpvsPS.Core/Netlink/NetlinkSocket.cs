using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace IpvsPS.Netlink;

/// <summary>A netlink socket. It stays in the network namespace of the thread that opened it.</summary>
internal sealed class NetlinkSocket : INetlinkTransport
{
    /// <summary>The kernel answers at once; a wait this long means that no answer comes.</summary>
    private const int ReceiveTimeoutSeconds = 30;

    /// <summary>Room for a burst of requests, and of refusals; the kernel takes half of it for its own books.</summary>
    private const int SocketBufferBytes = 4 << 20;

    /// <summary>The kernel packs a listing into datagrams of up to 32 KiB.</summary>
    private readonly byte[] _next = GC.AllocateUninitializedArray<byte>(32 << 10);

    private readonly SafeFileHandle _handle;
    private int _nextLength;
    private uint _nextSender;

    private NetlinkSocket(SafeFileHandle handle, uint portId)
    {
        _handle = handle;
        PortId = portId;
    }

    public uint PortId { get; }

    /// <param name="protocol">The protocol.</param>
    /// <param name="answerBytes">Room for answers; tests make it small, so that the kernel drops some.</param>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static unsafe NetlinkSocket Open(NetlinkProtocol protocol, int answerBytes = SocketBufferBytes)
    {
        int descriptor = NativeNetlink.Open(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)protocol);
        if (descriptor < 0)
        {
            throw new NetlinkException("open a netlink socket", (Errno)Marshal.GetLastPInvokeError());
        }

        var handle = new SafeFileHandle((nint)descriptor, ownsHandle: true);
        try
        {
            var address = new NativeNetlink.SocketAddress { Family = (ushort)(int)AF_NETLINK };
            uint length = (uint)sizeof(NativeNetlink.SocketAddress);
            if (NativeNetlink.Bind(descriptor, &address, length) < 0 || NativeNetlink.ReadAddress(descriptor, &address, &length) < 0)
            {
                throw new NetlinkException("bind a netlink socket", (Errno)Marshal.GetLastPInvokeError());
            }

            SetOptions(descriptor, answerBytes);
            return new NetlinkSocket(handle, address.PortId);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public unsafe Errno Send(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
        {
            using var lease = new Lease(_handle);
            var kernel = new NativeNetlink.SocketAddress { Family = (ushort)(int)AF_NETLINK };
            uint length = (uint)sizeof(NativeNetlink.SocketAddress);
            nint sent = NativeNetlink.Send(lease.Descriptor, bytes, (nuint)datagram.Length, 0, &kernel, length);
            return sent < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        }
    }

    /// <summary>
    /// A listing comes as two datagrams at least, its rows and its end, so a call asks for two: the second waits here
    /// for the next call.
    /// </summary>
    public unsafe Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        if (_nextLength > 0)
        {
            bool isWhole = _nextLength <= Math.Min(_next.Length, buffer.Length);
            (length, sender) = (isWhole ? _nextLength : Math.Max(_nextLength, buffer.Length + 1), _nextSender);
            _next.AsSpan(0, isWhole ? length : 0).CopyTo(buffer);
            _nextLength = 0;
            return Errno.None;
        }

        fixed (
            byte* first = buffer,
                second = _next
        )
        {
            using var lease = new Lease(_handle);
            var vectors = stackalloc NativeNetlink.IoVector[2];
            var addresses = stackalloc NativeNetlink.SocketAddress[2];
            var messages = stackalloc NativeNetlink.MultiMessageHeader[2];
            vectors[0] = new() { Base = first, Length = (nuint)buffer.Length };
            vectors[1] = new() { Base = second, Length = (nuint)_next.Length };
            for (int i = 0; i < 2; i++)
            {
                messages[i].Header = new()
                {
                    Name = &addresses[i],
                    NameLength = (uint)sizeof(NativeNetlink.SocketAddress),
                    Vectors = &vectors[i],
                    VectorCount = 1,
                };
            }

            int count = NativeNetlink.ReceiveMany(lease.Descriptor, messages, 2, MSG_TRUNC | NativeNetlink.WaitForOne, null);
            Errno error = count < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
            length = count > 0 ? (int)messages[0].Received : 0;
            sender = addresses[0].PortId;
            _nextLength = count > 1 ? (int)messages[1].Received : 0;
            _nextSender = addresses[1].PortId;
            return error;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static unsafe void SetOptions(int descriptor, int answerBytes)
    {
        // The FORCE forms pass the system's limits and need CAP_NET_ADMIN; without it the plain ones do what they can.
        Set(descriptor, SOL_SOCKET, SO_RCVBUF, answerBytes);
        Set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, answerBytes);
        Set(descriptor, SOL_SOCKET, SO_SNDBUF, SocketBufferBytes);
        Set(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, SocketBufferBytes);
        var timeout = new NativeNetlink.TimeValue { Seconds = ReceiveTimeoutSeconds };
        NativeNetlink.SetOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, (uint)sizeof(NativeNetlink.TimeValue));
        Set(descriptor, NativeNetlink.SocketLevel, NativeNetlink.CappedAck, 1);
        Set(descriptor, NativeNetlink.SocketLevel, NativeNetlink.ExtendedAck, 1);
        Set(descriptor, NativeNetlink.SocketLevel, NativeNetlink.StrictCheck, 1);
    }

    private static unsafe void Set(int descriptor, int level, int option, int value) =>
        NativeNetlink.SetOption(descriptor, level, option, &value, sizeof(int));

    /// <summary>Keeps the descriptor from being closed, and its number from being reused, during one system call.</summary>
    private ref struct Lease
    {
        private readonly SafeFileHandle _handle;
        private bool _held;

        public Lease(SafeFileHandle handle)
        {
            _handle = handle;
            handle.DangerousAddRef(ref _held);
            Descriptor = (int)handle.DangerousGetHandle();
        }

        public int Descriptor { get; }

        public void Dispose()
        {
            if (_held)
            {
                _handle.DangerousRelease();
            }
        }
    }
}
