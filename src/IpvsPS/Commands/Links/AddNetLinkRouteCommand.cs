using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkRoute: adds routes (<c>ip route add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkRoute", SupportsShouldProcess = true)]
[OutputType(typeof(NetLinkRoute))]
public sealed class AddNetLinkRouteCommand : LinkRouteCommand
{
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
        if (NextHopId is not null)
        {
            string? other = IsTyped(nameof(Gateway)) ? "-Gateway" : IsTyped(nameof(LinkName)) ? "-LinkName" : null;
            if (other is not null)
            {
                throw new CommandException("NetLinkRouteWayConflict", ErrorCategory.InvalidArgument,
                    $"-NextHopId {NextHopId} and {other} name two ways: the next-hop object says the gateway and the link. Give one of them.");
            }

            return;
        }

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
        ThrowIfThere(client, route);
        return IsUnasked || ShouldProcess(route + client.Place, "Add route") ? route : null;
    }

    /// <summary>What is there already is said instead of asked about: by the refusal that adding it would get.</summary>
    private void ThrowIfThere(LinkClient client, NetLinkRoute route)
    {
        if (!IsUnasked && client.ListRoutes(route.Table).Exists(route.HasKeyOf))
        {
            throw new NetlinkException($"add the route {route}{client.Place}", Errno.EEXIST);
        }
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

        if ((Tos ?? 0) != 0 && isIPv6)
        {
            throw new CommandException("NetLinkRouteSettingNotSupported", ErrorCategory.InvalidArgument,
                $"-Tos {Tos} of {destination}: only IPv4 routes have a type of service.");
        }

        if (SourcePrefix is { } from && (!isIPv6 || InetAddress.FromIPAddress(from.Address!).Family != AddressFamily.IPv6))
        {
            throw new CommandException("NetLinkRouteSettingNotSupported", ErrorCategory.InvalidArgument,
                $"-SourcePrefix {from} of {destination}: only IPv6 routes have a source prefix, and it is an IPv6 one.");
        }

        return new NetLinkRoute
        {
            Destination = destination,
            SourcePrefix = SourcePrefix is { } source ? ToPrefix(new RouteDestination(source), null, nameof(SourcePrefix)) : null,
            Tos = Tos ?? 0,
            NextHopId = NextHopId,
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
        NetLinkRouteType.Unicast when Gateway is null && NextHopId is null => NetLinkScope.Link,
        _ => NetLinkScope.Global,
    };

    /// <summary>The kernel may have chosen the link, and for IPv6 the metric.</summary>
    private static bool IsSame(NetLinkRoute added, NetLinkRoute listed) =>
        added.Destination == listed.Destination
        && added.SourcePrefix == listed.SourcePrefix
        && added.Tos == listed.Tos
        && added.NextHopId == listed.NextHopId
        && added.Type == listed.Type
        && (added.NextHopId is not null || Equals(added.Gateway, listed.Gateway))
        && (added.NextHopId is not null || added.LinkIndex is null || added.LinkIndex == listed.LinkIndex)
        && (added.Metric == 0 || added.Metric == listed.Metric);
}
