using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>The parts of one network namespace that services are made of.</summary>
internal sealed class ServiceProxyKernel : IDisposable
{
    private readonly NetNamespaceHandle _netns;
    private readonly CancellationToken _cancellation;
    private readonly SysctlClient _sysctls;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">A socket could not be made, or the kernel has no IPVS.</exception>
    public ServiceProxyKernel(NetNamespaceHandle netns, CancellationToken cancellation)
        : this(
            // A handle of its own: the caller closes the one it gave.
            NetNamespaceHandle.Open(new NetNamespace { Path = netns.DescriptorPath }),
            IpvsClient.Open(netns, cancellation),
            LinkClient.Open(netns, cancellation),
            cancellation
        ) { }

    /// <summary>Over given connections, which it closes with the handle.</summary>
    public ServiceProxyKernel(NetNamespaceHandle netns, IpvsClient ipvs, LinkClient links, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _netns = netns;
        Ipvs = ipvs;
        Links = links;
        _sysctls = SysctlClient.Open(netns, cancellation);
        Filter = new FirewallProgram(netns);
    }

    public NetNamespaceIdentity Identity => _netns.Identity;

    public IpvsClient Ipvs { get; }

    public LinkClient Links { get; }

    public FirewallProgram Filter { get; }

    /// <summary>The policies of nftables that drop.</summary>
    /// <exception cref="NetlinkException">They may not be read.</exception>
    public List<FirewallDropPolicy> DropPolicies()
    {
        using ChainClient? chains = ChainClient.TryOpen(_netns, _cancellation);
        return chains?.DropPolicies() ?? [];
    }

    /// <summary>The policies of legacy iptables that drop.</summary>
    /// <exception cref="FirewallException">There are tables, and the program that lists them is missing or refused.</exception>
    public List<FirewallDropPolicy> LegacyDropPolicies() =>
        [.. LegacyTables.Save(_netns, _cancellation).SelectMany(LegacyTables.DropPolicies)];

    /// <summary>Another connection to the table, which no stop ends.</summary>
    public IpvsClient Reconnect() => IpvsClient.Open(_netns, CancellationToken.None);

    public IpvsSettingsClient OpenSettings() => IpvsSettingsClient.Open(_netns, _cancellation);

    /// <summary>The flows that conntrack knows; null where it is not there.</summary>
    public ConntrackClient? OpenConntrack() => ConntrackClient.TryOpen(_netns, _cancellation);

    public IpvsConnectionTable OpenConnections() => IpvsConnectionTable.Open(_netns, _cancellation);

    /// <summary>The addresses of all links.</summary>
    public List<HostAddress> ReadHost() => Links.ListAddresses().ConvertAll(HostAddress.Of);

    /// <summary>A sysctl's value; null where the kernel does not have it.</summary>
    public string? ReadSysctl(string path)
    {
        try
        {
            return _sysctls.Read(path).Trim();
        }
        catch (NetlinkException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
    }

    public void WriteSysctl(string path, string value) => _sysctls.Write(path, value);

    public void Dispose()
    {
        Ipvs.Dispose();
        Links.Dispose();
        _sysctls.Dispose();
        _netns.Dispose();
    }
}
