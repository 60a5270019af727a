using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>An address of the machine and the link it is on.</summary>
/// <param name="Link">The link's name; empty where the address is a node's, and of no link of this machine.</param>
/// <param name="Address">The address.</param>
public readonly record struct HostAddress(string Link, InetAddress Address)
{
    /// <summary>The length in bits of the prefix that it shares with its network; 0 where that is not known.</summary>
    public byte PrefixLength { get; init; }

    /// <summary>Of an address of a link.</summary>
    /// <param name="address">The address.</param>
    /// <returns>It.</returns>
    public static HostAddress Of(NetLinkAddress address) =>
        new(address.LinkName, InetAddress.FromIPAddress(address.Address)) { PrefixLength = (byte)address.PrefixLength };
}

/// <summary>What the rules of services depend on besides the service and its slices: the options, the nodes, the machine's
/// addresses.</summary>
internal sealed class NodeView
{
    /// <summary>Links whose addresses are virtual ones, of this proxy and of those it takes over from.</summary>
    private static readonly string[] VirtualLinks = [ServiceProxyOptions.LinkName, "kube-ipvs0", "kube-dummy-if"];

    private readonly Dictionary<string, KubernetesNode> _nodes;
    private readonly HashSet<InetAddress> _nodeAddresses = [];
    private readonly HashSet<InetAddress> _reserved;
    private readonly AddressRange[] _podRanges;
    private readonly HashSet<InetAddress> _hostAddresses;
    private readonly AddressRange[] _networks;
    private readonly InetAddress[] _nodePort4;
    private readonly InetAddress[] _nodePort6;

    public NodeView(ServiceProxyOptions options, IEnumerable<KubernetesNode> nodes, IReadOnlyList<HostAddress> host)
    {
        Options = options;
        _nodes = nodes.ToDictionary(node => node.Name.Name);
        Own = _nodes.GetValueOrDefault(options.NodeName);
        _reserved = [.. options.ReservedAddresses];
        _podRanges = [.. _nodes.Values.SelectMany(node => node.PodRanges).Concat(options.ClusterRanges).Distinct()];
        _nodeAddresses.UnionWith(_nodes.Values.SelectMany(node => node.Addresses));
        _hostAddresses = [.. host.Where(address => !IsVirtual(address.Link)).Select(address => address.Address)];
        _nodeAddresses.UnionWith(_hostAddresses);
        _networks =
        [
            .. host.Where(one => one.PrefixLength > 0 && !IsVirtual(one.Link) && !VirtualAddressRules.IsLoopback(one.Address))
                .Select(one => new AddressRange(one.Address.Network(one.PrefixLength), one.PrefixLength))
                .Distinct(),
        ];
        KeptRanges = Outermost(
            options.ClusterRanges.Length > 0 ? options.ClusterRanges : [.. _nodes.Values.SelectMany(node => node.PodRanges)]
        );
        MissingAddresses =
            Own is { } own && !host.Any(one => one.Link.Length > 0 && !IsVirtual(one.Link) && own.Addresses.Contains(one.Address))
                ? own.Addresses
                : [];
        _nodePort4 = NodePortAddresses(host, AddressFamily.IPv4);
        _nodePort6 = NodePortAddresses(host, AddressFamily.IPv6);
    }

    public ServiceProxyOptions Options { get; }

    /// <summary>The Node object of this machine, or null.</summary>
    public KubernetesNode? Own { get; }

    public string Zone => Own?.Zone ?? string.Empty;

    /// <summary>The addresses of its Node object where no link of this machine has any of them: it is another machine then. None
    /// otherwise; some need not be here, as external ones that a cloud translates are not.</summary>
    public InetAddress[] MissingAddresses { get; }

    /// <summary>The ranges whose source addresses are kept: those of the options, else those of the nodes' pods. None lies in
    /// another.</summary>
    public AddressRange[] KeptRanges { get; }

    /// <summary>The Node's first address of a family that a link of this machine has, or null.</summary>
    public InetAddress? PrimaryHostAddress(AddressFamily family) =>
        PrimaryAddress(family) is { } primary && _hostAddresses.Contains(primary) ? primary : null;

