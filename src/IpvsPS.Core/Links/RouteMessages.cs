using System.Buffers.Binary;
using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Encodes every rtnetlink request about routes.</summary>
internal static class RouteMessages
{
    /// <param name="writer">Where the message goes.</param>
    /// <param name="family">One family: the kernel mixes multicast routing into a dump of all.</param>
    /// <param name="table">One table, or all.</param>
    public static void List(NetlinkWriter writer, AddressFamily family, NetLinkRouteTable table)
    {
        writer.BeginMessage(RouteMessageType.GetRoute, NetlinkFlags.Dump);
        writer.PutHeader(new RouteHeader((byte)family, 0, 0, 0, 0, 0, 0, 0, 0));
        if (table != NetLinkRouteTable.All)
        {
            writer.PutUInt32(RouteAttribute.Table, table.Id);
        }

        writer.EndMessage();
    }

    /// <summary>Asks which route a packet takes.</summary>
    public static void Find(NetlinkWriter writer, RouteQuery query)
    {
        InetAddress destination = InetAddress.FromIPAddress(query.Destination);
        writer.BeginMessage(RouteMessageType.GetRoute);
        writer.PutHeader(
            new RouteHeader(
                (byte)destination.Family,
                (byte)destination.BitCount,
                query.Source is null ? (byte)0 : (byte)destination.BitCount,
                query.Tos,
                0,
                0,
                0,
                0,
                AsksForTable(destination.Family) ? RouteHeader.LookupTable : 0
            )
        );
        writer.PutAddress(RouteAttribute.Destination, destination);
        if (query.Source is { } source)
        {
            writer.PutAddress(RouteAttribute.SourcePrefix, InetAddress.FromIPAddress(source));
        }

        if (query.InputLinkIndex is { } input)
        {
            writer.PutUInt32(RouteAttribute.InputLink, (uint)input);
        }

        if (query.LinkIndex is { } output)
        {
            writer.PutUInt32(RouteAttribute.OutputLink, (uint)output);
        }

        if (query.Mark != 0)
        {
            writer.PutUInt32(RouteAttribute.Mark, query.Mark);
        }

        writer.EndMessage();
    }

    /// <summary>
    /// Whether the table must be asked for: IPv4 names the main table otherwise. IPv6 always names the route's own and refuses the
    /// flag (<c>inet6_rtm_valid_getroute_req</c> in <c>net/ipv6/route.c</c>).
    /// </summary>
    private static bool AsksForTable(AddressFamily family) => family == AddressFamily.IPv4;

    /// <summary>Adds a route. The kernel refuses one whose key is taken, unless it is to follow the other.</summary>
    public static void Add(NetlinkWriter writer, NetLinkRoute route)
    {
        NetlinkFlags mode = route.FollowsItsLike ? NetlinkFlags.Append : NetlinkFlags.Exclusive;
        Begin(writer, RouteMessageType.NewRoute, NetlinkFlags.Create | mode, route, (byte)route.Type);
        PutNextHops(writer, route);
        if (route.Preference != NetLinkRoutePreference.Medium)
        {
            writer.PutByte(RouteAttribute.Preference, (byte)route.Preference);
        }

        if (route.Lifetime is { } lifetime)
        {
            writer.PutUInt32(RouteAttribute.Expires, (uint)Math.Clamp(Math.Ceiling(lifetime.TotalSeconds), 1, uint.MaxValue));
        }

        writer.PutAttributes(route.OtherAttributes);
        writer.EndMessage();
    }

    /// <summary>
    /// Removes a route by all that the kernel compares (<c>fib_table_delete</c> in <c>net/ipv4/fib_trie.c</c>,
    /// <c>ip6_route_del</c> in <c>net/ipv6/route.c</c>). Where a next-hop object says the way, the route is none without
    /// it, and a way named beside it fits no route.
    /// </summary>
    public static void Remove(NetlinkWriter writer, NetLinkRoute route)
    {
        byte type = route.NextHopId is null ? (byte)route.Type : RouteHeader.AnyType;
        Begin(writer, RouteMessageType.DeleteRoute, NetlinkFlags.None, route, type);

        // An IPv6 route of several ways is one route for each: a removal that names none of them removes all.
        if (route.NextHopId is null && InetAddress.FromIPAddress(route.Destination.Address!).Family == AddressFamily.IPv4)
        {
            PutNextHops(writer, route);
            writer.PutAttributes(route.OtherAttributes);
        }

        writer.EndMessage();
    }

