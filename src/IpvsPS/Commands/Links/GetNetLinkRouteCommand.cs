using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLinkRoute: the routes, as <c>ip route</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLinkRoute")]
[OutputType(typeof(Objects.NetLinkRoute))]
public sealed class GetNetLinkRouteCommand : LinkCommand
{
    /// <summary>Routes to these destinations: one address, default, or, typed, a network such as 10.96.0.0/16 with all in it.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(DestinationArgument[]))]
    [ArgumentCompleter(typeof(NetLinkRouteDestinationCompleter))]
    public DestinationArgument[]? Destination { get; set; }

    /// <summary>Routes by these links, typed also with wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [Alias("LinkName", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Link { get; set; }

    /// <summary>Routes of these types.</summary>
    [Parameter]
    public NetLinkRouteType[]? Type { get; set; }

    /// <summary>The table: main, local, default, a number, or all. Main unless given, and local where only types that live there are asked
    /// for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkRouteTableCompleter))]
    public NetLinkRouteTable? Table { get; set; }

    /// <summary>Routes of this family only.</summary>
    [Parameter]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the routes asked for.</summary>
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        NetLinkRouteTable table = Table ?? DefaultTable();
        List<NetLink>? links = FindLinks(client, Link, nameof(Link), out bool isComplete);
        WriteVerbose($"Listing the routes of table {table}{client.Place}.");
        List<NetLinkRoute> listed = client.ListRoutes(table).FindAll(route => IsChosen(route, links));
        bool isAll = Destination is not { Length: > 0 };
        foreach (
            NetLinkRoute route in listed.Where(route => isAll || Array.Exists(Destination!, asked => IsMatch(asked.Destination, route)))
        )
        {
            WriteObject(new Objects.NetLinkRoute(route));
        }

        // Where a link was not found, that is the error.
        ForEach(
            isComplete ? Destination ?? [] : [],
            asked =>
            {
                if (!listed.Exists(route => IsMatch(asked.Destination, route)))
                {
                    throw RouteErrors.NotFound(asked, table, client.Place);
                }
            }
        );
    }

    private NetLinkRouteTable DefaultTable() =>
        Type is [var first, ..] && Array.TrueForAll(Type, type => RouteRules.DefaultTable(type) == NetLinkRouteTable.Local)
            ? RouteRules.DefaultTable(first)
            : NetLinkRouteTable.Main;

    /// <summary>A network that is typed means every route into it; what is piped means that destination.</summary>
    private bool IsMatch(RouteDestination asked, NetLinkRoute route) =>
        asked.Matches(route.Destination) || (Parameters.IsTyped(nameof(Destination)) && asked.Contains(route.Destination));

    private bool IsChosen(NetLinkRoute route, List<NetLink>? links) =>
        (links is null || route.ListLinkIndexes().Any(index => links.Exists(link => link.Index == index)))
        && (Type is null || Type.Contains(route.Type))
        && (AddressFamily is null || InetAddress.FromIPAddress(route.Destination.Address!).Family == AddressFamily);
}