    /// <summary>The addresses of this machine that serve node ports.</summary>
    public InetAddress[] NodePortAddresses(AddressFamily family) => family == AddressFamily.IPv6 ? _nodePort6 : _nodePort4;

    /// <summary>The Node's first address of a family, or null.</summary>
    public InetAddress? PrimaryAddress(AddressFamily family)
    {
        foreach (InetAddress address in Own?.Addresses ?? [])
        {
            if (address.Family == family)
            {
                return address;
            }
        }

        return null;
    }

    public bool IsLocal(SliceEndpoint endpoint) => endpoint.NodeName == Options.NodeName && endpoint.NodeName.Length > 0;

    /// <summary>The real servers of endpoints, each with the weight of its node.</summary>
    public ProxyRealServer[] ServersOf(List<PortEndpoint> endpoints)
    {
        var servers = new ProxyRealServer[endpoints.Count];
        for (int i = 0; i < servers.Length; i++)
        {
            PortEndpoint one = endpoints[i];
            servers[i] = new ProxyRealServer(one.Address, one.Port, WeightOf(one.Endpoint.NodeName));
        }

        return servers;
    }

    /// <summary>Why an address must not become a virtual one, or null.</summary>
    public ServiceProxyEventCode? Refuse(InetAddress address) =>
        !VirtualAddressRules.IsUnicast(address) ? ServiceProxyEventCode.AddressUnusable
        : _nodeAddresses.Contains(address) ? ServiceProxyEventCode.AddressOfNode
        : _reserved.Contains(address) ? ServiceProxyEventCode.AddressReserved
        : Array.Exists(_podRanges, range => range.Contains(address)) ? ServiceProxyEventCode.AddressOfPods
        : null;

    /// <summary>Whether a range holds an address of a node: routed to this machine, it would cut off that node.</summary>
    public bool HoldsNodeAddress(AddressRange range) => _nodeAddresses.Any(range.Contains);

    /// <summary>Whether a range has addresses in common with a network that this machine is in, or with the pods', or has some that no
    /// host can have: routed to this machine, it would cut off neighbours, pods or groups.</summary>
    public bool Overlaps(AddressRange range) =>
        !VirtualAddressRules.IsUnicast(range.Network)
        || _networks.Concat(_podRanges).Any(one => one.Contains(range.Network) || range.Contains(one.Network));

    /// <summary>The weight of endpoints on a node.</summary>
    private int WeightOf(string node) => node.Length > 0 && _nodes.TryGetValue(node, out KubernetesNode? found) ? found.Weight : 1;

    private InetAddress[] NodePortAddresses(IReadOnlyList<HostAddress> host, AddressFamily family)
    {
        if (Options.IsNodePortOnPrimary)
        {
            // Where the Node has none of a family, kube-proxy serves all addresses of it; here primary means no more than it says.
            return PrimaryHostAddress(family) is { } primary ? [primary] : [];
        }

        AddressRange[] ranges = [.. Options.NodePortRanges.Where(range => range.Family == family)];
        bool isAll = ranges.Length == 0 || Array.Exists(ranges, range => range.Length == 0);
        return
        [
            .. host.Where(one => one.Address.Family == family && !VirtualAddressRules.IsLoopback(one.Address))
                .Where(one =>
                    isAll
                        ? !IsVirtual(one.Link) && !VirtualAddressRules.IsLinkLocal6(one.Address)
                        : Array.Exists(ranges, range => range.Contains(one.Address)) && VirtualAddressRules.IsUnicast(one.Address)
                )
                .Select(one => one.Address)
                .Distinct()
                .Order(),
        ];
    }

    private static AddressRange[] Outermost(AddressRange[] ranges) =>
        [
            .. ranges
                .Distinct()
                .Where(range => !Array.Exists(ranges, other => other.Length < range.Length && other.Contains(range.Network)))
                .Order(),
        ];

    private static bool IsVirtual(string link) => VirtualLinks.Contains(link);
}
