using System.Collections;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the routing tables that have routes, in the namespace typed so far.</summary>
public sealed class NetLinkRouteTableCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListRoutes(NetLinkRouteTable.All)
            .GroupBy(route => route.Table)
            .Select(table => new CompletionWord($"{table.Key}", $"{table.Key}: {Quantity.Of(table.Count(), "route")}"))
            .ToList();
    }
}
