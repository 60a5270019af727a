namespace IpvsPS.ServiceProxy.Objects;

/// <summary>A Node: the fields that a proxy reads.</summary>
/// <param name="Name">Its name.</param>
internal sealed record KubernetesNode(ObjectName Name) : KubernetesObject(Name)
{
    public override string Kind => "Node";

    /// <summary>Its zone, from the label <c>topology.kubernetes.io/zone</c>; empty where it has none.</summary>
    public string Zone { get; init; } = string.Empty;

    /// <summary>Its addresses, internal ones first: the first of a family is the primary one.</summary>
    public InetAddress[] Addresses { get; init; } = [];

    /// <summary>The ranges of its pods, <c>spec.podCIDRs</c>.</summary>
    public AddressRange[] PodRanges { get; init; } = [];

    /// <summary>The weight of endpoints on it, from the label <c>ipvsps.io/weight</c>; 1 where it has none.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether load balancers are to leave it: it is being deleted, or the cluster autoscaler will delete it.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>Whether a proxy does the same with it: heartbeats change nothing.</summary>
    public bool HasSameContent(KubernetesNode other) =>
        Zone == other.Zone
        && IsLeaving == other.IsLeaving
        && Weight == other.Weight
        && Addresses.AsSpan().SequenceEqual(other.Addresses)
        && PodRanges.AsSpan().SequenceEqual(other.PodRanges);
}

/// <summary>A ServiceCIDR: ranges that cluster addresses are taken from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ranges">The ranges.</param>
internal sealed record ServiceRange(ObjectName Name, AddressRange[] Ranges) : KubernetesObject(Name)
{
    public override string Kind => "ServiceCIDR";
}

/// <summary>A Pod, for services that are made from pods by hand.</summary>
/// <param name="Name">Its namespace and name.</param>
/// <param name="Addresses">Its addresses.</param>
internal sealed record KubernetesPod(ObjectName Name, InetAddress[] Addresses) : KubernetesObject(Name)
{
    public override string Kind => "Pod";

    public bool IsReady { get; init; }
}
