using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>
/// UDP flows that conntrack still takes to an endpoint that is none any more, or past a service that was made after they began: UDP has no
/// end, so they would go on so for as long as the client sends.
/// </summary>
internal static class StaleFlows
{
    /// <summary>The services whose UDP ports a plan touches.</summary>
    public static HashSet<ObjectName> ServicesOf(ServiceProxyPlan plan)
    {
        HashSet<ObjectName> services = [];
        ConfigurationPlan table = plan.Table;
        table.NewServices.ForEach(entry => Add(entry.Id));
        plan.Adopted.ForEach(Add);
        foreach (
            List<RealServerChange> changes in (List<RealServerChange>[])[table.AddedServers, table.RemovedServers, table.QuiescedServers]
        )
        {
            changes.ForEach(change => Add(change.Service.Id));
        }

        return services;

        void Add(IpvsServiceId id)
        {
            if (id.Protocol == (ushort)IpvsProtocol.Udp && plan.Desired.Find(id) is { } wanted)
            {
                services.Add(wanted.Service);
            }
        }
    }

    /// <summary>Those flows to the UDP ports of services whose answers come from none of the serving endpoints.</summary>
    /// <param name="flows">All flows.</param>
    /// <param name="services">The services.</param>
    /// <param name="tracker">What services want.</param>
    /// <param name="ending">Real servers that end and keep their flows.</param>
    public static List<UdpFlow> Choose(
        IEnumerable<UdpFlow> flows,
        IEnumerable<ObjectName> services,
        ServiceTracker tracker,
        IEnumerable<InetAddress> ending
    )
    {
        Dictionary<(InetAddress, ushort), HashSet<InetAddress>> serving = [];
        foreach (ServiceRules rules in services.Select(name => tracker.State.Rules.GetValueOrDefault(name)).OfType<ServiceRules>())
        {
            foreach (PortEndpoints port in rules.Ports.Where(port => port.Port.Protocol == IpvsProtocol.Udp))
            {
                HashSet<InetAddress> endpoints = [.. port.Endpoints.Where(one => one.Endpoint.IsServing).Select(one => one.Address)];

                // Without an endpoint there is nothing better for the flow.
                foreach (VirtualService service in endpoints.Count == 0 ? [] : rules.Services.Where(one => IsOf(one, port)))
                {
                    serving[(service.Id.Address, service.Id.Port)] = endpoints;
                }
            }
        }

        HashSet<InetAddress> kept = [.. ending];
        return
        [
            .. flows.Where(flow =>
                serving.TryGetValue((flow.Destination, flow.DestinationPort), out HashSet<InetAddress>? endpoints)
                && !endpoints.Contains(flow.Answering)
                && !kept.Contains(flow.Answering)
            ),
        ];
    }

    private static bool IsOf(VirtualService service, PortEndpoints port) =>
        !service.Id.IsFirewallMark && service.Port == port.Port && service.Id.Family == port.Key.Family;
}
