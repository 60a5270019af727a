using System.Collections;
using IpvsPS.Commands;
using IpvsPS.DirectRouting;

namespace IpvsPS.Completion;

/// <summary>Completes the links that Enable-IpvsDirectRouting has made, in the namespace typed so far.</summary>
public sealed class IpvsDirectRoutingLinkCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListLinks().Select(name => new CompletionWord(name)).ToList();
    }
}
