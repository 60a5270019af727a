using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.State;

/// <summary>
/// The bytes of a file of state. The runtime's own files take a lock of whoever may read them, so that any user could hold
/// the root's commands up.
/// </summary>
internal static unsafe partial class StateBytes
{
    /// <summary>rw-r--r--.</summary>
    private const int ReadableByAll = 0x1a4;

    /// <summary>The whole content; null where there is no such file.</summary>
    /// <exception cref="StateException">It is there and could not be read.</exception>
    public static byte[]? Read(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            int descriptor = open(text, O_RDONLY | O_CLOEXEC, 0);
            if (descriptor < 0)
            {
                return (Errno)errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw StateException.Of((Errno)errno, path, "opened");
            }

            using var file = new SafeFileHandle(descriptor, ownsHandle: true);
            return ReadAll(descriptor, path);
        }
    }

    /// <summary>
    /// Writes a file beside it and renames that: a reader sees the whole of one or the other, and what fails leaves the
    /// former. The caller holds the lock, so that a file that a killed process left beside it is free to be written over.
    /// </summary>
    /// <exception cref="StateException">It could not be written; the former content is unchanged.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string beside = path + ".new";
        fixed (
            byte* from = Terminated(beside),
                to = Terminated(path)
        )
        {
            // A file that was left behind may be a link that somebody made.
            unlink(from);
            Errno error = WriteNew(from, content);
            if (error == Errno.None && Rename(from, to) < 0)
            {
                error = (Errno)Marshal.GetLastPInvokeError();
            }

            if (error != Errno.None)
            {
                unlink(from);
                throw StateException.Of(error, path, "written");
            }
        }
    }

    /// <summary>Removes a file, which need not be there.</summary>
    /// <exception cref="StateException">It is there and could not be removed.</exception>
    public static void Remove(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            if (unlink(text) < 0 && (Errno)errno != Errno.ENOENT)
            {
                throw StateException.Of((Errno)errno, path, "removed");
            }
        }
    }

    private static byte[] ReadAll(int descriptor, string path)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            ssize_t count;
            fixed (byte* bytes = buffer)
            {
                count = read(descriptor, bytes, buffer.Length);
            }

            if (count < 0 && (Errno)errno != Errno.EINTR)
            {
                throw StateException.Of((Errno)errno, path, "read");
            }

            if (count == 0)
            {
                return content.ToArray();
            }

            content.Write(buffer, 0, Math.Max(0, (int)count));
        }
    }

    private static Errno WriteNew(byte* path, ReadOnlySpan<byte> content)
    {
        int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ReadableByAll);
        if (descriptor < 0)
        {
            return (Errno)errno;
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);

        // The process's umask took bits away.
        if (fchmod(descriptor, ReadableByAll) < 0)
        {
            return (Errno)errno;
        }

        while (!content.IsEmpty)
        {
            ssize_t count;
            fixed (byte* bytes = content)
            {
                count = write(descriptor, bytes, content.Length);
            }

            if (count < 0 && (Errno)errno != Errno.EINTR)
            {
                return (Errno)errno;
            }

            content = content[Math.Max(0, (int)count)..];
        }

        return Errno.None;
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true)]
    private static partial int Rename(byte* from, byte* to);
}
