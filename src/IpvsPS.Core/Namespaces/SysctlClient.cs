using System.Text;
using IpvsPS.Netlink;

namespace IpvsPS.Namespaces;

/// <summary>The sysctls of one network namespace: the files of /proc/sys as a thread inside it sees them.</summary>
internal sealed class SysctlClient : IDisposable
{
    private const string Root = "/proc/sys/";

    /// <summary>A setting is a few numbers, or a list of CPUs.</summary>
    private const int LongestText = 4096;

    private readonly NetNamespaceHandle _handle;

    private SysctlClient(NetNamespaceHandle handle) => _handle = handle;

    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public static SysctlClient Open(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // A handle of its own: the caller closes the one it gave.
        return new SysctlClient(netns.Duplicate());
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>A setting's name as <c>sysctl</c> shows it.</summary>
    /// <param name="path">Its path below /proc/sys.</param>
    public static string NameOf(string path) => path.Replace('/', '.');

    /// <summary>The names of the settings in a directory; none where the kernel has no such directory.</summary>
    /// <param name="directory">Its path below /proc/sys.</param>
    /// <exception cref="NetNamespaceException">/proc/sys is not there, so that nothing is known.</exception>
    public string[] ListNames(string directory)
    {
        string[] names = ProcFile.ListNames(_handle, Root + directory);
        if (names.Length == 0)
        {
            ProcMount.ThrowIfHidden(Root + directory);
        }

        return names;
    }

    /// <summary>A setting's text, with the line feed that ends it.</summary>
    /// <param name="path">Its path below /proc/sys.</param>
    /// <exception cref="NetlinkException">ENOENT where this kernel does not have it.</exception>
    /// <exception cref="NetNamespaceException">/proc/sys is not there, so that nothing is known.</exception>
    public string Read(string path)
    {
        var buffer = new byte[LongestText];
        int count = 0;
        using ProcFile? file = ProcFile.TryOpen(_handle, Root + path, write: false, out Errno error);
        error = file?.Read(buffer, out count) ?? error;
        ThrowIfHidden(path, error);
        return error == Errno.None ? Encoding.UTF8.GetString(buffer, 0, count) : throw new NetlinkException($"read {NameOf(path)}", error);
    }

    /// <param name="path">The setting's path below /proc/sys.</param>
    /// <param name="text">The new value.</param>
    /// <exception cref="NetlinkException">ENOENT, EINVAL for a value out of range, EACCES, EROFS.</exception>
    /// <exception cref="NetNamespaceException">/proc/sys is not there, so that nothing is known.</exception>
    public void Write(string path, string text)
    {
        using ProcFile? file = ProcFile.TryOpen(_handle, Root + path, write: true, out Errno error);
        error = file?.Write(text) ?? error;
        ThrowIfHidden(path, error);
        if (error != Errno.None)
        {
            throw new NetlinkException($"set {NameOf(path)} to {text}", error);
        }
    }

    private static void ThrowIfHidden(string path, Errno error)
    {
        if (error == Errno.ENOENT)
        {
            ProcMount.ThrowIfHidden(Root + path);
        }
    }
}
