using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers of other services than the one typed so far, which it does not have yet.</summary>
public sealed class IpvsOtherRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed)
    {
        // The table is read twice, the second time no further than words are wanted: remembering all of 50,000 took longer.
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        bool isNamed = typed["VirtualAddress"] is not null || typed["FirewallMark"] is not null;
        HashSet<(InetAddress Address, ushort Port)> own = isNamed
            ? [.. table.Where(row => isMeant(row.Service)).SelectMany(row => row.Servers).Select(server => (server.Address, server.Port))]
            : [];
        return table.Where(row => !isNamed || !isMeant(row.Service))
            .SelectMany(row => row.Servers, (row, server) => (row.Service, Server: server))
            .Where(row => !own.Contains((row.Server.Address, row.Server.Port)))
            .Select(row => RealServer(row.Server.ToString(), row.Service));
    }
}
