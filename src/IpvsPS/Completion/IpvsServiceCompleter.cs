using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the services that exist and have an address.</summary>
public sealed class IpvsServiceCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => Services(table, typed)
        .Where(service => !service.Id.IsFirewallMark)
        .Select(service => new CompletionWord(
            new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(), service.ToString));
}
