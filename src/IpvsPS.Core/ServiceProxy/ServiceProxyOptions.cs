using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>Whose source addresses are masqueraded, and whether there is a packet filter at all.</summary>
public enum MasqueradeMode
{
    /// <summary>Everything but what local pods send to cluster addresses.</summary>
    NonLocal,

    /// <summary>Everything to cluster addresses too.</summary>
    All,

    /// <summary>Nothing: no table of the packet filter is made.</summary>
    None,
}

/// <summary>How virtual addresses become addresses of the node.</summary>
public enum AddressMode
{
    /// <summary>One local route for each range of cluster addresses; external addresses are on a link.</summary>
    Route,

    /// <summary>Every address is on a link, as kube-proxy does it.</summary>
    Link,
}

/// <summary>What happens to connections where a policy is Local and the node has no endpoint.</summary>
public enum LocalFallback
{
    /// <summary>They are dropped, so that a load balancer tries another node; pods and the node itself reach all endpoints.</summary>
    Drop,

    /// <summary>They reach the endpoints of other nodes, as with kube-proxy's IPVS mode.</summary>
    Cluster,
}

/// <summary>How a node's services are to be made.</summary>
/// <param name="NodeName">The name of the Node object of this machine.</param>
public sealed record ServiceProxyOptions(string NodeName)
{
    /// <summary>The link that holds virtual addresses.</summary>
    public const string LinkName = "ipvsps0";

    /// <summary>The schedulers that services can have, sorted by name: those of the kernel's <c>net/netfilter/ipvs</c>, but for none,
    /// with which a service takes no connections.</summary>
    public static IReadOnlyList<string> Schedulers { get; } =
    [.. IpvsSchedulerCatalog.All.Select(scheduler => scheduler.Name).Where(name => name != "none")];

    /// <summary>The ranges of the cluster's pods; what comes from them keeps its source address.</summary>
    public AddressRange[] ClusterRanges { get; init; } = [];

    /// <summary>The ranges of cluster addresses; those of ServiceCIDR objects come to them.</summary>
    public AddressRange[] ServiceRanges { get; init; } = [];

    /// <summary>The ranges whose addresses of the node serve node ports; none, or one of length 0, means all addresses of the
    /// node.</summary>
    public AddressRange[] NodePortRanges { get; init; } = [];

    /// <summary>Whether node ports are served on the primary addresses of the Node object only.</summary>
    public bool IsNodePortOnPrimary { get; init; }

    /// <summary>The scheduler of services that ask for no other.</summary>
    public string Scheduler { get; init; } = "rr";

    /// <summary>Whose source addresses are masqueraded.</summary>
    public MasqueradeMode Masquerade { get; init; }

    /// <summary>How virtual addresses become addresses of the node.</summary>
    public AddressMode AddressMode { get; init; }

    /// <summary>What happens where a policy is Local and the node has no endpoint.</summary>
    public LocalFallback LocalFallback { get; init; }

    /// <summary>Whether services that need the packet filter are made without it.</summary>
    public bool AllowUnfiltered { get; init; }

    /// <summary>Addresses that no service may have, such as the API server's.</summary>
    public InetAddress[] ReservedAddresses { get; init; } = [];

    /// <summary>Ranges of virtual addresses whose services in the kernel are never changed or removed.</summary>
    public AddressRange[] ExcludeRanges { get; init; } = [];
}
