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
    /// <summary>Routes to exactly these destinations: 10.96.0.0/16, one address, or default.</summary>
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
        List<NetLinkRoute> routes = [];
        bool isListed = Attempt(Destination, LinkErrors.Describe, () =>
        {
            LinkClient client = Client;
            place = client.Place;
            WriteVerbose($"Listing the routes of table {table}{place}.");
            foreach (NamePattern name in NamePattern.ParseAll(LinkName) ?? [])
            {
                _ = name.IsWildcard ? null : FindLink(client, name.Literal);
            }

            routes = client.ListRoutes(table).FindAll(IsChosen);
        });
        if (!isListed)
        {
            return;
        }

        WriteObject(routes.FindAll(route => Destination is null || Array.Exists(Destination, asked => asked.Matches(route.Destination))), true);
        foreach (RouteDestination asked in Destination ?? [])
        {
            if (!routes.Exists(route => asked.Matches(route.Destination)))
            {
                WriteError(RouteErrors.NotFound(asked, table, place).ToErrorRecord(asked));
            }
        }
    }

    private NetLinkRouteTable DefaultTable() =>
        Type is [var first, ..] && Array.TrueForAll(Type, type => LinkRouteCommand.DefaultTable(type) == NetLinkRouteTable.Local)
            ? LinkRouteCommand.DefaultTable(first) : NetLinkRouteTable.Main;

    private bool IsChosen(NetLinkRoute route)
    {
        NamePattern[]? names = NamePattern.ParseAll(LinkName);
        bool isByLink = names is null || RouteLinks(route).Any(link => Array.Exists(names, name => name.Matches(link)));
        return isByLink
            && (Type is null || Type.Contains(route.Type))
            && (AddressFamily is null || InetAddress.FromIPAddress(route.Destination.Address!).Family == AddressFamily);
    }

    private static IEnumerable<string> RouteLinks(NetLinkRoute route) =>
        (route.NextHops?.Select(hop => hop.LinkName) ?? []).Append(route.LinkName).OfType<string>();
}
