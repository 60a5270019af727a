using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the firewall marks that have a service.</summary>
public sealed class IpvsFirewallMarkCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed) => Services(client, typed)
        .Where(service => service.Id.IsFirewallMark)
        .Select(service => new CompletionWord($"{service.FirewallMark}", service.ToString()));
}
