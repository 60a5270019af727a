using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the links that exist, in the namespace typed so far.</summary>
public sealed class NetLinkNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListLinks()
            .ConvertAll(link => new CompletionWord(link.Name, $"{link.Name}: {(link.Kind is null ? string.Empty : link.Kind + ", ")}{link.State}"));
    }
}
