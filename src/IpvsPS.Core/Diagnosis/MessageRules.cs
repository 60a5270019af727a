using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about packets of the director itself that its packet filter drops: ICMP to clients, messages of sync daemons.</summary>
internal static class MessageRules
{
    private const ushort Icmp = 1;
    private const ushort IcmpForIPv6 = 58;

    /// <summary>IP_VS_SYNC_PORT and IP_VS_SYNC_GROUP of <c>net/netfilter/ipvs/ip_vs_sync.c</c>: 224.0.0.81.</summary>
    private const int SyncPort = 8848;

    private static readonly IPAddress SyncGroup = new([224, 0, 0, 81]);

    /// <remarks>
    /// Field: the chain. Values: the rule, null for the policy; the link towards the real server, its MTU, what the tunnel adds; and
    /// whether legacy iptables holds the chain.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> TooLongUntold(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains)
        {
            yield break;
        }

        var walk = new FilterWalk(chains);
        var told = new HashSet<(FilterChain, FilterRule?)>();
        foreach ((ServiceFacts service, RealServer server, NetLink link, _, int overhead) in RealServerRules.ShortTunnels(facts))
        {
            foreach (FilterHook hook in (FilterHook[])[FilterHook.Output, FilterHook.Postrouting])
            {
                if (walk.FindDrop(TooLong(facts, service, hook)) is { Chain: { } chain } drop && told.Add((chain, drop.Rule)))
                {
                    object?[] values = [drop.Rule?.Text, link.Name, link.Mtu, overhead, chain.IsLegacy];
                    yield return RealServerRules.Of(facts, "D031", (service, server), chain.ToString(), values) with
                    {
                        // Without a client the way to one is taken to be the default route.
                        Confidence = facts.ClientOf(service.Id.Family) is null ? IpvsFindingConfidence.Likely : null,
                    };
                }
            }
        }
    }

    /// <remarks>
    /// Field: the chain. Values: the rule, null for the policy; the daemon's state, its link and port; whether legacy iptables holds
    /// the chain.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> SyncDropped(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains)
        {
            yield break;
        }

        var walk = new FilterWalk(chains);
        foreach (IpvsSyncDaemon daemon in facts.KnownDaemons)
        {
            foreach (FilterPacket packet in MessagesOf(daemon))
            {
                if (walk.FindDrop(packet) is { Chain: { } chain } drop)
                {
                    object?[] values = [drop.Rule?.Text, daemon.State.ToString(), daemon.Interface, packet.DestinationPort, chain.IsLegacy];
                    yield return DirectorRules.Finding("Y409", chain.ToString(), facts.Director, values);
                    break;
                }
            }
        }
    }

    /// <summary>What the director tells a client whose packet does not fit: destination unreachable, or IPv6's packet too big.</summary>
    private static FilterPacket TooLong(DiagnosisFacts facts, ServiceFacts service, FilterHook hook)
    {
        bool isIPv4 = service.Id.Family == AddressFamily.IPv4;
        InetAddress? client = facts.ClientOf(service.Id.Family);
        return new FilterPacket(hook, service.Id.Family, isIPv4 ? Icmp : IcmpForIPv6)
        {
            Destination = client,
            OutputLink = client is { } known
                ? facts.Director.LinkTo(known)?.Name
                : facts.Director.DefaultRoute(service.Id.Family)?.LinkName,
            IcmpType = isIPv4 ? "3/4" : "2",
        };
    }

    /// <summary>A message at the hooks of the daemon's side. The kernel's own sockets pass the packet filter as a program's do.</summary>
    private static IEnumerable<FilterPacket> MessagesOf(IpvsSyncDaemon daemon)
    {
        bool isMaster = daemon.State == IpvsSyncState.Master;
        InetAddress group = InetAddress.FromIPAddress(daemon.MulticastGroup ?? SyncGroup);
        var message = new FilterPacket(isMaster ? FilterHook.Output : FilterHook.Prerouting, group.Family, (ushort)IpvsProtocol.Udp)
        {
            Destination = group,
            DestinationPort = daemon.MulticastPort ?? SyncPort,
            InputLink = isMaster ? null : daemon.Interface,
            OutputLink = isMaster ? daemon.Interface : null,
            State = isMaster ? null : "new",
        };
        yield return message;
        yield return message with
        {
            Hook = isMaster ? FilterHook.Postrouting : FilterHook.Input,
        };
    }
}
