using System.Net;

namespace IpvsPS.Links;

/// <summary>The kernel's rules for routes, and what <c>ip route</c> takes for granted.</summary>
public static class RouteRules
{
    /// <summary>The first rule that a route breaks which is to be added; null where it breaks none.</summary>
    /// <param name="route">The route.</param>
    /// <returns>The problem.</returns>
    public static Problem<LinkProblemCode>? Check(NetLinkRoute route)
    {
        bool isIPv6 = IsIPv6(route.Destination.Address!);
        if (isIPv6 && route.Gateway is { } gateway && !IsIPv6(gateway))
        {
            return new(LinkProblemCode.GatewayFamilyDiffers, nameof(route.Gateway), gateway, route.Destination);
        }

        if (route.Source is { } source && IsIPv6(source) != isIPv6)
        {
            return new(LinkProblemCode.SourceFamilyDiffers, nameof(route.Source), source, route.Destination);
        }

        if (route.Tos != 0 && isIPv6)
        {
            return new(LinkProblemCode.TosForeign, nameof(route.Tos), route.Tos, route.Destination);
        }

        return route.SourcePrefix is { } from && !(isIPv6 && IsIPv6(from.Address!))
            ? new(LinkProblemCode.SourcePrefixForeign, nameof(route.SourcePrefix), from, route.Destination)
            : CheckWay(route);
    }

    /// <summary>Whether a destination is a network: no bits are set behind its prefix.</summary>
    /// <param name="destination">The destination; without a prefix length it is one address.</param>
    /// <param name="field">The field that holds it.</param>
    /// <returns>The problem; null where it is one.</returns>
    public static Problem<LinkProblemCode>? CheckNetwork(InetPrefix destination, string field)
    {
        InetAddress address = InetAddress.FromIPAddress(destination.Address!);
        int length = destination.PrefixLength ?? address.BitCount;
        InetAddress network = address.Network(length);
        return network == address
            ? null
            : new(LinkProblemCode.DestinationNotNetwork, field, destination, $"{network}/{length}", $"{address}/{address.BitCount}");
    }

    /// <summary>The network of a destination: <c>default</c> is of the gateway's family, and of IPv4 without one.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="gateway">The gateway, or null.</param>
    /// <returns>The network with its prefix length.</returns>
    public static InetPrefix ToNetwork(RouteDestination destination, IPAddress? gateway) =>
        destination.Prefix is { } prefix
            ? new InetPrefix(prefix.Address!, prefix.PrefixLength ?? InetAddress.FromIPAddress(prefix.Address!).BitCount)
            : new InetPrefix(gateway is not null && IsIPv6(gateway) ? IPAddress.IPv6Any : IPAddress.Any, 0);

    /// <summary>The table where <c>ip route</c> puts routes of a type.</summary>
    /// <param name="type">The type; null for Unicast.</param>
    /// <returns>Local for what this host takes in, and main for the others.</returns>
    public static NetLinkRouteTable DefaultTable(NetLinkRouteType? type) =>
        type is NetLinkRouteType.Local or NetLinkRouteType.Broadcast or NetLinkRouteType.Anycast
            ? NetLinkRouteTable.Local
            : NetLinkRouteTable.Main;

    /// <summary>How far the kernel wants a route to reach, as <c>ip route add</c> chooses it; IPv6 does not tell.</summary>
    /// <param name="route">The route.</param>
    /// <returns>The scope.</returns>
    public static NetLinkScope DefaultScope(NetLinkRoute route) =>
        route.Type switch
        {
            _ when IsIPv6(route.Destination.Address!) => NetLinkScope.Global,
            NetLinkRouteType.Local => NetLinkScope.Host,
            NetLinkRouteType.Broadcast or NetLinkRouteType.Multicast or NetLinkRouteType.Anycast => NetLinkScope.Link,
            NetLinkRouteType.Unicast when route.Gateway is null && route.NextHopId is null && route.NextHops is null => NetLinkScope.Link,
            _ => NetLinkScope.Global,
        };

    private static Problem<LinkProblemCode>? CheckWay(NetLinkRoute route)
    {
        if (route.NextHopId is { } id)
        {
            string? other =
                route.Gateway is not null ? nameof(route.Gateway)
                : route.LinkName is not null ? nameof(route.LinkName)
                : null;
            return other is null ? null : new(LinkProblemCode.WayConflict, other, id);
        }

        bool needsWay =
            route.Type is NetLinkRouteType.Unicast or NetLinkRouteType.Broadcast or NetLinkRouteType.Multicast or NetLinkRouteType.Anycast;
        if (needsWay && route.Gateway is null && route.LinkName is null && route.NextHops is null)
        {
            return new(LinkProblemCode.WayMissing, nameof(route.Gateway), route.Type);
        }

        return !needsWay && route.Gateway is not null ? new(LinkProblemCode.GatewayForeign, nameof(route.Gateway), route.Type) : null;
    }

    private static bool IsIPv6(IPAddress address) => InetAddress.FromIPAddress(address).Family == AddressFamily.IPv6;
}
