using System.Buffers.Binary;
using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Encodes every rtnetlink request about routes.</summary>
internal static class RouteMessages
{
    /// <param name="writer">Where the message goes.</param>
    /// <param name="family">One family: the kernel mixes multicast routing into a listing of all.</param>
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

    public static void Add(NetlinkWriter writer, NetLinkRoute route)
    {
        Begin(writer, RouteMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Exclusive, route);
        if (route.Metrics is { } metrics)
        {
            writer.PutBytes(RouteAttribute.Metrics, metrics);
        }

        writer.EndMessage();
    }

    public static void Remove(NetlinkWriter writer, NetLinkRoute route)
    {
        Begin(writer, RouteMessageType.DeleteRoute, NetlinkFlags.None, route);
        writer.EndMessage();
    }

    private static void Begin(NetlinkWriter writer, ushort type, NetlinkFlags request, NetLinkRoute route)
    {
        InetAddress destination = InetAddress.FromIPAddress(route.Destination.Address!);
        int length = route.Destination.PrefixLength ?? destination.BitCount;

        // The header has room for the first 255 tables; the attribute says which of the others.
        byte table = route.Table.Id <= byte.MaxValue ? (byte)route.Table.Id : (byte)0;
        writer.BeginMessage(type, request);
        writer.PutHeader(new RouteHeader(
            (byte)destination.Family, (byte)length, 0, 0, table, (byte)route.Protocol, (byte)route.Scope, (byte)route.Type,
            route.IsOnLink ? RouteHeader.OnLink : 0));
        if (length > 0)
        {
            writer.PutAddress(RouteAttribute.Destination, destination);
        }

        if (table == 0)
        {
            writer.PutUInt32(RouteAttribute.Table, route.Table.Id);
        }

        if (route.LinkIndex is { } link)
        {
            writer.PutUInt32(RouteAttribute.OutputLink, (uint)link);
        }

        if (route.Gateway is { } gateway)
        {
            PutGateway(writer, destination.Family, gateway);
        }

        if (route.Metric != 0)
        {
            writer.PutUInt32(RouteAttribute.Metric, route.Metric);
        }

        if (route.Source is { } source)
        {
            writer.PutAddress(RouteAttribute.PreferredSource, InetAddress.FromIPAddress(source));
        }
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
