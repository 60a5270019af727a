using System.Collections;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the links that exist, in the namespace typed so far.</summary>
public class NetLinkNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListLinks()
            .FindAll(link => IsMeant(link, typed))
            .ConvertAll(link => new CompletionWord(
                link.Name,
                $"{link.Name}: {(link.Kind is null ? string.Empty : link.Kind + ", ")}{link.State}"
            ));
    }

    /// <summary>Whether the parameters typed so far leave a link.</summary>
    private protected virtual bool IsMeant(NetLink link, IDictionary typed) => true;
}
