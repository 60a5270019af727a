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
        var own = new HashSet<string>();
        var others = new Dictionary<string, IpvsService>();
        foreach ((IpvsService service, IpvsDestination[] servers) in table)
        {
            foreach (IpvsDestination server in servers)
            {
                if (isNamed && isMeant(service))
                {
                    own.Add(server.ToString());
                }
                else
                {
                    others.TryAdd(server.ToString(), service);
                }
            }
        }

        return others.Where(other => !own.Contains(other.Key)).Select(other => RealServer(other.Key, other.Value));
    }
}
