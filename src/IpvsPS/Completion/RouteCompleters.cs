using System.Collections;
using System.Net;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>What the completers share that offer parts of the routes that exist: those that the other parameters typed so far
/// leave.</summary>
public abstract class NetLinkRouteCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        NetLinkRouteTable table = TypedValue<NetLinkRouteTable>(typed, "Table") ?? NetLinkRouteTable.Main;
        DestinationArgument[]? destinations = Typed<DestinationArgument[]>(typed, "Destination");
        NamePattern[]? links = NamePattern.ParseAll(Typed<string[]>(typed, "Link"));
        NetLinkRouteType[]? types = Typed<NetLinkRouteType[]>(typed, "Type");
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListRoutes(table)
            .Where(route =>
                destinations is null || Array.Exists(destinations, destination => destination.Destination.Matches(route.Destination))
            )
            .Where(route => links is null || Array.Exists(links, link => link.Matches(route.LinkName ?? string.Empty)))
            .Where(route => types is null || types.Contains(route.Type))
            .SelectMany(route => Parts(route).Select(part => new CompletionWord(part, route.ToString())))
            .ToList();
    }

    /// <summary>The words of one route.</summary>
    private protected abstract IEnumerable<string> Parts(NetLinkRoute route);
}

/// <summary>Completes the destinations of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteDestinationCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) =>
        [route.Destination.PrefixLength == 0 ? "default" : route.Destination.ToString()];
}

/// <summary>Completes the gateways of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteGatewayCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) =>
        (route.NextHops?.Select(hop => hop.Gateway) ?? []).Append(route.Gateway).OfType<IPAddress>().Select(gateway => gateway.ToString());
}

/// <summary>Completes the metrics of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteMetricCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) => [$"{route.Metric}"];
}

/// <summary>Completes the types of service of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteTosCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) => [$"{route.Tos}"];
}

/// <summary>Completes the source prefixes of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteSourcePrefixCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) => route.SourcePrefix is { } from ? [from.ToString()] : [];
}

/// <summary>Completes the ids of the next-hop objects that routes name, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteNextHopIdCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<string> Parts(NetLinkRoute route) => route.NextHopId is { } id ? [$"{id}"] : [];
}

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
