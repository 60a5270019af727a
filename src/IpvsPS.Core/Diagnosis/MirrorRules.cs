using IpvsPS.DirectRouting;
using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about what real servers need, looked at in their own namespaces.</summary>
internal static class MirrorRules
{
    /// <remarks>Field: RealAddress. Values: what should listen.</remarks>
    public static IEnumerable<DiagnosisFinding> ListenerMissing(DiagnosisFacts facts) =>
        from one in Servers(facts)
        let arrival = ArrivalAt(one.Service, one.Server)
        where arrival is not null && !facts.Unread.Any(fact => fact.Kind == FactKind.Listeners && fact.RealServer == one.Server.Address)
        where !one.Host.Host.Listeners.Any(listener => listener.Takes(arrival.Value.Protocol, arrival.Value.Address, arrival.Value.Port))
        select Of(one, "R208", "RealAddress", arrival.Value.ToString());

    /// <summary>Who must listen for the packets that IPVS sends to a real server; null where that cannot be told.</summary>
    internal static Listener? ArrivalAt(ServiceFacts service, RealServer server)
    {
        bool isNat = server.ForwardingMethod == IpvsForwardingMethod.Masquerade;
        var protocol = (IpvsProtocol)service.Id.Protocol;
        ushort port = isNat ? server.Port : service.Id.Port;
        return service.HasAddress && port != 0 && protocol is IpvsProtocol.Tcp or IpvsProtocol.Udp
            ? new Listener(protocol, isNat ? server.Address : service.Id.Address, port)
            : null;
    }

    /// <remarks>Field: the virtual address and the method. Values: how it is, and how it must be.</remarks>
    public static IEnumerable<DiagnosisFinding> VipAbsent(DiagnosisFacts facts) =>
        from one in Needs(facts)
        from item in one.Unmet
        where
            item
                is { Requirement: IpvsDirectRoutingRequirement.VirtualAddress, LinkName: null }
                    or { Requirement: IpvsDirectRoutingRequirement.Link }
        where item.LinkName is not null || !one.Of.Host.Host.IsLocal(one.Of.Service.Id.Address)
        select Of(one.Of, "R209", FieldOf(item), item.LinkName, item.Current);

    /// <remarks>Field: the virtual address and the method. Values: the settings that are not met, in words of sysctl.</remarks>
    public static IEnumerable<DiagnosisFinding> ArpAnswered(DiagnosisFacts facts) =>
        from one in Needs(facts)
        where !one.Unmet.Exists(item => item.Requirement == IpvsDirectRoutingRequirement.VirtualAddress)
        let settings = one.Unmet.FindAll(item =>
            item.Requirement is IpvsDirectRoutingRequirement.ArpIgnore or IpvsDirectRoutingRequirement.ArpAnnounce
        )
        where settings.Count > 0
        select Of(one.Of, "R210", FieldOf(settings[0]), string.Join(", ", settings.Select(Setting)));

    /// <remarks>Field: the virtual address and the method. Values: the link, and its value.</remarks>
    public static IEnumerable<DiagnosisFinding> ReversePathFilter(DiagnosisFacts facts) =>
        from one in Needs(facts)
        from item in one.Unmet
        where item.Requirement == IpvsDirectRoutingRequirement.ReversePathFilter
        select Of(one.Of, "R211", FieldOf(item), item.LinkName, item.Current);

    /// <remarks>Field: the link. Values: the virtual address.</remarks>
    public static IEnumerable<DiagnosisFinding> VipOnArpLink(DiagnosisFacts facts) =>
        from one in Needs(facts)
        from item in one.Unmet
        where item is { Requirement: IpvsDirectRoutingRequirement.VirtualAddress, LinkName: not null }
        select Of(one.Of, "R212", item.LinkName!, one.Of.Service.Id.Address);

    /// <remarks>Field: the virtual address and the method. Values: the kinds of link that serve.</remarks>
    public static IEnumerable<DiagnosisFinding> TunnelAbsent(DiagnosisFacts facts) =>
        from one in Needs(facts)
        from item in one.Unmet
        where item.Requirement == IpvsDirectRoutingRequirement.Tunnel
        select Of(one.Of, "R217", FieldOf(item), item.Required);

