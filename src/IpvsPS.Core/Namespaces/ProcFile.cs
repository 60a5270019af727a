using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// An open file of /proc. It shows the network namespace of the thread that opened it, and goes on showing it to every
/// thread. The runtime's own files would hide the error numbers, and read at offsets.
/// </summary>
internal sealed unsafe class ProcFile : IDisposable
{
    private readonly SafeFileHandle _descriptor;

    private ProcFile(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>Opens a file as a thread inside a namespace sees it.</summary>
    /// <returns>The file, or null with the error number.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static ProcFile? TryOpen(NetNamespaceHandle netns, string path, bool write, out Errno error)
    {
        (ProcFile? file, error) = NamespaceThread.RunInside(netns, () => (TryOpen(path, write, out Errno result), result));
        return file;
    }

    /// <summary>The names in a directory as a thread inside a namespace sees it; none where there is no such directory.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static string[] ListNames(NetNamespaceHandle netns, string directory) =>
        NamespaceThread.RunInside(
            netns,
            () =>
                Directory.Exists(directory)
                    ? [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path))]
                    : Array.Empty<string>()
        );

    /// <summary>Reads from where the last read ended; a count of 0 is the end.</summary>
    public Errno Read(Span<byte> buffer, out int count)
    {
        fixed (byte* bytes = buffer)
        {
            ssize_t result = read((int)_descriptor.DangerousGetHandle(), bytes, buffer.Length);
            count = (int)result;
            return result < 0 ? (Errno)errno : Errno.None;
        }
    }

    /// <summary>Writes the whole text at once, as settings want.</summary>
    public Errno Write(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        fixed (byte* bytes = content)
        {
            return write((int)_descriptor.DangerousGetHandle(), bytes, content.Length) < 0 ? (Errno)errno : Errno.None;
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private static ProcFile? TryOpen(string path, bool write, out Errno error)
    {
        error = NativeFile.Open(path, write ? O_WRONLY : O_RDONLY, out SafeFileHandle? descriptor);
        return descriptor is null ? null : new ProcFile(descriptor);
    }
}