    /// <summary>Begins a message with what says which route it is.</summary>
    private static void Begin(NetlinkWriter writer, ushort type, NetlinkFlags request, NetLinkRoute route, byte routeType)
    {
        InetAddress destination = InetAddress.FromIPAddress(route.Destination.Address!);
        int length = route.Destination.PrefixLength ?? destination.BitCount;

        // The header has room for the first 255 tables; the attribute says which of the others.
        byte table = route.Table.Id <= byte.MaxValue ? (byte)route.Table.Id : (byte)0;
        writer.BeginMessage(type, request);
        writer.PutHeader(
            new RouteHeader(
                (byte)destination.Family,
                (byte)length,
                (byte)(route.SourcePrefix?.PrefixLength ?? 0),
                route.Tos,
                table,
                (byte)route.Protocol,
                (byte)route.Scope,
                routeType,
                route.IsOnLink ? RouteHeader.OnLink : 0
            )
        );
        if (length > 0)
        {
            writer.PutAddress(RouteAttribute.Destination, destination);
        }

        if (route.SourcePrefix is { } from)
        {
            writer.PutAddress(RouteAttribute.SourcePrefix, InetAddress.FromIPAddress(from.Address!));
        }

        if (table == 0)
        {
            writer.PutUInt32(RouteAttribute.Table, route.Table.Id);
        }

        if (route.NextHopId is { } id)
        {
            writer.PutUInt32(RouteAttribute.NextHopId, id);
        }
        else
        {
            PutWay(writer, destination.Family, route);
        }

        PutChoice(writer, route);
    }

    private static void PutWay(NetlinkWriter writer, AddressFamily family, NetLinkRoute route)
    {
        if (route.LinkIndex is { } link)
        {
            writer.PutUInt32(RouteAttribute.OutputLink, (uint)link);
        }

        if (route.Gateway is { } gateway)
        {
            PutGateway(writer, family, gateway);
        }
    }

    private static void PutChoice(NetlinkWriter writer, NetLinkRoute route)
    {
        if (route.Metric != 0)
        {
            writer.PutUInt32(RouteAttribute.Metric, route.Metric);
        }

        if (route.Source is { } source)
        {
            writer.PutAddress(RouteAttribute.PreferredSource, InetAddress.FromIPAddress(source));
        }

        if (route.Realm != 0 && route.NextHopId is null)
        {
            writer.PutUInt32(RouteAttribute.Realm, route.Realm);
        }
    }

    private static void PutNextHops(NetlinkWriter writer, NetLinkRoute route)
    {
        if (route.NextHopId is not null || route.NextHops is not { } hops)
        {
            return;
        }

        AddressFamily family = InetAddress.FromIPAddress(route.Destination.Address!).Family;
        var list = new NetlinkWriter();
        foreach (NetLinkNextHop hop in hops)
        {
            var attributes = new NetlinkWriter();
            if (hop.Gateway is { } gateway)
            {
                PutGateway(attributes, family, gateway);
            }

            attributes.PutAttributes(hop.OtherAttributes);
            list.PutHeader(
                new NextHopHeader(
                    checked((ushort)(NextHopHeader.Size + attributes.Length)),
                    hop.IsOnLink ? (byte)RouteHeader.OnLink : (byte)0,
                    checked((byte)(hop.Weight - 1)),
                    hop.LinkIndex
                )
            );
            list.PutAttributes(attributes.Written);
        }

        writer.PutBytes(RouteAttribute.Multipath, list.Written);
    }

    private static void PutGateway(NetlinkWriter writer, AddressFamily routeFamily, IPAddress address)
    {
        InetAddress gateway = InetAddress.FromIPAddress(address);
        if (gateway.Family == routeFamily)
        {
            writer.PutAddress(RouteAttribute.Gateway, gateway);
            return;
        }

        Span<byte> via = stackalloc byte[sizeof(ushort) + gateway.ByteCount];
        BinaryPrimitives.WriteUInt16LittleEndian(via, (ushort)gateway.Family);
        gateway.WriteTo(via[sizeof(ushort)..]);
        writer.PutBytes(RouteAttribute.Via, via);
    }
}
