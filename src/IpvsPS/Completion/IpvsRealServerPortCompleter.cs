using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the ports of the real servers that exist: those of the service and the address typed so far.</summary>
public sealed class IpvsRealServerPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed) => RealServers(client, typed)
        .GroupBy(server => server.Port)
        .Select(port => new CompletionWord($"{port.Key}", string.Join(", ", port.Select(server => server.Address).Distinct())));
}
