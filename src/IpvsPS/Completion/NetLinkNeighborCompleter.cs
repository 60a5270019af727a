using System.Collections;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the addresses of the neighbours that are known, in the namespace typed so far.</summary>
public sealed class NetLinkNeighborCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListNeighbors()
            .FindAll(neighbor => neighbor.State != NetLinkNeighborState.NoArp)
            .ConvertAll(neighbor => new CompletionWord(neighbor.Address.ToString(), $"{neighbor}: {neighbor.State}"));
    }
}
