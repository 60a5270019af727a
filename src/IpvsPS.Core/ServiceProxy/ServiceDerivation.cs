using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy;

/// <summary>Makes of one service and its slices what this node is to hold for it.</summary>
internal sealed class ServiceDerivation
{
    private readonly KubernetesService _service;
    private readonly IReadOnlyCollection<EndpointSlice> _slices;
    private readonly NodeView _node;
    private readonly FirewallMarks _marks;
    private readonly bool _isFiltered;
    private readonly List<VirtualService> _services = [];
    private readonly List<FirewallElement> _elements = [];
    private readonly List<HealthCheckPort> _healthChecks = [];
    private readonly List<PortEndpoints> _ports = [];
    private readonly List<ServiceProxyEvent> _events = [];

    private ServiceDerivation(KubernetesService service, IReadOnlyCollection<EndpointSlice> slices, NodeView node, FirewallMarks marks)
    {
        _service = service;
        _slices = slices;
        _node = node;
        _marks = marks;
        _isFiltered = node.Options.Masquerade != MasqueradeMode.None;
    }

    /// <param name="service">The service.</param>
    /// <param name="slices">Its slices, older versions first.</param>
    /// <param name="node">This node.</param>
    /// <param name="marks">Gives firewall marks where they are needed.</param>
    public static ServiceRules Derive(
        KubernetesService service,
        IReadOnlyCollection<EndpointSlice> slices,
        NodeView node,
        FirewallMarks marks
    )
    {
        var derivation = new ServiceDerivation(service, slices, node, marks);
        if (!service.IsSkipped && !derivation.IsUnfiltered())
        {
            derivation.DeriveFamily(AddressFamily.IPv4);
            derivation.DeriveFamily(AddressFamily.IPv6);
        }

        return new ServiceRules(service)
        {
            Services = [.. derivation._services],
            Elements = [.. derivation._elements],
            HealthChecks = [.. derivation._healthChecks],
            Ports = [.. derivation._ports],
            Events = [.. derivation._events],
        };
    }

    private bool IsUnfiltered()
    {
        ServiceProxyOptions options = _node.Options;
        if (_isFiltered || options.AllowUnfiltered)
        {
            return false;
        }

        string? field =
            SourceRules.NeedsFilter(_service) ? "spec.loadBalancerSourceRanges"
            : options.LocalFallback == LocalFallback.Cluster ? null
            : _service.IsInternalPolicyLocal ? "spec.internalTrafficPolicy"
            : _service.IsExternalPolicyLocal ? "spec.externalTrafficPolicy"
            : null;
        if (field is not null)
        {
            Tell(ServiceProxyEventCode.FilterNeeded, field, "Local");
        }

        return field is not null;
    }

    private void DeriveFamily(AddressFamily family)
    {
        if (_service.ClusterAddress(family) is not { } cluster)
        {
            return;
        }

        var addresses = new List<(InetAddress Address, VirtualServiceKind Kind)>();
        Accept(addresses, cluster, VirtualServiceKind.ClusterIP, "spec.clusterIPs");
        bool hasExternal = AcceptAll(_service.ExternalAddresses, VirtualServiceKind.ExternalIP, "spec.externalIPs");
        bool hasBalancer = AcceptAll(_service.LoadBalancerAddresses, VirtualServiceKind.LoadBalancer, "status.loadBalancer.ingress");
        foreach (ServicePort port in _service.Ports)
        {
            DerivePort(port, family, addresses, hasExternal || hasBalancer || port.NodePort != 0);
        }

        DeriveHealthCheck(family);

        // Whether there are any of the family, also such as cannot become virtual addresses.
        bool AcceptAll(InetAddress[] given, VirtualServiceKind kind, string field)
        {
            bool hasAny = false;
            foreach (InetAddress address in given)
            {
                if (address.Family == family)
                {
                    hasAny = true;
                    Accept(addresses, address, kind, field);
                }
            }

            return hasAny;
        }
    }

    private void Accept(List<(InetAddress, VirtualServiceKind)> addresses, InetAddress address, VirtualServiceKind kind, string field)
    {
        if (_node.Refuse(address) is { } refusal)
        {
            Tell(refusal, field, address.ToString());
        }
        else
        {
            addresses.Add((address, kind));
        }
    }

    private void DerivePort(
        ServicePort port,
        AddressFamily family,
        List<(InetAddress Address, VirtualServiceKind Kind)> addresses,
        bool isReachableFromOutside
    )
    {
        List<PortEndpoint> all = EndpointChoice.Merge(port, _slices, family, _node);
        var key = new PortKey(_service.Name, port.Name, port.Protocol, family);
        _ports.Add(new PortEndpoints(key, port, [.. all]));
        foreach (PortEndpoint one in all)
        {
            if (_isFiltered && one.IsLocal)
            {
                _elements.Add(new FirewallElement(FirewallSet.Hairpin, port.Protocol, one.Address, one.Port));
            }
        }

        EndpointLists lists = EndpointChoice.Choose(all, _service, isReachableFromOutside, _node);
        var policy = new PolicyLists(lists, all, _service, _node.Options.LocalFallback);
        foreach ((InetAddress address, VirtualServiceKind kind) in addresses)
        {
            Add(
                address,
                port.Number,
                port,
                kind,
                policy,
                kind == VirtualServiceKind.ClusterIP ? AddressPlace.Cluster : AddressPlace.External
            );
        }

        if (port.NodePort != 0)
        {
            foreach (InetAddress address in _node.NodePortAddresses(family))
            {
                Add(address, port.NodePort, port, VirtualServiceKind.NodePort, policy, null);
            }
        }

        if (policy.NeedsShortCircuit)
        {
            AddShortCircuit(key, port, policy);
        }
    }

