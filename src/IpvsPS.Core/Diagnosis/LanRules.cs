using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>A host of the director's network that has answered for a virtual address.</summary>
/// <param name="VirtualAddress">The virtual address.</param>
/// <param name="LinkIndex">The director's link that it was asked on.</param>
/// <param name="MacAddress">The hardware address of the host, as <c>02:42:ac:11:00:03</c>.</param>
public sealed record VirtualAddressAnswer(InetAddress VirtualAddress, int LinkIndex, string MacAddress);

/// <summary>Rules about the network between clients and directors: who answers for a virtual address, and how.</summary>
internal static class LanRules
{
    /// <remarks>
    /// Field: the virtual address. Values: the hardware address, the link, and the address of that host, null where it is not known.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> AnsweredElsewhere(DiagnosisFacts facts) =>
        from answer in Strangers(facts)
        let link = facts.Director.FindLink(answer.LinkIndex)
        where link is not null
        select DirectorRules.Finding(
            "N301",
            answer.VirtualAddress.ToString(),
            facts.Director,
            answer.MacAddress,
            link.Name,
            HostOf(facts, answer)
        ) with
        {
            Service = facts.Services.First(service => service.HasAddress && service.Id.Address == answer.VirtualAddress).Id,

            // Where this host does not answer either, somebody may have meant the other one to.
            Confidence = Answers(facts, link, answer.VirtualAddress) ? null : IpvsFindingConfidence.Possible,
        };

    /// <remarks>
    /// Field: the sysctl. Values: the virtual address, the link, and the sysctl's value. For IPv4 alone; a program may answer in the
    /// kernel's stead, which its packet socket tells, or packets that have come. A director that stands by is not to answer.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> ArpSilent(DiagnosisFacts facts) =>
        from vip in facts
            .Services.Where(service => service.HasAddress && service.Id.Family == AddressFamily.IPv4)
            .GroupBy(service => service.Id.Address)
        where facts.Director.IsLocal(vip.Key) && vip.All(service => service.IncomingPackets == 0)
        where !facts.MayStandBy
        from link in facts.Director.Links
        where link is { State: NetLinkState.Up, UsesArp: true } && facts.Director.IsOnLink(link, vip.Key)
        where !Answers(facts, link, vip.Key) && !facts.Director.RawSockets.ArpLinks.Any(index => index == 0 || index == link.Index)
        let name = facts.Director.Number("net/ipv4/conf/all/arp_ignore") > 0 ? "all" : link.Name
        select DirectorRules.Finding(
            "N305",
            $"net.ipv4.conf.{name}.arp_ignore",
            facts.Director,
            vip.Key,
            link.Name,
            facts.Director.InForce(link.Name, "arp_ignore")
        ) with
        {
            Service = vip.First().Id,
        };

    /// <remarks>
    /// Field: the client. Values: the link towards it, and that link's hardware address. A connection leaves an entry for a minute from
    /// its first packet on, so that a client that has just tried and has none sends its packets elsewhere.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> ClientUnseen(DiagnosisFacts facts)
    {
        ServiceFacts[] asked =
        [
            .. facts.Services.Where(service => service.HasAddress && facts.ClientOf(service.Id.Family) is not null && service.IsTcp),
        ];
        bool isServing = asked.Any(service => HasConnections(facts, service));
        if (facts.IsClientSeen != false || !isServing || facts.Director.IsLocal(facts.Client!.Value) || asked.Any(MayBeKeptOut))
        {
            yield break;
        }

        NetLink? link = facts.Director.LinkTo(facts.Client.Value);
        yield return ServiceRules.Of(facts, "N306", asked[0], facts.Client.Value.ToString(), link?.Name, link?.MacAddress);

        bool MayBeKeptOut(ServiceFacts service) => FilterRules.MayBeKeptOut(facts, service);
    }

    private static bool HasConnections(DiagnosisFacts facts, ServiceFacts service) =>
        service.RealServers.Any(server => facts.Connections?.GetValueOrDefault(RealServerId.Of(service.Id, server)) is { Entries: > 0 });

