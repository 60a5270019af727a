namespace IpvsPS.ServiceProxy.Objects;

/// <summary>One of an EndpointSlice's ports.</summary>
/// <param name="Name">Its name; empty is the name of an unnamed service port.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Number">1 to 65535, host order.</param>
internal readonly record struct SlicePort(string Name, IpvsProtocol Protocol, ushort Number);

/// <summary>One of an EndpointSlice's endpoints.</summary>
/// <param name="Address">The first of its addresses.</param>
internal sealed record SliceEndpoint(InetAddress Address)
{
    public bool IsReady { get; init; }

    public bool IsServing { get; init; }

    public bool IsTerminating { get; init; }

    /// <summary>The node it is on; empty where that is not said.</summary>
    public string NodeName { get; init; } = string.Empty;

    /// <summary>The pod it is, from <c>targetRef</c>; empty where that is not said.</summary>
    public string Pod { get; init; } = string.Empty;

    public string[] ZoneHints { get; init; } = [];

    public string[] NodeHints { get; init; } = [];

    public bool Equals(SliceEndpoint? other) =>
        other is not null
        && Address == other.Address
        && IsReady == other.IsReady
        && IsServing == other.IsServing
        && IsTerminating == other.IsTerminating
        && NodeName == other.NodeName
        && Pod == other.Pod
        && ZoneHints.AsSpan().SequenceEqual(other.ZoneHints)
        && NodeHints.AsSpan().SequenceEqual(other.NodeHints);

    public override int GetHashCode() => Address.GetHashCode();
}

/// <summary>An EndpointSlice: the fields that a proxy reads.</summary>
/// <param name="Name">Its namespace and name.</param>
/// <param name="ServiceName">The service in the same namespace that it belongs to; empty for none.</param>
internal sealed record EndpointSlice(ObjectName Name, string ServiceName) : KubernetesObject(Name)
{
    public override string Kind => "EndpointSlice";

    /// <summary>The family of its addresses; null for host names (FQDN), which no proxy reads.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>When the pod or service changed for which the slice was written; null where it does not say.</summary>
    public DateTimeOffset? TriggerTime { get; init; }

    public SlicePort[] Ports { get; init; } = [];

    public SliceEndpoint[] Endpoints { get; init; } = [];

    /// <summary>The service it belongs to.</summary>
    public ObjectName Service => new(Name.Namespace, ServiceName);

    /// <summary>Whether it gives a service endpoints: one that belongs to none and one of host names do not.</summary>
    public bool IsUsed => ServiceName.Length > 0 && Family is not null;

    /// <summary>Whether a proxy does the same with it; a new version alone is no difference.</summary>
    public bool HasSameContent(EndpointSlice other) =>
        ServiceName == other.ServiceName
        && Family == other.Family
        && Ports.AsSpan().SequenceEqual(other.Ports)
        && Endpoints.AsSpan().SequenceEqual(other.Endpoints);
}