    private void Add(InetAddress address, ushort number, ServicePort port, VirtualServiceKind kind, PolicyLists policy, AddressPlace? place)
    {
        List<PortEndpoint> endpoints = policy.EndpointsOf(kind);
        var id = IpvsServiceId.ForAddress(address, number, port.Protocol);
        FirewallElement[] elements = _isFiltered
            ?
            [
                .. place is null ? (FirewallElement[])[] : [FirewallElement.ForAddress(address)],
                .. SourceRules.Elements(_service, id, kind, _node),
                .. policy.Elements(id, kind),
            ]
            : [];
        VirtualService made = Make(id, port, kind, endpoints, elements, place);
        for (int i = 0; i < _services.Count; i++)
        {
            if (_services[i].Id == id)
            {
                // An external address that is the load balancer's too is one virtual service, with the rules of both.
                _services[i] = _services[i] with
                {
                    Elements = [.. _services[i].Elements.Concat(elements).Distinct()],
                };
                return;
            }
        }

        _services.Add(made);
    }

    /// <summary>Where outsiders reach this node's endpoints only, pods and the node itself reach all by a firewall mark.</summary>
    private void AddShortCircuit(PortKey key, ServicePort port, PolicyLists policy)
    {
        List<VirtualService> outside = _services.FindAll(one =>
            one.Port == port && one.Id.Family == key.Family && one.Kind != VirtualServiceKind.ClusterIP
        );
        if (outside.Count == 0 || _marks.Get(key) is not (not 0 and var mark))
        {
            return;
        }

        IEnumerable<FirewallElement> elements = outside.Select(one => new FirewallElement(
            FirewallSet.ShortCircuit,
            port.Protocol,
            one.Id.Address,
            one.Id.Port
        )
        {
            Mark = mark,
        });
        var id = IpvsServiceId.ForFirewallMark(mark, key.Family);
        FirewallElement[] held = _isFiltered ? [.. elements] : [];
        _services.Add(Make(id, port, VirtualServiceKind.ShortCircuit, policy.Cluster, held, null));
    }

    private VirtualService Make(
        IpvsServiceId id,
        ServicePort port,
        VirtualServiceKind kind,
        List<PortEndpoint> endpoints,
        FirewallElement[] elements,
        AddressPlace? place
    )
    {
        string scheduler = _service.Scheduler ?? _node.Options.Scheduler;
        uint flags = _service.SchedulerBits ?? (scheduler == "mh" ? IpvsFlags.SchedulerBit("mh-port") : 0);
        return new VirtualService(id)
        {
            Kind = kind,
            Service = _service.Name,
            Port = port,
            Name = new ServicePortName(_service.Name.Namespace, _service.Name.Name, port.Name),
            Scheduler = scheduler,
            SchedulerFlags = IpvsFlags.SchedulerFlags(flags, scheduler),
            AffinitySeconds = _service.AffinitySeconds,
            Servers = _node.ServersOf(endpoints),
            Place = place,
            Elements = elements,
        };
    }

    private void DeriveHealthCheck(AddressFamily family)
    {
        if (_service.Type != ServiceType.LoadBalancer || !_service.IsExternalPolicyLocal)
        {
            return;
        }

        if (_service.HealthCheckNodePort == 0)
        {
            Tell(ServiceProxyEventCode.HealthCheckPortMissing, "spec.healthCheckNodePort", "0");
            return;
        }

        // As kube-proxy counts: over all ports of the slices, those that the service does not have too.
        int count = _slices
            .SelectMany(slice => slice.Ports)
            .Select(port => new ServicePort(port.Name, port.Protocol, 0, 0))
            .Distinct()
            .SelectMany(port => EndpointChoice.Merge(port, _slices, family, _node))
            .Where(one => one.IsLocal && one.Endpoint.IsReady)
            .Select(one => one.Address)
            .Distinct()
            .Count();
        _healthChecks.Add(new HealthCheckPort(_service.HealthCheckNodePort, family, _service.Name, count));
        _elements.Add(FirewallElement.ForHealthCheck(family, _service.HealthCheckNodePort));
    }

    private void Tell(ServiceProxyEventCode code, string field, string value)
    {
        var told = new ServiceProxyEvent(code, $"Service {_service.Name}", field, value);
        if (!_events.Contains(told))
        {
            _events.Add(told);
        }
    }
}