    /// <remarks>Field: IncomingPackets. Values: the packets so far, and the hardware address of the host that answers.</remarks>
    public static IEnumerable<DiagnosisFinding> NoTraffic(DiagnosisFacts facts) =>
        from service in facts.Services
        where service is { HasAddress: true, IncomingPackets: { } before } && facts.IncomingLater?.GetValueOrDefault(service.Id) == before
        let stranger = Strangers(facts).FirstOrDefault(answer => answer.VirtualAddress == service.Id.Address)
        where stranger is not null
        select ServiceRules.Of(facts, "S114", service, "IncomingPackets", service.IncomingPackets, stranger.MacAddress);

    /// <remarks>
    /// Field: the sysctl. Values: the link, the virtual address, and the link that leads to it. For IPv4 alone: for IPv6 only the
    /// addresses that somebody has named are answered for.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> ProxyArp(DiagnosisFacts facts) =>
        HostsOf(facts).SelectMany(host => ProxyArp(facts, host.Host).Select(finding => finding with { RealServer = host.Server }));

    private static IEnumerable<DiagnosisFinding> ProxyArp(DiagnosisFacts facts, HostFacts host) =>
        from vip in facts
            .Services.Where(service => service.HasAddress && service.Id.Family == AddressFamily.IPv4)
            .GroupBy(service => service.Id.Address)
        where !host.IsLocal(vip.Key)
        let way = host.RouteTo(vip.Key)
        where way is not null
        from link in host.Links
        where link is { State: NetLinkState.Up, UsesArp: true } && link.Index != way.LinkIndex && host.IsOnLink(link, vip.Key)
        where host.InForce(link.Name, "proxy_arp") > 0 && host.Number($"net/ipv4/conf/{link.Name}/forwarding") == 1
        let name = host.Number("net/ipv4/conf/all/proxy_arp") > 0 ? "all" : link.Name
        select DirectorRules.Finding("N304", $"net.ipv4.conf.{name}.proxy_arp", host, link.Name, vip.Key, way.LinkName) with
        {
            Service = vip.First().Id,
        };

    private static IEnumerable<(HostFacts Host, InetEndpoint? Server)> HostsOf(DiagnosisFacts facts) =>
        facts
            .RealServerHosts.Select(host => (host.Value.Host, (InetEndpoint?)new InetEndpoint(host.Key.ToIPAddress(), null)))
            .Prepend((facts.Director, null));

    /// <summary>Answers of other hosts for addresses that this host has.</summary>
    private static IEnumerable<VirtualAddressAnswer> Strangers(DiagnosisFacts facts) =>
        from answer in facts.Answers ?? []
        where facts.Director.IsLocal(answer.VirtualAddress)
        where !facts.Director.Links.Any(link => answer.MacAddress.Equals(link.MacAddress, StringComparison.OrdinalIgnoreCase))
        select answer;

    /// <summary>The address of the host, where the kernel has spoken to it: a real server's above all.</summary>
    private static InetAddress? HostOf(DiagnosisFacts facts, VirtualAddressAnswer answer)
    {
        InetAddress[] known =
        [
            .. facts
                .Director.Neighbors.Where(one =>
                    one.LinkIndex == answer.LinkIndex
                    && answer.MacAddress.Equals(one.MacAddress, StringComparison.OrdinalIgnoreCase)
                    && !one.Address.IsIPv6LinkLocal
                )
                .Select(one => InetAddress.FromIPAddress(one.Address)),
        ];
        var servers = facts.Services.SelectMany(service => service.RealServers, (_, server) => server.Address).ToHashSet();
        return known.Where(servers.Contains).Concat(known).Select(one => (InetAddress?)one).FirstOrDefault();
    }

    /// <summary>Whether this host answers on the link: arp_ignore hides the addresses of its other links.</summary>
    private static bool Answers(DiagnosisFacts facts, NetLink link, InetAddress vip) =>
        (vip.Family == AddressFamily.IPv4 && facts.Director.InForce(link.Name, "arp_ignore") is null or 0)
        || facts.Director.Own(vip).Any(own => own.LinkIndex == link.Index);
}
