using System.Text;
using IpvsPS.Namespaces;
using static Tmds.Linux.LibC;

namespace IpvsPS.State;

/// <summary>
/// The directory of what is remembered on a machine until it boots again. It is made when something is first written, with
/// the mode 0755, and its files have 0644: everybody may read them.
/// </summary>
public sealed class StateDirectory
{
    /// <summary>rwxr-xr-x.</summary>
    private const int DirectoryMode = 0x1ed;

    private readonly Lazy<string> _bootId;

    /// <summary>Takes a directory, which need not be there yet; its parent must be.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="bootId">What tells this boot of the machine from others; null for the kernel's own.</param>
    public StateDirectory(string path, string? bootId = null)
    {
        Path = path;
        _bootId = new(() =>
            bootId
            ?? NetNamespaceIdentity.CurrentBootId?.ToString()
            ?? throw new StateException(StateError.Failed, path, "The boot id of the kernel could not be read: /proc/sys is not there.")
        );
    }

    /// <summary><c>/run/ipvsps</c>.</summary>
    public static StateDirectory Default { get; } = new("/run/ipvsps");

    /// <summary>The directory's path.</summary>
    public string Path { get; }

    /// <summary>The id of this boot: what was written during another is not used.</summary>
    /// <exception cref="StateException">It could not be read.</exception>
    public string BootId => _bootId.Value;

    /// <summary>Makes the directory where it is not there.</summary>
    /// <exception cref="StateException">It could not be made.</exception>
    internal unsafe void Create()
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(Path + '\0'))
        {
            if (mkdir(text, DirectoryMode) == 0)
            {
                // The process's umask took bits away.
                chmod(text, DirectoryMode);
                return;
            }
        }

        var error = (Errno)errno;
        if (error != Errno.EEXIST)
        {
            throw StateException.Of(error, Path, "made");
        }
    }
}
