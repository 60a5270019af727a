using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers that exist: those of the service typed so far.</summary>
public sealed class IpvsRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => RealServers(table, typed)
        .Select(row => RealServer(row.Server.ToString(), row.Service));
}
