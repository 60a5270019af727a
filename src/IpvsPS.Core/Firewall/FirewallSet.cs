namespace IpvsPS.Firewall;

/// <summary>What the sets of the packet filter's table hold; each exists for IPv4 and for IPv6, most for each protocol.</summary>
internal enum FirewallSet
{
    /// <summary>Cluster addresses with their ports.</summary>
    Cluster,

    /// <summary>External addresses with their ports, of services whose external policy is Cluster.</summary>
    External,

    /// <summary>External addresses with their ports, of services whose external policy is Local.</summary>
    ExternalLocal,

    /// <summary>Addresses of load balancers with their ports.</summary>
    Balancer,

    /// <summary>Those of <see cref="Balancer"/> whose services have the external policy Local.</summary>
    BalancerLocal,

    /// <summary>Those of <see cref="Balancer"/> that only some sources may reach.</summary>
    Guarded,

    /// <summary>The sources that may reach a guarded address and port: address, port, source range.</summary>
    Allowed,

    /// <summary>The node's addresses with their node ports.</summary>
    NodePort,

    /// <summary>Those of <see cref="NodePort"/> whose services have the external policy Local.</summary>
    NodePortLocal,

    /// <summary>Endpoints of this node: address, port, the address again; what goes from one to itself is masqueraded.</summary>
    Hairpin,

    /// <summary>Addresses and ports of services whose policy is Local and that have endpoints on other nodes only.</summary>
    Dropped,

    /// <summary>A map from addresses and ports to the firewall mark of the service that pods and the node itself use instead.</summary>
    ShortCircuit,

    /// <summary>Ports of load balancers' health checks.</summary>
    HealthCheck,

    /// <summary>Virtual addresses that are open on the ports of their services only.</summary>
    Address,

    /// <summary>Ranges of pods, whose source addresses are kept.</summary>
    Pods,

    /// <summary>Ranges of cluster addresses that are routed to this node: what is unused in them is closed.</summary>
    Range,
}

/// <summary>An element of a set. Numbers only: nothing that came as text gets into the text for <c>nft</c>.</summary>
/// <param name="Set">The set.</param>
/// <param name="Protocol">The protocol; 0 for sets that have none.</param>
/// <param name="Address">The address; for <see cref="FirewallSet.HealthCheck"/> the zero address of its family.</param>
/// <param name="Port">Host order; 0 for sets that have none.</param>
internal readonly record struct FirewallElement(FirewallSet Set, IpvsProtocol Protocol, InetAddress Address, ushort Port)
    : IComparable<FirewallElement>
{
    /// <summary>The source of <see cref="FirewallSet.Allowed"/>.</summary>
    public InetAddress Source { get; init; }

    /// <summary>The prefix length of the source, or of the address where the set holds ranges.</summary>
    public byte Length { get; init; }

    /// <summary>The mark of <see cref="FirewallSet.ShortCircuit"/>.</summary>
    public uint Mark { get; init; }

    public AddressFamily Family => Address.Family;

    public static FirewallElement ForRange(FirewallSet set, InetAddress network, byte length) =>
        new(set, default, network, 0) { Length = length };

    public static FirewallElement ForAddress(InetAddress address) => new(FirewallSet.Address, default, address, 0);

    public static FirewallElement ForHealthCheck(AddressFamily family, ushort port) =>
        new(FirewallSet.HealthCheck, default, InetAddress.Zero(family), port);

    public int CompareTo(FirewallElement other)
    {
        int order = ((int)Set).CompareTo((int)other.Set);
        order = order != 0 ? order : ((int)Protocol).CompareTo((int)other.Protocol);
        order = order != 0 ? order : Address.CompareTo(other.Address);
        order = order != 0 ? order : Port.CompareTo(other.Port);
        order = order != 0 ? order : Source.CompareTo(other.Source);
        order = order != 0 ? order : Length.CompareTo(other.Length);
        return order != 0 ? order : Mark.CompareTo(other.Mark);
    }
}
