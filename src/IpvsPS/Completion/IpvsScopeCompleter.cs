using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the services that exist, as -Include and -Exclude name them: by address and port, or by firewall mark.</summary>
public sealed class IpvsScopeCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed) => Services(table, typed)
        .Select(service => new CompletionWord(
            service.Id.IsFirewallMark ? $"FWM {service.FirewallMark}" : new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(),
            service.ToString));
}
