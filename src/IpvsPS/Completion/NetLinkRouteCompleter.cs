using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>What the completers share that offer parts of the routes that exist: those that the other parameters typed so far leave.</summary>
public abstract class NetLinkRouteCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        NetLinkRouteTable table = TypedValue<NetLinkRouteTable>(typed, "Table") ?? NetLinkRouteTable.Main;
        RouteDestination[]? destinations = Typed<RouteDestination[]>(typed, "Destination");
        NamePattern[]? links = NamePattern.ParseAll(Typed<string[]>(typed, "LinkName"));
        NetLinkRouteType[]? types = Typed<NetLinkRouteType[]>(typed, "Type");
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListRoutes(table)
            .Where(route => destinations is null || Array.Exists(destinations, destination => destination.Matches(route.Destination)))
            .Where(route => links is null || Array.Exists(links, link => link.Matches(route.LinkName ?? string.Empty)))
            .Where(route => types is null || types.Contains(route.Type))
            .SelectMany(Words)
            .ToList();
    }

    /// <summary>The words of one route.</summary>
    private protected abstract IEnumerable<CompletionWord> Words(NetLinkRoute route);
}
