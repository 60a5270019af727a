using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkRoute: adds routes (<c>ip route add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkRoute", SupportsShouldProcess = true)]
[OutputType(typeof(NetLinkRoute))]
public sealed class AddNetLinkRouteCommand : LinkRouteCommand
{
    /// <summary>The address that this host sends from (src); the kernel's choice unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    [Alias("Src")]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public IPAddress? Source { get; set; }

    /// <summary>Writes the routes that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private NetLinkRouteType AddedType => Type ?? NetLinkRouteType.Unicast;

    /// <summary>Adds the routes that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        NetLink? link = null;
        NetLinkRouteTable table = default;
        bool isFound = Attempt(LinkName, LinkErrors.Describe, () =>
        {
            client = Client;
            ThrowIfNoWay();
            table = OneTable();
            link = ChosenLinkName() is { } name ? FindLink(client, name) : null;
        });
        if (!isFound)
        {
            return;
        }

        var added = new List<NetLinkRoute>();
        SendAll(Destination, destination => PlanIfAllowed(client, link, destination, table), client.AddRoutes, added.Add, RouteErrors.DescribeAddition);
        if (PassThru && added.Count > 0)
        {
            Attempt(LinkName, LinkErrors.Describe, () => WriteObject(
                client.ListRoutes(table).FindAll(route => added.Exists(one => IsSame(one, route))), true));
        }
    }

    /// <summary>Local routes are on lo unless told otherwise, since that is where the kernel takes packets in.</summary>
    private string? ChosenLinkName() => LinkName ?? (AddedType == NetLinkRouteType.Local ? "lo" : null);

    private void ThrowIfNoWay()
    {
        bool needsWay = AddedType is NetLinkRouteType.Unicast or NetLinkRouteType.Broadcast or NetLinkRouteType.Multicast or NetLinkRouteType.Anycast;
        if (needsWay && Gateway is null && LinkName is null)
        {
            throw new CommandException("NetLinkRouteWayMissing", ErrorCategory.InvalidArgument,
                $"A route of the type {AddedType} needs a way: give -Gateway, -LinkName or both.");
        }

        if (!needsWay && Gateway is not null)
        {
            throw new CommandException("NetLinkRouteGatewayNotSupported", ErrorCategory.InvalidArgument,
                $"A route of the type {AddedType} sends nothing on: it has no -Gateway.");
        }
    }

    private NetLinkRoute? PlanIfAllowed(LinkClient client, NetLink? link, RouteDestination destination, NetLinkRouteTable table)
    {
        NetLinkRoute route = Plan(ToPrefix(destination, Gateway), link, table);
        return IsUnasked || ShouldProcess(route + client.Place, "Add route") ? route : null;
    }

    private NetLinkRoute Plan(InetPrefix destination, NetLink? link, NetLinkRouteTable table)
    {
        bool isIPv6 = InetAddress.FromIPAddress(destination.Address!).Family == AddressFamily.IPv6;
        if (isIPv6 && Gateway is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork })
        {
            throw new CommandException("NetLinkRouteGatewayInvalid", ErrorCategory.InvalidArgument,
                $"-Gateway {Gateway} of {destination}: an IPv6 route has an IPv6 gateway.");
        }

        if (Source is not null && InetAddress.FromIPAddress(Source).Family == AddressFamily.IPv6 != isIPv6)
        {
            throw new CommandException("NetLinkRouteSourceInvalid", ErrorCategory.InvalidArgument,
                $"-Source {Source} of {destination}: both are IPv4 or both are IPv6.");
        }

        return new NetLinkRoute
        {
            Destination = destination,
            Type = AddedType,
            Gateway = Gateway,
            LinkName = link?.Name,
            LinkIndex = link?.Index,
            Table = table,
            Metric = Metric ?? 0,
            Source = Source,
            Scope = isIPv6 ? NetLinkScope.Global : ScopeOfIPv4(),
        };
    }

    /// <summary>How far the kernel wants an IPv4 route to reach, as <c>ip route add</c> chooses it; IPv6 does not tell.</summary>
    private NetLinkScope ScopeOfIPv4() => AddedType switch
    {
        NetLinkRouteType.Local => NetLinkScope.Host,
        NetLinkRouteType.Broadcast or NetLinkRouteType.Multicast or NetLinkRouteType.Anycast => NetLinkScope.Link,
        NetLinkRouteType.Unicast when Gateway is null => NetLinkScope.Link,
        _ => NetLinkScope.Global,
    };

    /// <summary>The kernel may have chosen the link, and for IPv6 the metric.</summary>
    private static bool IsSame(NetLinkRoute added, NetLinkRoute listed) =>
        added.Destination == listed.Destination
        && added.Type == listed.Type
        && Equals(added.Gateway, listed.Gateway)
        && (added.LinkIndex is null || added.LinkIndex == listed.LinkIndex)
        && (added.Metric == 0 || added.Metric == listed.Metric);
}
