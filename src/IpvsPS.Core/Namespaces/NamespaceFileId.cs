using IpvsPS.Netlink;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// The device and the inode of a namespace's file. They tell apart namespaces that exist at the same time: the inode of one that has
/// ended goes to the next one that is made. Compare them only while a descriptor or a socket holds the namespace, and else
/// compare a <see cref="NetNamespaceIdentity"/>.
/// </summary>
public readonly record struct NamespaceFileId(ulong Device, ulong Inode)
{
    /// <summary>The calling thread's namespace, which need not be that of the process's first thread.</summary>
    public const string PathOfThisThread = "/proc/thread-self/ns/net";

    /// <summary>The namespace that the calling thread is in now.</summary>
    public static NamespaceFileId? OfThisThread => TryRead(PathOfThisThread, out _);

    /// <summary>The file that a path leads to, which need not be a namespace; null where there is none.</summary>
    public static unsafe NamespaceFileId? TryRead(string path, out Errno error)
    {
        stat status;
        fixed (byte* text = NameBytes.EncodeTerminated(path))
        {
            error = LibC.stat(text, &status) < 0 ? (Errno)errno : Errno.None;
        }

        return error == Errno.None ? new NamespaceFileId((ulong)status.st_dev, (ulong)status.st_ino) : null;
    }

    /// <summary>The file of a path itself, where a symbolic link is not followed and a mount is.</summary>
    public static unsafe NamespaceFileId? TryReadWithoutFollowing(string path)
    {
        stat status;
        fixed (byte* text = NameBytes.EncodeTerminated(path))
        {
            return lstat(text, &status) < 0 ? null : new NamespaceFileId((ulong)status.st_dev, (ulong)status.st_ino);
        }
    }
}
