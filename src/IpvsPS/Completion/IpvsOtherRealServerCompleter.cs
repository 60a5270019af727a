using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers of other services than the one typed so far, which it does not have yet.</summary>
public sealed class IpvsOtherRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, IpvsDestination[] Servers)> table, IDictionary typed)
    {
        bool isNamed = typed["VirtualAddress"] is not null || typed["FirewallMark"] is not null;
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        var own = new HashSet<(InetAddress Address, ushort Port)>();
        var others = new Dictionary<(InetAddress Address, ushort Port), IpvsService>();
        foreach ((IpvsService service, IpvsDestination[] servers) in table)
        {
            bool isOwn = isNamed && isMeant(service);
            foreach (IpvsDestination server in servers)
            {
                if (isOwn)
                {
                    own.Add((server.Address, server.Port));
                }
                else
                {
                    others.TryAdd((server.Address, server.Port), service);
                }
            }
        }

        return others.Where(other => !own.Contains(other.Key))
            .Select(other => RealServer(new IpvsDestination(other.Key.Address, other.Key.Port).ToString(), other.Value));
    }
}
