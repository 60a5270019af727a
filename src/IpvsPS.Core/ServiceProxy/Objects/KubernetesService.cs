namespace IpvsPS.ServiceProxy.Objects;

/// <summary>The type of a service, <c>spec.type</c>.</summary>
internal enum ServiceType
{
    ClusterIP,
    NodePort,
    LoadBalancer,
    ExternalName,
}

/// <summary>One of <c>spec.ports</c>.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Number">1 to 65535, host order.</param>
/// <param name="NodePort">1 to 65535, host order; 0 where it has none.</param>
internal readonly record struct ServicePort(string Name, IpvsProtocol Protocol, ushort Number, ushort NodePort);

/// <summary>A Service: the fields that a proxy reads.</summary>
/// <param name="Name">Its namespace and name.</param>
internal sealed record KubernetesService(ObjectName Name) : KubernetesObject(Name)
{
    public override string Kind => "Service";

    public ServiceType Type { get; init; }

    /// <summary>Whether a label gives it to another proxy, or it has no cluster address, or is a name for something outside.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The cluster address of IPv4, or null.</summary>
    public InetAddress? ClusterAddress4 { get; init; }

    /// <summary>The cluster address of IPv6, or null.</summary>
    public InetAddress? ClusterAddress6 { get; init; }

    public ServicePort[] Ports { get; init; } = [];

    /// <summary><c>spec.externalIPs</c>.</summary>
    public InetAddress[] ExternalAddresses { get; init; } = [];

    /// <summary>Addresses of <c>status.loadBalancer.ingress</c> that are virtual addresses of this node too (ipMode VIP).</summary>
    public InetAddress[] LoadBalancerAddresses { get; init; } = [];

    /// <summary><c>spec.loadBalancerSourceRanges</c>; a range of length 0 in it means that all of its family may come.</summary>
    public AddressRange[] SourceRanges { get; init; } = [];

    /// <summary>How long a client stays with its endpoint, in seconds; 0 without affinity.</summary>
    public int AffinitySeconds { get; init; }

    public bool IsInternalPolicyLocal { get; init; }

    /// <summary>Whether <c>spec.externalTrafficPolicy</c> is Local and the service can be reached from outside.</summary>
    public bool IsExternalPolicyLocal { get; init; }

    /// <summary>The port a load balancer asks for local endpoints, host order; 0 where there is none.</summary>
    public ushort HealthCheckNodePort { get; init; }

    /// <summary>The scheduler that an annotation asks for, or null.</summary>
    public string? Scheduler { get; init; }

    /// <summary>The scheduler flags that an annotation asks for, as bits of the service's flag word, or null.</summary>
    public uint? SchedulerBits { get; init; }

    /// <summary>Whether a proxy does the same with it; a new version alone is no difference.</summary>
    public bool HasSameContent(KubernetesService other) =>
        Type == other.Type
        && IsSkipped == other.IsSkipped
        && ClusterAddress4 == other.ClusterAddress4
        && ClusterAddress6 == other.ClusterAddress6
        && Ports.AsSpan().SequenceEqual(other.Ports)
        && ExternalAddresses.AsSpan().SequenceEqual(other.ExternalAddresses)
        && LoadBalancerAddresses.AsSpan().SequenceEqual(other.LoadBalancerAddresses)
        && SourceRanges.AsSpan().SequenceEqual(other.SourceRanges)
        && AffinitySeconds == other.AffinitySeconds
        && IsInternalPolicyLocal == other.IsInternalPolicyLocal
        && IsExternalPolicyLocal == other.IsExternalPolicyLocal
        && HealthCheckNodePort == other.HealthCheckNodePort
        && Scheduler == other.Scheduler
        && SchedulerBits == other.SchedulerBits
        && CreationTime == other.CreationTime;

    public InetAddress? ClusterAddress(AddressFamily family) => family == AddressFamily.IPv6 ? ClusterAddress6 : ClusterAddress4;
}
