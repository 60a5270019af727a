using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy;

/// <summary>What a virtual service's address is to its Kubernetes service.</summary>
internal enum VirtualServiceKind
{
    ClusterIP,
    ExternalIP,
    LoadBalancer,
    NodePort,

    /// <summary>A firewall mark: what pods and the node itself use of a service that outsiders reach on this node's endpoints
    /// only.</summary>
    ShortCircuit,
}

/// <summary>Where a virtual address is put.</summary>
internal enum AddressPlace
{
    /// <summary>It is a cluster address: a route, or a link.</summary>
    Cluster,

    /// <summary>It is an address from outside the cluster: a link.</summary>
    External,
}

/// <summary>A real server of a virtual service.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Host order.</param>
/// <param name="Weight">Its share of new connections.</param>
internal readonly record struct ProxyRealServer(InetAddress Address, ushort Port, int Weight)
{
    public RealServer ToRealServer() => new(Address, Port) { Weight = Weight, ForwardingMethod = IpvsForwardingMethod.Masquerade };
}

/// <summary>One virtual service that a Kubernetes service port wants, with all that belongs to it.</summary>
/// <param name="Id">Its address, port and protocol, or its firewall mark.</param>
internal sealed record VirtualService(IpvsServiceId Id)
{
    public VirtualServiceKind Kind { get; init; }

    /// <summary>The Kubernetes service that it is of.</summary>
    public required ObjectName Service { get; init; }

    /// <summary>The service port that it is of.</summary>
    public required ServicePort Port { get; init; }

    /// <summary>The names of that service and port, as they are noted.</summary>
    public required ServicePortName Name { get; init; }

    public required string Scheduler { get; init; }

    public string[] SchedulerFlags { get; init; } = [];

    /// <summary>0 without affinity.</summary>
    public int AffinitySeconds { get; init; }

    /// <summary>By address and port, each once.</summary>
    public ProxyRealServer[] Servers { get; init; } = [];

    /// <summary>The place of its address; null where the address is the node's own, and for firewall marks.</summary>
    public AddressPlace? Place { get; init; }

    /// <summary>What the packet filter needs for it.</summary>
    public FirewallElement[] Elements { get; init; } = [];

    /// <summary>Whether the kernel is to hold the same for it.</summary>
    public bool HasSameTable(VirtualService other) =>
        Id == other.Id
        && Scheduler == other.Scheduler
        && AffinitySeconds == other.AffinitySeconds
        && SchedulerFlags.AsSpan().SequenceEqual(other.SchedulerFlags)
        && Servers.AsSpan().SequenceEqual(other.Servers);

    public IpvsService ToService() =>
        new(Id)
        {
            Scheduler = Scheduler,
            SchedulerFlag = [.. SchedulerFlags],
            PersistenceTimeout = AffinitySeconds == 0 ? null : TimeSpan.FromSeconds(AffinitySeconds),
        };

    public ServiceEntry ToEntry() => new(ToService(), Array.ConvertAll(Servers, server => server.ToRealServer()));
}

/// <summary>A port that a load balancer asks whether this node has endpoints of a service.</summary>
/// <param name="Port">Host order.</param>
/// <param name="Family">The family it is asked over.</param>
/// <param name="Service">The service.</param>
/// <param name="LocalEndpoints">How many addresses of this node are ready.</param>
internal readonly record struct HealthCheckPort(ushort Port, AddressFamily Family, ObjectName Service, int LocalEndpoints);

/// <summary>A service port with its endpoints, for showing.</summary>
/// <param name="Key">Which service port, and of which family.</param>
/// <param name="Port">The port.</param>
/// <param name="Endpoints">All its endpoints, by address and port.</param>
internal sealed record PortEndpoints(PortKey Key, ServicePort Port, PortEndpoint[] Endpoints);

/// <summary>All that one Kubernetes service wants of this node.</summary>
/// <param name="Service">The service.</param>
internal sealed record ServiceRules(KubernetesService Service)
{
    public VirtualService[] Services { get; init; } = [];

    /// <summary>What the packet filter needs whichever service wins an address: endpoints that may call themselves.</summary>
    public FirewallElement[] Elements { get; init; } = [];

    public HealthCheckPort[] HealthChecks { get; init; } = [];

    public PortEndpoints[] Ports { get; init; } = [];

    public ServiceProxyEvent[] Events { get; init; } = [];
}