    /// <remarks>Field: the route's destination. Values: the router that answers go by, null for none; the director's addresses.</remarks>
    public static IEnumerable<DiagnosisFinding> AnswersPassBy(DiagnosisFacts facts)
    {
        foreach (MirrorServer one in Servers(facts).Where(one => one.Server.ForwardingMethod == IpvsForwardingMethod.Masquerade))
        {
            if (DownLink(one) is not null || FilterRules.HasSourceNat(facts, one.Service, one.Server, null) != false)
            {
                continue;
            }

            (bool isKnown, InetAddress? gateway) = WayBack(facts, one);
            InetAddress? client = facts.ClientOf(one.Service.Id.Family);
            bool isOnLink = client is not null && isKnown && gateway is null;
            if (isOnLink || (gateway is { } router && IsDirector(facts, router)))
            {
                continue;
            }

            InetAddress[] own = [.. OnTheWay(facts, one)];
            string to = client?.ToString() ?? "default";
            yield return Of(one, "R204", to, gateway, own.Length > 0 ? own[0] : null) with
            {
                Confidence = client is null ? IpvsFindingConfidence.Likely : null,
            };
        }
    }

    /// <remarks>
    /// Field: the client. Values: the router, which is this director, or the client where that is this director itself. Of IPv6 the
    /// kernel takes a packet that comes from an address of its own.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> GatewayIsDirector(DiagnosisFacts facts) =>
        from service in facts.Services
        let client = facts.ClientOf(service.Id.Family)
        where client is { Family: AddressFamily.IPv4 } && service.HasAddress && facts.Director.IsLocal(service.Id.Address)
        from server in service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel)
        where !facts.Director.IsLocal(server.Address)
        let host = facts.RealServerHosts.GetValueOrDefault(server.Address)
        let gateway = facts.Director.IsLocal(client.Value) ? client
        : host is null ? null
        : WayBack(facts, new MirrorServer(service, server, host)).Gateway
        where gateway is not null && IsDirector(facts, gateway.Value)
        let link = facts.Director.LinkTo(server.Address)
        where link is null || facts.Director.InForce(link.Name, "accept_local") != 1
        select RealServerRules.Of(facts, "R215", (service, server), client.Value.ToString(), gateway) with
        {
            NetNamespace = host?.Host.NetNamespace ?? facts.Director.NetNamespace,
        };

    /// <remarks>
    /// Field: the virtual address and the method. Values: the network. IPv6 takes the address alone for its own, whatever the prefix.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> NetworkOnLoopback(DiagnosisFacts facts) =>
        from one in Servers(facts).DistinctBy(one => (one.Server.Address, one.Service.Id.Address, one.Server.ForwardingMethod))
        where one.Server.ForwardingMethod is IpvsForwardingMethod.DirectRoute or IpvsForwardingMethod.Tunnel
        where one.Service.HasAddress && one.Service.Id.Family == AddressFamily.IPv4
        let vip = one.Service.Id.Address
        from own in one.Host.Host.Addresses
        where own.LinkName == "lo" && own.PrefixLength < vip.BitCount && InetAddress.FromIPAddress(own.Address) == vip
        let network = vip.Network(own.PrefixLength)
        let client = facts.ClientOf(AddressFamily.IPv4)
        where client?.IsIn(network, own.PrefixLength) != false || one.Server.Address.IsIn(network, own.PrefixLength)
        select Of(
            one,
            "R219",
            $"{vip} {one.Server.ForwardingMethod} {one.Server.TunnelType}".TrimEnd(),
            new InetPrefix(network.ToIPAddress(), own.PrefixLength)
        );

    /// <remarks>Field: the link.</remarks>
    public static IEnumerable<DiagnosisFinding> ServerLinkDown(DiagnosisFacts facts) =>
        from one in Servers(facts).DistinctBy(one => one.Server.Address)
        let link = DownLink(one)
        where link is not null
        select Of(one, "R221", link.Name);

    /// <remarks>
    /// Field: the service. With Masquerade a packet arrives with the real server's own address, which its services are not of.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> ServerSchedules(DiagnosisFacts facts) =>
        from one in Servers(facts)
        where one.Server.ForwardingMethod is IpvsForwardingMethod.DirectRoute or IpvsForwardingMethod.Tunnel
        where one.Host.SentOn.Contains(one.Service.Id)
        select Of(one, "R222", one.Service.Id.ToString());

    /// <remarks>
    /// Field: RealAddress. Values: the listener. Only with a client that is not served: a program that asks the kernel for the address
    /// that a datagram came to (IP_PKTINFO) answers from it, and that cannot be read.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> AnswersFromOwnAddress(DiagnosisFacts facts) =>
        from one in Servers(facts)
        where facts.ClientOf(one.Service.Id.Family) is not null && one.Service.HasAddress
        where one.Server.ForwardingMethod is IpvsForwardingMethod.DirectRoute or IpvsForwardingMethod.Tunnel
        where one.Service.Id.Protocol == (ushort)IpvsProtocol.Udp
        let takers = one
            .Host.Host.Listeners.Where(listener => listener.Takes(IpvsProtocol.Udp, one.Service.Id.Address, one.Service.Id.Port))
            .ToArray()
        where takers.Length > 0 && takers.All(listener => listener.IsAny)
        select Of(one, "R223", "RealAddress", takers[0].ToString());

    /// <summary>
    /// The link that the real server's address is on, where it is down. By a dummy link nothing comes in: the kernel takes what comes by
    /// another for its own whether that one is up or down.
    /// </summary>
    private static NetLink? DownLink(MirrorServer one) =>
        one
            .Host.Host.Own(one.Server.Address)
            .Select(own => one.Host.Host.FindLink(own.LinkIndex))
            .FirstOrDefault(link => link is { State: NetLinkState.Down, Kind: not DirectRoutingKind.Dummy });

    private static IEnumerable<MirrorServer> Servers(DiagnosisFacts facts) =>
        from service in facts.Services
        from server in service.RealServers
        where facts.RealServerHosts.ContainsKey(server.Address)
        select new MirrorServer(service, server, facts.RealServerHosts[server.Address]);

    /// <summary>What is missing of each virtual address in each namespace, once for all of its services.</summary>
    private static IEnumerable<(MirrorServer Of, List<IpvsDirectRoutingItem> Unmet)> Needs(DiagnosisFacts facts)
    {
        var told = new HashSet<(InetAddress, InetAddress, IpvsForwardingMethod)>();
        foreach (MirrorServer one in Servers(facts).Where(one => one.Service.HasAddress))
        {
            List<IpvsDirectRoutingItem> unmet =
            [
                .. one.Host.Items.Where(item =>
                    !item.IsMet
                    && item.ForwardingMethod == one.Server.ForwardingMethod
                    && InetAddress.FromIPAddress(item.VirtualAddress) == one.Service.Id.Address
                ),
            ];
            if (unmet.Count > 0 && told.Add((one.Service.Id.Address, one.Server.Address, one.Server.ForwardingMethod)))
            {
                yield return (one, unmet);
            }
        }
    }

    /// <summary>
    /// The router that answers go by, null where clients are on the link or nothing leads to them; and whether there is a way.
    /// </summary>
    private static (bool IsKnown, InetAddress? Gateway) WayBack(DiagnosisFacts facts, MirrorServer one)
    {
        if (facts.ClientOf(one.Service.Id.Family) is { } client)
        {
            Way? way = one.Host.Host.Ways.GetValueOrDefault(client);
            return (way is { IsClosed: false }, way?.Gateway);
        }

        NetLinkRoute? route = one.Host.Host.DefaultRoute(one.Service.Id.Family);
        return (route is not null, route?.Gateway is { } gateway ? InetAddress.FromIPAddress(gateway) : null);
    }

    private static bool IsDirector(DiagnosisFacts facts, InetAddress address) => facts.Director.Own(address).Any();

    /// <summary>The director's addresses in a network of the real server, of which one is to be its router.</summary>
    private static IEnumerable<InetAddress> OnTheWay(DiagnosisFacts facts, MirrorServer one) =>
        from own in facts.Director.Addresses
        let address = InetAddress.FromIPAddress(own.Address)
        where address.Family == one.Server.Address.Family && !own.Address.IsIPv6LinkLocal && own.PrefixLength < address.BitCount
        where one.Server.Address.IsIn(address.Network(own.PrefixLength), own.PrefixLength)
        select address;

    private static string Setting(IpvsDirectRoutingItem item)
    {
        string name = item.Requirement == IpvsDirectRoutingRequirement.ArpIgnore ? "arp_ignore" : "arp_announce";
        return $"{name} of {item.LinkName} is {item.Current}";
    }

    private static string FieldOf(IpvsDirectRoutingItem item) =>
        $"{item.VirtualAddress} {item.ForwardingMethod} {item.TunnelType}".TrimEnd();

    private static DiagnosisFinding Of(MirrorServer one, string id, string field, params object?[] values) =>
        DirectorRules.Finding(id, field, one.Host.Host, values) with
        {
            Service = one.Service.Id,
            RealServer = ServiceRules.EndpointOf(one.Server),
        };

    private sealed record MirrorServer(ServiceFacts Service, RealServer Server, RealServerFacts Host);
}
