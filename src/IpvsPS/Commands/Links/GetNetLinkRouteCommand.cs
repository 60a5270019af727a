using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLinkRoute: the routes, as <c>ip route</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLinkRoute")]
[OutputType(typeof(NetLinkRoute))]
public sealed class GetNetLinkRouteCommand : LinkCommand
{
    /// <summary>Routes to these destinations: one address, default, or a network such as 10.96.0.0/16 with all in it.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(RouteDestination[]))]
    [ArgumentCompleter(typeof(NetLinkRouteDestinationCompleter))]
    public RouteDestination[]? Destination { get; set; }

    /// <summary>Routes by these links, with wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    [SupportsWildcards]
    public string[]? LinkName { get; set; }

    /// <summary>Routes of these types.</summary>
    [Parameter]
    public NetLinkRouteType[]? Type { get; set; }

    /// <summary>The table: main, local, default, a number, or all. Main unless given, and local where only types that live there are asked for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkRouteTableCompleter))]
    public NetLinkRouteTable? Table { get; set; }

    /// <summary>Routes of this family only.</summary>
    [Parameter]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the routes asked for.</summary>
    protected override void ProcessRecord()
    {
        NetLinkRouteTable table = Table ?? DefaultTable();
        string place = string.Empty;
        bool isComplete = true;
        List<NetLinkRoute> routes = [];
        bool isListed = Attempt(Destination, LinkErrors.Describe, () =>
        {
            LinkClient client = Client;
            place = client.Place;
            WriteVerbose($"Listing the routes of table {table}{place}.");
            HashSet<int>? links = FindLinks(client, LinkName, out isComplete);
            routes = client.ListRoutes(table).FindAll(route => IsChosen(route, links));
        });
        if (!isListed)
        {
            return;
        }

        WriteObject(routes.FindAll(route => Destination is null || Array.Exists(Destination, asked => IsMatch(asked, route))), true);

        // Where a link was not found, that is the error.
        foreach (RouteDestination asked in isComplete ? Destination ?? [] : [])
        {
            if (!routes.Exists(route => IsMatch(asked, route)))
            {
                WriteError(RouteErrors.NotFound(asked, table, place).ToErrorRecord(asked));
            }
        }
    }

    private NetLinkRouteTable DefaultTable() =>
        Type is [var first, ..] && Array.TrueForAll(Type, type => LinkRouteCommand.DefaultTable(type) == NetLinkRouteTable.Local)
            ? LinkRouteCommand.DefaultTable(first) : NetLinkRouteTable.Main;

    /// <summary>A network that is typed means every route into it; what is piped means that destination.</summary>
    private bool IsMatch(RouteDestination asked, NetLinkRoute route) =>
        asked.Matches(route.Destination) || (IsTyped(nameof(Destination)) && asked.Contains(route.Destination));

    private bool IsChosen(NetLinkRoute route, HashSet<int>? links) => (links is null || route.ListLinkIndexes().Any(links.Contains))
        && (Type is null || Type.Contains(route.Type))
        && (AddressFamily is null || InetAddress.FromIPAddress(route.Destination.Address!).Family == AddressFamily);
}
