using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the firewall marks that have a service.</summary>
public sealed class IpvsFirewallMarkCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => Services(table, typed)
        .Where(service => service.Id.IsFirewallMark)
        .Select(service => new CompletionWord($"{service.FirewallMark}", service.ToString));
}
