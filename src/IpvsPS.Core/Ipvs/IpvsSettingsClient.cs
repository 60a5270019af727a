using System.Text;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The settings of IPVS in one network namespace: the files of /proc/sys/net/ipv4/vs as a thread inside it sees them.</summary>
internal sealed class IpvsSettingsClient : IDisposable
{
    private const string Path = "/proc/sys/net/ipv4/vs";

    /// <summary>A setting is a few numbers, or a list of CPUs.</summary>
    private const int LongestText = 4096;

    private readonly NetNamespaceHandle _handle;
    private readonly NetNamespace _space;

    private IpvsSettingsClient(NetNamespaceHandle handle, NetNamespace space)
    {
        _handle = handle;
        _space = space;
    }

    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public static IpvsSettingsClient Open(NetNamespaceHandle space, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // A handle of its own: the caller closes the one it gave.
        return new IpvsSettingsClient(NetNamespaceHandle.Open(new NetNamespace { Path = space.DescriptorPath }), space.Identity);
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The names of the settings this kernel has, sorted.</summary>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where it has none.</exception>
    public List<string> ListNames()
    {
        List<string> names = [.. ProcFile.ListNames(_handle, Path).Order(StringComparer.Ordinal)];
        return names.Count > 0 ? names
            : throw new NetlinkException("list the IPVS settings", Errno.EPROTONOSUPPORT, $"{Path} is empty or not there");
    }

    /// <exception cref="NetlinkException">ENOENT for a setting that this kernel does not have.</exception>
    public IpvsSetting Get(string name)
    {
        IpvsSettingDefinition definition = IpvsSettingCatalog.Find(name);
        return new IpvsSetting
        {
            Name = name,
            Value = IpvsSettingText.Read(definition, ReadText(name)),
            Description = definition.Description,
            NetNamespace = _space,
        };
    }

    /// <exception cref="NetlinkException">ENOENT, EINVAL for a value out of range, EACCES, EROFS.</exception>
    public void Set(string name, string text)
    {
        string operation = $"set net.ipv4.vs.{name} to {text}";
        using ProcFile? file = ProcFile.TryOpen(_handle, $"{Path}/{name}", write: true, out Errno error);
        error = file?.Write(text) ?? error;
        if (error != Errno.None)
        {
            throw new NetlinkException(operation, error);
        }
    }

    private string ReadText(string name)
    {
        var buffer = new byte[LongestText];
        int count = 0;
        using ProcFile? file = ProcFile.TryOpen(_handle, $"{Path}/{name}", write: false, out Errno error);
        error = file?.Read(buffer, out count) ?? error;
        return error == Errno.None
            ? Encoding.UTF8.GetString(buffer, 0, count)
            : throw new NetlinkException($"read net.ipv4.vs.{name}", error);
    }
}
