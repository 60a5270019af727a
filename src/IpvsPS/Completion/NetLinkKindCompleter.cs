using System.Collections;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the kinds of the links that exist, in the namespace typed so far.</summary>
public sealed class NetLinkKindCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListLinks()
            .Select(link => link.Kind)
            .OfType<string>()
            .Distinct()
            .Select(kind => new CompletionWord(kind));
    }
}
