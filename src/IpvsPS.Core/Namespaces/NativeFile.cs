using System.Runtime.InteropServices;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>System calls on files, with their error numbers, which the runtime's own would hide.</summary>
internal static unsafe partial class NativeFile
{
    /// <summary>LOCK_EX, from <c>include/uapi/asm-generic/fcntl.h</c>.</summary>
    private const int ExclusiveLock = 2;

    /// <summary>Where struct dirent has the name: behind two longs, a short and a byte.</summary>
    private static readonly int NameOffset = (2 * sizeof(nint)) + 3;

    /// <summary>rwxr-xr-x.</summary>
    private const int DirectoryMode = 0x1ed;

    public static Errno MakeDirectory(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            return Result(mkdir(text, DirectoryMode));
        }
    }

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, in no order.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="names">The names, as <see cref="NameBytes"/> writes them.</param>
    public static Errno ListNames(string path, out List<string> names)
    {
        names = [];
        nint directory;
        fixed (byte* text = Terminated(path))
        {
            directory = OpenStream(text);
        }

        if (directory == 0)
        {
            return (Errno)Marshal.GetLastPInvokeError();
        }

        for (byte* entry = ReadStream(directory); entry is not null; entry = ReadStream(directory))
        {
            string name = NameBytes.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset));
            if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }

        CloseStream(directory);
        return Errno.None;
    }

    /// <summary>Opens a directory, and not one that a symbolic link leads to: that is ENOTDIR.</summary>
    public static Errno OpenDirectory(string path, out SafeFileHandle? directory) =>
        Open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, out directory);

    /// <summary>The path that leads to an open file whatever stands in its place by now.</summary>
    public static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    /// <summary>Waits until this descriptor alone holds the directory's lock, which closing gives back.</summary>
    public static void LockDirectory(SafeFileHandle directory)
    {
        while (Lock((int)directory.DangerousGetHandle(), ExclusiveLock) < 0 && Marshal.GetLastPInvokeError() == EINTR) { }
    }

    /// <summary>Makes an empty file that nobody may open, where nothing is: not a file and not a symbolic link.</summary>
    public static Errno CreateEmpty(string path, out SafeFileHandle? file) =>
        Open(path, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW, out file);

    public static Errno Bind(string source, string target, bool recursively = false) =>
        Mount(source, target, recursively ? MS_BIND | MS_REC : MS_BIND);

    /// <summary>Has what is mounted below a mount point appear in the other mount namespaces too.</summary>
    public static Errno MakeShared(string mountPoint) => Mount(string.Empty, mountPoint, MS_SHARED | MS_REC);

    public static Errno MakePrivate(string mountPoint) => Mount(string.Empty, mountPoint, MS_PRIVATE | MS_REC);

    /// <summary>Has what is mounted here stay here, while what others mount still appears.</summary>
    public static Errno MakeSlave(string mountPoint) => Mount(string.Empty, mountPoint, MS_SLAVE | MS_REC);

    /// <summary>Mounts sysfs, which shows the links of the calling thread's network namespace.</summary>
    public static Errno MountSys(string target, bool isReadOnly) => Mount("sysfs", target, isReadOnly ? MS_RDONLY : 0, "sysfs");

    /// <summary>Takes away the topmost mount of a path: at once from sight, for good when nothing uses it any more.</summary>
    public static Errno Unmount(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            return Result(umount2(text, MNT_DETACH | UMOUNT_NOFOLLOW));
        }
    }

    public static Errno Unlink(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            return Result(unlink(text));
        }
    }

    /// <summary>Opens a file that is not handed on to programs that this process starts.</summary>
    public static Errno Open(string path, int flags, out SafeFileHandle? handle)
    {
        fixed (byte* text = Terminated(path))
        {
            int descriptor = open(text, flags | O_CLOEXEC, 0);
            handle = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
            return Result(descriptor);
        }
    }

    private static Errno Mount(string source, string target, ulong_t flags, string type = "none")
    {
        fixed (
            byte* from = Terminated(source),
                to = Terminated(target),
                kind = Terminated(type)
        )
        {
            return Result(mount(from, to, kind, flags, null));
        }
    }

    private static byte[] Terminated(string path) => NameBytes.EncodeTerminated(path);

    private static Errno Result(int returned) => returned < 0 ? (Errno)errno : Errno.None;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenStream(byte* path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial byte* ReadStream(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseStream(nint directory);
}
