using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about a packet filter that looks at the state of connection tracking, which IPVS changes.</summary>
internal static class TrackingRules
{
    private const string Invalid = "invalid";

    /// <remarks>Field: the chain. Values: the rule, null for the policy; and the number of services.</remarks>
    public static IEnumerable<DiagnosisFinding> InvalidDropped(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains)
        {
            yield break;
        }

        var walk = new FilterWalk(chains);
        var told = new Dictionary<(FilterChain, FilterRule?), List<IpvsServiceId>>();
        foreach (ServiceFacts service in facts.Services.Where(service => service.IsTcp && IsForgotten(facts, service)))
        {
            foreach (FilterPacket packet in FilterRules.RequestsOf(facts, service).Where(packet => walk.FindDrop(packet) is null))
            {
                if (walk.FindDrop(packet with { State = Invalid }) is { Chain: { } chain } drop)
                {
                    told.TryAdd((chain, drop.Rule), []);
                    told[(chain, drop.Rule)].Add(service.Id);
                }
            }
        }

        foreach (((FilterChain chain, FilterRule? rule), List<IpvsServiceId> services) in told)
        {
            yield return DirectorRules.Finding("D019", chain.ToString(), facts.Director, rule?.Text, services.Distinct().Count()) with
            {
                Service = services[0],

                // A rule before may leave the packet untracked: that is one of those that are not known here.
                Confidence = chains.Any(MayUntrack) ? IpvsFindingConfidence.Likely : null,
            };
        }
    }

    /// <remarks>Field: the chain. Values: the rule, null for the policy; and the real server's answer that it would drop.</remarks>
    public static IEnumerable<DiagnosisFinding> TrackingNotSynced(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains || facts.KnownDaemons.Count == 0 || facts.Director.Setting("conntrack") != 1)
        {
            yield break;
        }

        var walk = new FilterWalk(chains);
        var told = new HashSet<(FilterChain, FilterRule?)>();
        foreach (ServiceFacts service in facts.Services.Where(service => service.IsTcp))
        {
            foreach (RealServer server in service.With(IpvsForwardingMethod.Masquerade).Where(one => !facts.Director.IsLocal(one.Address)))
            {
                FilterPacket answer = FilterRules.FromServer(facts, service, server);
                bool isTaken = walk.FindDrop(answer) is null;
                if (isTaken && walk.FindDrop(answer with { State = "new" }) is { Chain: { } chain } drop && told.Add((chain, drop.Rule)))
                {
                    yield return RealServerRules.Of(facts, "Y408", (service, server), chain.ToString(), drop.Rule?.Text);
                }
            }
        }
    }

    private static bool MayUntrack(FilterChain chain) =>
        chain is { Hook: FilterHook.Prerouting, IsNat: false } && chain.Rules.Any(rule => rule.Verdict == FilterVerdict.Other);

    /// <summary>
    /// Whether connection tracking takes every packet of a client but the first for invalid. With net.ipv4.vs.conntrack it
    /// remembers the first packet and, with DirectRoute and Tunnel, never sees the answer to it. Without, it remembers nothing,
    /// and takes up a connection in its middle only where nf_conntrack_tcp_loose is 1.
    /// </summary>
    private static bool IsForgotten(DiagnosisFacts facts, ServiceFacts service) =>
        facts.Director.Setting("conntrack") switch
        {
            1 => service
                .With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel)
                .Any(server => !facts.Director.IsLocal(server.Address)),
            0 => service.RealServers.Any(server => !facts.Director.IsLocal(server.Address))
                && facts.Director.Number("net/netfilter/nf_conntrack_tcp_loose") == 0,
            _ => false,
        };
}
