using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>What the services of a cluster want of one node.</summary>
public sealed class ClusterState
{
    /// <summary>Works out what objects want.</summary>
    /// <param name="input">The objects.</param>
    /// <param name="options">How this node's services are to be made.</param>
    /// <param name="host">The addresses of the machine, on all links; where the node's own object names addresses and none of them is
    /// among these, this machine is not that node: then the node's addresses are taken instead, and single addresses of the
    /// options.</param>
    public ClusterState(ServiceProxyInput input, ServiceProxyOptions options, IReadOnlyList<HostAddress> host)
        : this(input, options, host, new Dictionary<PortKey, uint>()) { }

    /// <summary>The same, where service ports have firewall marks already: they keep them.</summary>
    internal ClusterState(
        ServiceProxyInput input,
        ServiceProxyOptions options,
        IReadOnlyList<HostAddress> host,
        IReadOnlyDictionary<PortKey, uint> marks
    )
        : this(input.Objects, options, OfNode(input, options, host) ?? host, marks) => ReadEvents = input.Events;

    /// <summary>The same of objects that have been read, on the node itself.</summary>
    internal ClusterState(
        List<KubernetesObject> objects,
        ServiceProxyOptions options,
        IReadOnlyList<HostAddress> host,
        IReadOnlyDictionary<PortKey, uint> marks
    )
    {
        Tracker = new ServiceTracker(options, host);
        Tracker.Reserve(objects.OfType<KubernetesService>().Count(), objects.OfType<EndpointSlice>().Count());
        objects.ForEach(Tracker.Put);
        foreach ((PortKey key, uint mark) in marks.Where(pair => Tracker.HasService(pair.Key.Service)))
        {
            Tracker.Marks.Restore(key, mark);
        }

        Tracker.Begin();
    }

    /// <summary>What is wrong with objects and what their services cannot have; the rest is worked out.</summary>
    public IEnumerable<ServiceProxyEvent> Events =>
        ReadEvents
            .Concat(Tracker.State.Events)
            .Concat(
                Tracker.Node.Own is null
                    ?
                    [
                        new ServiceProxyEvent(
                            ServiceProxyEventCode.NodeUnknown,
                            $"Node {ServiceProxyEvent.Show(Tracker.Node.Options.NodeName)}",
                            "metadata.name",
                            string.Empty
                        ),
                    ]
                    : []
            );

    internal ServiceTracker Tracker { get; }

    internal IReadOnlyList<ServiceProxyEvent> ReadEvents { get; } = [];

    /// <summary>The virtual services as a configuration.</summary>
    /// <returns>Services and real servers in the order of <c>ipvsadm -Ln</c>; timeouts, daemons and settings are not named.</returns>
    public IpvsConfiguration ToConfiguration()
    {
        var table = new ConfigurationTable
        {
            Services = [.. Tracker.State.Services.OrderBy(service => service.Id).Select(service => service.ToEntry())],
        };
        return table.ToConfiguration(null);
    }

    /// <summary>The virtual services with their Kubernetes names, one row a real server, beside what the kernel holds.</summary>
    /// <param name="client">The kernel's table; null to leave it out.</param>
    /// <returns>Rows in the order of the table; a service without real servers has one row without them.</returns>
    public IEnumerable<ServiceProxyRow> Rows(IpvsClient? client) => ServiceProxyRows.Of(Tracker.State, client);

    /// <summary>A configuration of one service whose real servers are pods.</summary>
    /// <param name="input">The pods; those that are not ready are left out.</param>
    /// <param name="service">The virtual service.</param>
    /// <param name="targetPort">The pods' port, 1 to 65535, host order.</param>
    /// <param name="scheduler">The service's scheduler.</param>
    /// <returns>The configuration.</returns>
    public static IpvsConfiguration OfPods(ServiceProxyInput input, IpvsServiceId service, ushort targetPort, string scheduler)
    {
        var servers = input
            .Objects.OfType<KubernetesPod>()
            .Where(pod => pod.IsReady)
            .SelectMany(pod =>
                pod.Addresses.Where(address => address.Family == service.Family && VirtualAddressRules.IsUnicast(address)).Take(1)
            )
            .Distinct()
            .Order()
            .Select(address => new ProxyRealServer(address, targetPort, 1).ToRealServer())
            .ToArray();
        var table = new ConfigurationTable { Services = [new ServiceEntry(new IpvsService(service) { Scheduler = scheduler }, servers)] };
        return table.ToConfiguration(null);
    }

    private static HostAddress[]? OfNode(ServiceProxyInput input, ServiceProxyOptions options, IReadOnlyList<HostAddress> host)
    {
        InetAddress[] named =
            input.Objects.OfType<KubernetesNode>().LastOrDefault(node => node.Name.Name == options.NodeName)?.Addresses ?? [];
        bool isHere = named.Length == 0 || host.Any(address => named.Contains(address.Address));
        IEnumerable<InetAddress> asked = options
            .NodePortRanges.Where(range => range.Length == range.Network.BitCount)
            .Select(range => range.Network);
        return isHere ? null : [.. named.Concat(asked).Distinct().Select(address => new HostAddress(string.Empty, address))];
    }
}
