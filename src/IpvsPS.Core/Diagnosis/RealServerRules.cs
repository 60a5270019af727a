using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about real servers, as the director sees them.</summary>
internal static class RealServerRules
{
    /// <remarks>Field: RealAddress. Values: the kernel's error, and the number of services.</remarks>
    public static IEnumerable<DiagnosisFinding> NoRoute(DiagnosisFacts facts) =>
        from server in Distinct(facts)
        where facts.Director.Ways.TryGetValue(server.Key, out Way? way) && way.IsClosed
        let way = facts.Director.Ways[server.Key]
        let answer = way.Route is null ? way.Refusal.ToString() : way.Route.Type.ToString()
        select Of(facts, "R201", server.First(), "RealAddress", answer, server.Count());

    /// <remarks>Field: the link. Values: the next hop, and whether it is a router.</remarks>
    public static IEnumerable<DiagnosisFinding> NeighbourFailed(DiagnosisFacts facts)
    {
        var failed = (facts.NeighborsLater ?? facts.Director.Neighbors)
            .Where(one => one.State == NetLinkNeighborState.Failed)
            .Select(one => (one.LinkIndex, InetAddress.FromIPAddress(one.Address)))
            .ToHashSet();
        return from server in Distinct(facts)
            where facts.Director.Ways.TryGetValue(server.Key, out Way? way) && way.Route?.LinkIndex is not null && !way.IsLocal
            let route = facts.Director.Ways[server.Key].Route!
            let hop = facts.Director.Ways[server.Key].Gateway ?? server.Key
            where failed.Contains((route.LinkIndex!.Value, hop))
            select Of(facts, "R202", server.First(), route.LinkName ?? string.Empty, hop, hop != server.Key);
    }

    /// <remarks>Field: ForwardingMethod. Values: the router.</remarks>
    public static IEnumerable<DiagnosisFinding> DirectRouteByRouter(DiagnosisFacts facts) =>
        from service in facts.Services
        from server in service.With(IpvsForwardingMethod.DirectRoute)
        where
            facts.Director.Ways.TryGetValue(server.Address, out Way? way)
            && way is { IsLocal: false, Gateway: { } gateway }
            && gateway != server.Address
        select Of(facts, "R203", (service, server), "ForwardingMethod", facts.Director.Ways[server.Address].Gateway);

    /// <remarks>Field: the client. Values: the link, and its network's prefix length.</remarks>
    public static IEnumerable<DiagnosisFinding> ClientBesideServer(DiagnosisFacts facts) =>
        from beside in Beside(facts)
        where beside.Link.Kind != "bridge"
        select Of(facts, "R205", (beside.Service, beside.Server), beside.Client.ToString(), beside.Link.Name) with
        {
            Confidence = beside.Client == facts.Client ? null : IpvsFindingConfidence.Likely,
        };

    /// <remarks>Field: the sysctl. Values: the client, and the bridge.</remarks>
    public static IEnumerable<DiagnosisFinding> BridgeHairpin(DiagnosisFacts facts) =>
        from beside in Beside(facts)
        let name = beside.Client.Family == AddressFamily.IPv6 ? "bridge-nf-call-ip6tables" : "bridge-nf-call-iptables"
        where beside.Link.Kind == "bridge" && facts.Director.Sysctls.Count > 0
        where facts.Director.Number($"net/bridge/{name}") is null or 0
        select Of(facts, "R206", (beside.Service, beside.Server), $"net.bridge.{name}", beside.Client, beside.Link.Name) with
        {
            Confidence = beside.Client == facts.Client ? null : IpvsFindingConfidence.Likely,
        };

    /// <remarks>Field: RealAddress.</remarks>
    public static IEnumerable<DiagnosisFinding> SelfHairpin(DiagnosisFacts facts) =>
        from service in facts.Services
        from server in service.With(IpvsForwardingMethod.Masquerade)
        let count = facts.Connections?.GetValueOrDefault(RealServerId.Of(service.Id, server))
        where server.Address == facts.Client || count is { FromItself: > 0, HalfOpen: > 0, Others: 0 }
        where !facts.Director.IsLocal(server.Address) && FilterRules.HasSourceNat(facts, service, server, server.Address) == false
        select Of(facts, "R207", (service, server), "RealAddress");

    /// <remarks>Field: the link. Values: its MTU, the MTU that clients' packets come by, and what the tunnel adds.</remarks>
    public static IEnumerable<DiagnosisFinding> TunnelMtu(DiagnosisFacts facts) =>
        from tunnel in ShortTunnels(facts)
        select Of(facts, "R213", (tunnel.Service, tunnel.Server), tunnel.Link.Name, tunnel.Link.Mtu, tunnel.ClientMtu, tunnel.Overhead);

    /// <summary>Tunnels by a link that does not carry clients' packets with the outer header, so that the director refuses them.</summary>
    internal static IEnumerable<(ServiceFacts Service, RealServer Server, NetLink Link, int ClientMtu, int Overhead)> ShortTunnels(
        DiagnosisFacts facts
    ) =>
        from service in facts.Services
        where facts.Director.Setting("pmtu_disc") != 0
        from server in service.With(IpvsForwardingMethod.Tunnel)
        where !server.HasUnknownTunnel
        let outward = facts.Director.LinkTo(server.Address)
        let inward = facts.ClientOf(service.Id.Family) is { } client
            ? facts.Director.LinkTo(client)
            : facts.Director.FindLink(facts.Director.DefaultRoute(service.Id.Family)?.LinkIndex)
        let overhead = OverheadOf(server)
        where outward is not null && outward.Mtu < (inward ?? outward).Mtu + overhead
        select (service, server, outward, (inward ?? outward).Mtu, overhead);

