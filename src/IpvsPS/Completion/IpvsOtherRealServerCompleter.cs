using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers of other services than the one typed so far, which it does not have yet.</summary>
public sealed class IpvsOtherRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed)
    {
        bool isNamed = typed["VirtualAddress"] is not null || typed["FirewallMark"] is not null;
        HashSet<string> own = isNamed ? [.. RealServers(client, typed).Select(server => server.ToString())] : [];
        return client.ListServices().SelectMany(service => client.ListRealServers(service))
            .Where(server => !own.Contains(server.ToString()))
            .Select(server => new CompletionWord(server.ToString(), $"{server} of {server.Service}"));
    }
}
