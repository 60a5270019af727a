using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>What tells namespaces apart while they live: the device and the inode of their file.</summary>
internal readonly record struct NamespaceId(ulong Device, ulong Inode)
{
    /// <summary>The calling thread's namespace, which need not be that of the process's first thread.</summary>
    public const string PathOfThisThread = "/proc/thread-self/ns/net";

    /// <summary>The namespace that the calling thread is in now.</summary>
    public static NamespaceId? OfThisThread => TryRead(PathOfThisThread, out _);

    /// <summary>The identity of the file that a path leads to, which need not be a namespace; null where there is none.</summary>
    public static unsafe NamespaceId? TryRead(string path, out Errno error)
    {
        stat status;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            error = LibC.stat(text, &status) < 0 ? (Errno)errno : Errno.None;
        }

        return error == Errno.None ? new NamespaceId((ulong)status.st_dev, (ulong)status.st_ino) : null;
    }
}
