using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>Reads the cookie of an open network namespace.</summary>
internal static unsafe class NamespaceCookie
{
    /// <summary>NS_GET_ID, <c>_IOR(0xb7, 13, __u64)</c> of <c>include/uapi/linux/nsfs.h</c>, since Linux 6.18.</summary>
    private const int GetId = unchecked((int)0x8008b70d);

    /// <summary>SO_NETNS_COOKIE of <c>include/uapi/asm-generic/socket.h</c>, since Linux 5.14.</summary>
    private const int CookieOption = 71;

    /// <summary>The cookie, by the namespace's file or by a socket made inside; null where the kernel or the caller's rights allow
    /// neither.</summary>
    /// <param name="descriptor">The namespace's file.</param>
    /// <param name="isCurrent">Whether the calling thread is inside.</param>
    /// <param name="isHomeOpen">Whether a worker thread can return to the home namespace; else one is started that ends.</param>
    public static ulong? TryRead(int descriptor, bool isCurrent, bool isHomeOpen)
    {
        ulong cookie;
        if (ioctl(descriptor, GetId, &cookie) >= 0)
        {
            return cookie;
        }

        if (isCurrent)
        {
            return ReadInside();
        }

        ulong? read = null;
        Action work = () => read = NetNamespaceHandle.TakeThreadInto(descriptor, CLONE_NEWNET) < 0 ? null : ReadInside();
        (isHomeOpen ? (Action<Action>)NamespaceWorker.Run : NamespaceWorker.RunAlone)(work);
        return read;
    }

    private static ulong? ReadInside()
    {
        int socketDescriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socketDescriptor < 0)
        {
            return null;
        }

        ulong cookie;
        socklen_t length = sizeof(ulong);
        int result = getsockopt(socketDescriptor, SOL_SOCKET, CookieOption, (byte*)&cookie, &length);
        close(socketDescriptor);
        return result < 0 ? null : cookie;
    }
}
