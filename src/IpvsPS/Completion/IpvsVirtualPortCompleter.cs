using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the ports of the services that exist: those of the address typed so far.</summary>
public sealed class IpvsVirtualPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed) => Services(client, typed)
        .Where(service => !service.Id.IsFirewallMark)
        .GroupBy(service => service.VirtualPort)
        .Select(port => new CompletionWord($"{port.Key}", string.Join(", ", port.Select(service => service.Id))));
}
