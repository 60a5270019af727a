using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the ports of the real servers that exist: those of the service and the address typed so far.</summary>
public sealed class IpvsRealServerPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => RealServers(table, typed)
        .GroupBy(row => row.Server.Port, _ => 1)
        .Select(port => new CompletionWord($"{port.Key}", $"{port.Key}: {Quantity.Of(port.Count(), "real server")}"));
}
