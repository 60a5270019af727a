using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about services and their pools.</summary>
internal static class ServiceRules
{
    /// <remarks>Field: RealServer.</remarks>
    public static IEnumerable<DiagnosisFinding> NoServers(DiagnosisFacts facts) =>
        facts.Services.Where(service => service.RealServers.Count == 0).Select(service => Of(facts, "S101", service, "RealServer"));

    /// <remarks>Field: Weight. Values: the number of real servers.</remarks>
    public static IEnumerable<DiagnosisFinding> AllWeightZero(DiagnosisFacts facts) =>
        facts
            .Services.Where(service => service.RealServers.Count > 0 && service.RealServers.All(server => server.Weight == 0))
            .Select(service => Of(facts, "S102", service, "Weight", service.RealServers.Count));

    /// <remarks>Field: UpperThreshold. Values: the number of real servers that may have connections.</remarks>
    public static IEnumerable<DiagnosisFinding> AllOverloaded(DiagnosisFacts facts) =>
        from service in facts.Services
        let open = service.RealServers.Where(server => server.Weight > 0).ToArray()
        where open.Length > 0 && open.All(server => server.IsOverloaded)
        select Of(facts, "S103", service, "UpperThreshold", open.Length);

    /// <remarks>Field: RealPort. Values: the real server's port, and the service's.</remarks>
    public static IEnumerable<DiagnosisFinding> PortMismatch(DiagnosisFacts facts) =>
        from service in facts.Services
        where service.HasAddress && service.Id.Port != 0
        from server in service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel)
        where server.Port != service.Id.Port
        select Of(facts, "S104", service, "RealPort", (int)server.Port, (int)service.Id.Port) with
        {
            RealServer = EndpointOf(server),
        };

    /// <remarks>Field: SchedulerFlag. Values: the scheduler, and the number of real servers that take no connections.</remarks>
    public static IEnumerable<DiagnosisFinding> HashWithoutFallback(DiagnosisFacts facts) =>
        from service in facts.Services
        let scheduler = service.Service.Scheduler
        where
            scheduler is "sh" or "mh"
            && service.Service.SchedulerFlag?.Any(flag => flag.EndsWith("-fallback", StringComparison.Ordinal)) == false
        let closed = service.RealServers.Count(server => server.Weight == 0 || server.IsOverloaded)
        where closed > 0 && service.RealServers.Any(server => server.Weight > 0)
        select Of(facts, "S105", service, "SchedulerFlag", scheduler, closed);

    /// <remarks>
    /// Field: Weight. Values: the sum of the weights, the number of places, and what to divide weights by: rounded up, none that has a
    /// place becomes 0, and each may take one place more.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> HashTableSmall(DiagnosisFacts facts) =>
        from service in facts.Services
        where service.Service.Scheduler == "sh"
        let sum = service.RealServers.Sum(server => (long)server.Weight)
        where sum > IpvsSchedulerCatalog.SourceHashPlaces
        let spare = Math.Max(1, IpvsSchedulerCatalog.SourceHashPlaces - service.RealServers.Count)
        select Of(facts, "S106", service, "Weight", sum, IpvsSchedulerCatalog.SourceHashPlaces, (sum + spare - 1) / spare);

    /// <remarks>Field: PersistenceTimeout.</remarks>
    public static IEnumerable<DiagnosisFinding> PortZeroNotPersistent(DiagnosisFacts facts) =>
        facts
            .Services.Where(service => service.HasAddress && service.Id.Port == 0 && service.Service.PersistenceTimeout is null)
            .Select(service => Of(facts, "S109", service, "PersistenceTimeout"));

    /// <remarks>Field: OnePacket.</remarks>
    public static IEnumerable<DiagnosisFinding> OnePacketOnTcp(DiagnosisFacts facts) =>
        facts
            .Services.Where(service => service.IsTcp && service.Service.OnePacket == true)
            .Select(service => Of(facts, "S110", service, "OnePacket"));

    /// <remarks>Field: the service's port. Values: the listener.</remarks>
    public static IEnumerable<DiagnosisFinding> LocalListener(DiagnosisFacts facts) =>
        from service in facts.Services
        where service.HasAddress
        from listener in facts.Director.Listeners
        where listener.Takes((IpvsProtocol)service.Id.Protocol, service.Id.Address, service.Id.Port)
        select Of(facts, "D021", service, "VirtualPort", listener.ToString());

    /// <remarks>
    /// Field: the method. Values: the number of half-open connections. With Masquerade the counters tell more: NoAnswers.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> HandshakesUnfinished(DiagnosisFacts facts) =>
        from service in facts.Services
        where service.IsTcp && facts.Connections is not null
        from server in service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel)
        let count = facts.Connections!.GetValueOrDefault(RealServerId.Of(service.Id, server))
        where count is { HalfOpen: > 0, Others: 0 }
        select Of(facts, "S112", service, server.ForwardingMethod.ToString(), count.HalfOpen) with
        {
            RealServer = EndpointOf(server),
        };

    /// <remarks>Field: OutgoingPackets. Values: the packets from clients.</remarks>
    public static IEnumerable<DiagnosisFinding> NoAnswers(DiagnosisFacts facts) =>
        from service in facts.Services
        where
            service is { IsTcp: true, IncomingPackets: > 0, OutgoingPackets: 0, RealServers.Count: > 0 }
            && service.RealServers.All(server => server.ForwardingMethod == IpvsForwardingMethod.Masquerade)
            && service.RealServers.Any(server => HasConnections(facts, service, server))
        select Of(facts, "S113", service, "OutgoingPackets", service.IncomingPackets);

    /// <remarks>Field: the setting. Values: the number of flows.</remarks>
    public static IEnumerable<DiagnosisFinding> StickyUdp(DiagnosisFacts facts) =>
        from service in facts.Services
        where service.Id.Protocol == (ushort)IpvsProtocol.Udp && facts.Connections is not null
        from server in service.RealServers
        where server.Weight == 0
        let count = facts.Connections!.GetValueOrDefault(RealServerId.Of(service.Id, server))
        where count is { Others: > 0 }
        select Of(facts, "S115", service, "net.ipv4.vs.expire_nodest_conn", count.Others) with
        {
            RealServer = EndpointOf(server),
        };

    internal static InetEndpoint EndpointOf(RealServer server) => new(server.Address.ToIPAddress(), server.Port);

    internal static DiagnosisFinding Of(DiagnosisFacts facts, string id, ServiceFacts service, string field, params object?[] values) =>
        DirectorRules.Finding(id, field, facts.Director, values) with
        {
            Service = service.Id,
        };

    private static bool HasConnections(DiagnosisFacts facts, ServiceFacts service, RealServer server) =>
        facts.Connections?.GetValueOrDefault(RealServerId.Of(service.Id, server)) is { Connections: > 0, Others: 0 };
}
