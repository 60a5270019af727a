using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the ports of the services that exist: those of the address typed so far.</summary>
public sealed class IpvsVirtualPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => Services(table, typed)
        .Where(service => !service.Id.IsFirewallMark)
        .GroupBy(service => service.VirtualPort, _ => 1)
        .Select(port => new CompletionWord($"{port.Key}", $"{port.Key}: {Quantity.Of(port.Count(), "service")}"));
}