    /// <remarks>Field: RealAddress. Values: the error.</remarks>
    public static IEnumerable<DiagnosisFinding> ProbeFailed(DiagnosisFacts facts) =>
        from service in facts.Services
        where facts.Probes is not null && service.IsTcp
        from server in service.With(IpvsForwardingMethod.Masquerade)
        where
            facts.Probes!.TryGetValue(ServiceRules.EndpointOf(server), out Errno error)
            && error is Errno.ECONNREFUSED or Errno.ETIMEDOUT or Errno.EHOSTUNREACH or Errno.ENETUNREACH
        select Of(facts, "R216", (service, server), "RealAddress", facts.Probes![ServiceRules.EndpointOf(server)]);

    /// <remarks>Field: the virtual address. Values: how the connection ended.</remarks>
    public static IEnumerable<DiagnosisFinding> DataPathFailed(DiagnosisFacts facts) =>
        from service in facts.Services
        where facts.DataPaths is not null
        from server in service.RealServers
        where
            facts.DataPaths!.TryGetValue(RealServerId.Of(service.Id, server), out ProbeOutcome outcome)
            && outcome is not (ProbeOutcome.Passed or ProbeOutcome.NotMade)
        select Of(facts, "R218", (service, server), service.Id.Address.ToString(), facts.DataPaths![RealServerId.Of(service.Id, server)]);

    /// <remarks>Field: RealAddress. Values: what should listen.</remarks>
    public static IEnumerable<DiagnosisFinding> DirectorIsServer(DiagnosisFacts facts) =>
        from service in facts.Services
        from server in service.RealServers
        where facts.Director.IsLocal(server.Address)
        let arrival = MirrorRules.ArrivalAt(service, server)
        where arrival is not null && !facts.Unread.Any(fact => fact is { Kind: FactKind.Listeners, RealServer: null })
        where !facts.Director.Listeners.Any(listener => listener.Takes(arrival.Value.Protocol, arrival.Value.Address, arrival.Value.Port))
        select Of(facts, "R214", (service, server), "RealAddress", arrival.Value.ToString());

    internal static DiagnosisFinding Of(
        DiagnosisFacts facts,
        string id,
        (ServiceFacts Service, RealServer Server) of,
        string field,
        params object?[] values
    ) => ServiceRules.Of(facts, id, of.Service, field, values) with { RealServer = ServiceRules.EndpointOf(of.Server) };

    /// <summary>Real servers by address, each with a service of it: what is wrong with the way to one is wrong for all.</summary>
    private static IEnumerable<IGrouping<InetAddress, (ServiceFacts Service, RealServer Server)>> Distinct(DiagnosisFacts facts) =>
        facts
            .Services.SelectMany(service => service.RealServers, (service, server) => (service, server))
            .GroupBy(one => one.server.Address);

    /// <summary>
    /// Clients that share a network with the real server that they are led to with Masquerade: the one that is asked about, or
    /// one whose connections hang. A real server that sends its answers by a router all the same is left out.
    /// </summary>
    private static IEnumerable<(ServiceFacts Service, RealServer Server, InetAddress Client, NetLink Link)> Beside(DiagnosisFacts facts) =>
        from service in facts.Services
        from server in service.With(IpvsForwardingMethod.Masquerade)
        let link = facts.Director.LinkTo(server.Address)
        where link is not null && facts.Director.Ways[server.Address] is { IsLocal: false, Gateway: null }
        let client = ClientsOf(facts, service, server)
            .Where(client =>
                client.Family == server.Address.Family
                && client != server.Address
                && !facts.Director.IsLocal(client)
                && facts.Director.IsOnLink(link, client)
                && !IsRoutedBack(facts, server, client)
                && FilterRules.HasSourceNat(facts, service, server, client) == false
            )
            .Select(one => (InetAddress?)one)
            .FirstOrDefault()
        where client is not null
        select (service, server, client.Value, link);

    private static bool IsRoutedBack(DiagnosisFacts facts, RealServer server, InetAddress client) =>
        facts.RealServerHosts.TryGetValue(server.Address, out RealServerFacts? host)
        && host.Host.Ways.TryGetValue(client, out Way? back)
        && back.Gateway is not null;

    private static IEnumerable<InetAddress> ClientsOf(DiagnosisFacts facts, ServiceFacts service, RealServer server)
    {
        if (facts.ClientOf(service.Id.Family) is { } asked)
        {
            return [asked];
        }

        ConnectionCount? count = facts.Connections?.GetValueOrDefault(RealServerId.Of(service.Id, server));
        return count is { HalfOpen: > 0, Others: 0 } ? count.Clients : [];
    }

    /// <summary>The header of the outer packet, and what stands behind it: GRE 4 bytes, GUE 12.</summary>
    private static int OverheadOf(RealServer server) =>
        (server.Address.Family == AddressFamily.IPv6 ? 40 : 20)
        + server.TunnelType switch
        {
            IpvsTunnelType.Gre => 4,
            IpvsTunnelType.Gue => 12,
            _ => 0,
        };
}
