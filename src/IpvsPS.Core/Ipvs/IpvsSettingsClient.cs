using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The settings of IPVS in one network namespace: its sysctls net.ipv4.vs.</summary>
public sealed class IpvsSettingsClient : IDisposable
{
    private const string Path = "net/ipv4/vs";

    private readonly SysctlClient _sysctls;
    private readonly NetNamespace _netns;

    private IpvsSettingsClient(SysctlClient sysctls, NetNamespace netns)
    {
        _sysctls = sysctls;
        _netns = netns;
    }

    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public static IpvsSettingsClient Open(NetNamespaceHandle netns, CancellationToken cancellation) =>
        new(SysctlClient.Open(netns, cancellation), netns.Namespace);

    /// <inheritdoc/>
    public void Dispose() => _sysctls.Dispose();

    /// <summary>The names of the settings this kernel has, sorted.</summary>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where it has none.</exception>
    public List<string> ListNames()
    {
        List<string> names = [.. _sysctls.ListNames(Path).Order(StringComparer.Ordinal)];
        return names.Count > 0
            ? names
            : throw new NetlinkException("list the IPVS settings", Errno.EPROTONOSUPPORT, $"/proc/sys/{Path} is empty or not there");
    }

    /// <exception cref="NetlinkException">ENOENT for a setting that this kernel does not have.</exception>
    public IpvsSetting Get(string name)
    {
        IpvsSettingDefinition definition = IpvsSettingCatalog.Find(name);
        return new IpvsSetting
        {
            Name = name,
            Value = IpvsSettingText.Read(definition, _sysctls.Read($"{Path}/{name}")),
            Description = definition.Description,
            NetNamespace = _netns,
        };
    }

    /// <exception cref="NetlinkException">ENOENT, EINVAL for a value out of range, EACCES, EROFS.</exception>
    public void Set(string name, string text) => _sysctls.Write($"{Path}/{name}", text);
}
