using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the services that exist, in the namespace typed so far.</summary>
public sealed class IpvsServiceCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        string? protocol = Typed<string>(typed, "Protocol");
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListServices()
            .Where(service => !service.Id.IsFirewallMark)
            .Where(service => protocol is null || string.Equals(protocol, service.Protocol.ToString(), StringComparison.OrdinalIgnoreCase))
            .Select(service => new CompletionWord(
                new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(), service.ToString()))
            .ToList();
    }
}
