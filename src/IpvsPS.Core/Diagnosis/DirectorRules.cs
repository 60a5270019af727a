using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about the director's links, addresses and forwarding. Each says in its remarks which values its words have.</summary>
internal static class DirectorRules
{
    /// <remarks>Field: the sysctl. Values: the number of services with Masquerade, and an example.</remarks>
    public static IEnumerable<DiagnosisFinding> IpForwardOff(DiagnosisFacts facts)
    {
        HostFacts host = facts.Director;
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.IPv4, AddressFamily.IPv6])
        {
            ServiceFacts[] masquerading =
            [
                .. facts.Services.Where(service =>
                    service.Id.Family == family
                    && service.With(IpvsForwardingMethod.Masquerade).Any(server => !host.IsLocal(server.Address))
                ),
            ];
            string path = family == AddressFamily.IPv4 ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding";
            if (masquerading.Length > 0 && host.Number(path) == 0 && !ForwardsFromServers(host, family, masquerading))
            {
                yield return Finding("D001", SysctlClient.NameOf(path), host, masquerading.Length, masquerading[0].Id);
            }
        }
    }

    /// <remarks>Field: the link.</remarks>
    public static IEnumerable<DiagnosisFinding> LoopbackDown(DiagnosisFacts facts) =>
        facts.Services.Count > 0 && facts.Director.Links.Any(link => link is { Name: "lo", State: NetLinkState.Down })
            ? [Finding("D002", "lo", facts.Director)]
            : [];

    /// <remarks>
    /// Field: the virtual address. Values: the number of its services, and an example. A director that stands by is not to have it, and
    /// where VRRP is spoken it may be another one's.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> VipNotLocal(DiagnosisFacts facts) =>
        (facts.MayStandBy ? [] : NotLocal(facts))
            .Where(vip => !facts.Director.Own(vip.Key).Any(address => IsPending(facts.Director, address)))
            .Select(vip => Finding("D003", vip.Key.ToString(), facts.Director, vip.Count(), vip.First().Id));

    /// <remarks>Field: the link. Values: the virtual address.</remarks>
    public static IEnumerable<DiagnosisFinding> VipLinkDown(DiagnosisFacts facts) =>
        from vip in NotLocal(facts)
        from address in facts.Director.Own(vip.Key)
        where facts.Director.FindLink(address.LinkIndex) is { State: NetLinkState.Down }
        select Finding("D004", address.LinkName, facts.Director, vip.Key);

    /// <remarks>Field: the virtual address. Values: the link, and whether another host has the address.</remarks>
    public static IEnumerable<DiagnosisFinding> VipTentative(DiagnosisFacts facts)
    {
        const NetLinkAddressFlags Waiting = NetLinkAddressFlags.Tentative | NetLinkAddressFlags.DadFailed;
        HashSet<InetAddress> vips = VirtualAddresses(facts);
        foreach (NetLinkAddress address in facts.Director.Addresses)
        {
            InetAddress value = InetAddress.FromIPAddress(address.Address);
            bool isUsable = (address.Flags & Waiting) == 0 || (address.Flags & NetLinkAddressFlags.Optimistic) != 0;
            if (isUsable || !vips.Contains(value) || facts.Director.FindLink(address.LinkIndex) is not { State: NetLinkState.Up })
            {
                continue;
            }

            bool isTaken = (address.Flags & NetLinkAddressFlags.DadFailed) != 0;
            yield return Finding("D005", value.ToString(), facts.Director, address.LinkName, isTaken) with
            {
                Confidence = isTaken ? null : IpvsFindingConfidence.Possible,
            };
        }
    }

    /// <remarks>Field: <c>ip_vs</c>, the kernel's module.</remarks>
    public static IEnumerable<DiagnosisFinding> NoIpvs(DiagnosisFacts facts) =>
        facts.IsIpvsMissing ? [Finding("D007", "ip_vs", facts.Director)] : [];

    /// <remarks>Field: the virtual address. Values: the listeners, and their number.</remarks>
    public static IEnumerable<DiagnosisFinding> HostServicesOnVip(DiagnosisFacts facts)
    {
        ILookup<InetAddress, IpvsServiceId> services = facts
            .Services.Where(service => service.HasAddress)
            .ToLookup(service => service.Id.Address, service => service.Id);
        foreach (InetAddress vip in services.Select(served => served.Key).Where(facts.Director.IsLocal))
        {
            string[] reachable =
            [
                .. facts
                    .Director.Listeners.Where(listener =>
                        listener.IsAny
                        && listener.Takes(listener.Protocol, vip, listener.Port)
                        && !services[vip].Any(id => Serves(id, listener))
                    )
                    .Select(listener => listener.ToString())
                    .Distinct(),
            ];
            if (reachable.Length > 0)
            {
                yield return Finding("D022", vip.ToString(), facts.Director, string.Join(", ", reachable.Take(5)), reachable.Length);
            }
        }
    }

    /// <remarks>Field: the sysctl. Values: the link, the router on it, and a service.</remarks>
    public static IEnumerable<DiagnosisFinding> SendRedirects(DiagnosisFacts facts)
    {
        HostFacts host = facts.Director;
        var told = new HashSet<string>();
        foreach (ServiceFacts service in facts.Services.Where(service => service.Id.Family == AddressFamily.IPv4))
        {
            NetLinkRoute? outward = host.DefaultRoute(AddressFamily.IPv4);
            foreach (RealServer server in service.With(IpvsForwardingMethod.Masquerade))
            {
                NetLink? link = host.LinkTo(server.Address);
                bool isOneArmed =
                    link is not null
                    && outward?.LinkIndex == link.Index
                    && outward.Gateway is { } gateway
                    && host.IsOnLink(link, server.Address)
                    && host.IsOnLink(link, InetAddress.FromIPAddress(gateway));
                if (isOneArmed && host.InForce(link!.Name, "send_redirects") > 0 && told.Add(link.Name))
                {
                    string name = host.Number("net/ipv4/conf/all/send_redirects") > 0 ? "all" : link.Name;
                    yield return Finding(
                        "D023",
                        $"net.ipv4.conf.{name}.send_redirects",
                        host,
                        link.Name,
                        InetAddress.FromIPAddress(outward!.Gateway!),
                        service.Id
                    );
                }
            }
        }
    }

    internal static DiagnosisFinding Finding(string id, string field, HostFacts host, params object?[] values) =>
        new()
        {
            Id = id,
            Field = field,
            Values = values,
            NetNamespace = host.NetNamespace,
        };

    /// <summary>A link's own value counts, where somebody has set it apart from the one for all.</summary>
    private static bool ForwardsFromServers(HostFacts host, AddressFamily family, ServiceFacts[] services) =>
        family == AddressFamily.IPv4
        && services
            .SelectMany(service => service.With(IpvsForwardingMethod.Masquerade))
            .All(server => host.LinkTo(server.Address) is { } link && host.Number($"net/ipv4/conf/{link.Name}/forwarding") == 1);

    private static HashSet<InetAddress> VirtualAddresses(DiagnosisFacts facts) =>
        facts.Services.Where(service => service.HasAddress).Select(service => service.Id.Address).ToHashSet();

    private static IEnumerable<IGrouping<InetAddress, ServiceFacts>> NotLocal(DiagnosisFacts facts) =>
        facts
            .Services.Where(service => service.HasAddress && !facts.Director.IsLocal(service.Id.Address))
            .GroupBy(service => service.Id.Address);

    /// <summary>Whether the address is there and not in use yet, which other rules explain.</summary>
    private static bool IsPending(HostFacts host, NetLinkAddress address) =>
        (address.Flags & (NetLinkAddressFlags.Tentative | NetLinkAddressFlags.DadFailed)) != 0
        || host.FindLink(address.LinkIndex) is { State: NetLinkState.Down };

    private static bool Serves(IpvsServiceId id, Listener listener) =>
        (id.Port == listener.Port || id.Port == 0) && id.Protocol == (ushort)listener.Protocol;
}
