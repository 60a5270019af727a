using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Links;

/// <summary>Tells that an address has come to a namespace or gone from it, as <c>ip monitor address</c> does.</summary>
internal sealed unsafe class AddressEvents : IDisposable
{
    /// <summary>RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR of <c>include/uapi/linux/rtnetlink.h</c>.</summary>
    private const uint Groups = 0x10 | 0x100;

    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _end;
    private readonly AutoResetEvent _changed = new(false);
    private readonly Thread _thread;

    private AddressEvents(SafeFileHandle socket, SafeFileHandle end)
    {
        (_socket, _end) = (socket, end);
        _thread = new Thread(Listen, 256 << 10) { IsBackground = true, Name = "IpvsPS addresses" };
        _thread.Start();
    }

    /// <summary>Set when an address has come or gone since it was last waited for.</summary>
    public WaitHandle Changed => _changed;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The kernel refused a socket.</exception>
    public static AddressEvents Open(NetNamespaceHandle netns)
    {
        SafeFileHandle socket = NamespaceThread.Run(netns, OpenSocket);
        int end = eventfd(0, EFD_CLOEXEC);
        if (end < 0)
        {
            var error = (Errno)errno;
            socket.Dispose();
            throw new NetlinkException("listen for addresses", error);
        }

        return new AddressEvents(socket, new SafeFileHandle(end, ownsHandle: true));
    }

    /// <summary>Ends listening.</summary>
    public void Dispose()
    {
        ulong one = 1;
        _ = write((int)_end.DangerousGetHandle(), &one, sizeof(ulong));
        _thread.Join();
        _socket.Dispose();
        _end.Dispose();
        _changed.Dispose();
    }

    private static SafeFileHandle OpenSocket()
    {
        int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, (int)NetlinkProtocol.Route);
        if (descriptor < 0)
        {
            throw new NetlinkException("open a netlink socket", (Errno)errno);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var address = new NativeNetlink.SocketAddress { Family = (ushort)(int)AF_NETLINK, Groups = Groups };
        if (bind(descriptor, (sockaddr*)&address, (uint)sizeof(NativeNetlink.SocketAddress)) < 0)
        {
            var error = (Errno)errno;
            handle.Dispose();
            throw new NetlinkException("listen for addresses", error);
        }

        return handle;
    }

    private void Listen()
    {
        int descriptor = (int)_socket.DangerousGetHandle();
        pollfd* waiting = stackalloc pollfd[2];
        waiting[0] = new pollfd { fd = descriptor, events = POLLIN };
        waiting[1] = new pollfd { fd = (int)_end.DangerousGetHandle(), events = POLLIN };
        byte* buffer = stackalloc byte[256];
        while (true)
        {
            (waiting[0].revents, waiting[1].revents) = (0, 0);
            _ = poll(waiting, 2, -1);
            if (waiting[1].revents != 0)
            {
                return;
            }

            if (waiting[0].revents != 0)
            {
                // What is said does not matter, nor that some of it was lost (ENOBUFS): the addresses are read then.
                while (recv(descriptor, buffer, 256, MSG_DONTWAIT) >= 0 || (Errno)errno is Errno.ENOBUFS or Errno.EINTR) { }

                _changed.Set();
            }
        }
    }
}
