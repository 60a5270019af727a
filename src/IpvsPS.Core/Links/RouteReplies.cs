using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Decodes the kernel's rtnetlink answers about routes.</summary>
internal static class RouteReplies
{
    /// <summary>A route without its links' names, which the answer does not hold.</summary>
    public static NetLinkRoute? Read(in NetlinkMessage answer)
    {
        if (answer.Type != RouteMessageType.NewRoute)
        {
            return null;
        }

        RouteHeader header = answer.Header<RouteHeader>();
        var family = (AddressFamily)header.Family;
        if (family is not (AddressFamily.IPv4 or AddressFamily.IPv6) || (header.Flags & RouteHeader.Cloned) != 0)
        {
            return null;
        }

        NetlinkAttributes attributes = answer.Attributes(RouteHeader.Size);
        InetAddress destination = attributes.TryFind(RouteAttribute.Destination, out NetlinkAttribute to)
            ? to.Address(family) : InetAddress.Zero(family);
        if (header.DestinationLength > destination.BitCount)
        {
            throw new NetlinkFormatException($"a route's prefix has {header.DestinationLength} bits");
        }

        var route = new NetLinkRoute
        {
            Destination = new InetPrefix(destination.ToIPAddress(), header.DestinationLength),
            Type = (NetLinkRouteType)header.Type,
            Table = new NetLinkRouteTable(header.Table),
            Scope = (NetLinkScope)header.Scope,
            Protocol = (NetLinkRouteProtocol)header.Protocol,
            IsOnLink = (header.Flags & RouteHeader.OnLink) != 0,
        };
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadAttribute(route, family, attribute);
        }

        return route;
    }

    private static void ReadAttribute(NetLinkRoute route, AddressFamily family, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case RouteAttribute.OutputLink:
                route.LinkIndex = (int)attribute.UInt32;
                break;
            case RouteAttribute.Gateway or RouteAttribute.Via:
                route.Gateway = ReadGateway(family, attribute);
                break;
            case RouteAttribute.Metric:
                route.Metric = attribute.UInt32;
                break;
            case RouteAttribute.PreferredSource:
                route.Source = attribute.Address(family).ToIPAddress();
                break;
            case RouteAttribute.Metrics:
                route.Metrics = attribute.Payload.ToArray();
                break;
            case RouteAttribute.Table:
                route.Table = new NetLinkRouteTable(attribute.UInt32);
                break;
            case RouteAttribute.Multipath:
                route.NextHops = ReadNextHops(family, attribute.Payload);
                break;
        }
    }

    private static IPAddress ReadGateway(AddressFamily family, in NetlinkAttribute attribute)
    {
        if (attribute.Type == RouteAttribute.Gateway)
        {
            return attribute.Address(family).ToIPAddress();
        }

        var viaFamily = (AddressFamily)attribute.UInt16;
        return new NetlinkAttribute(attribute.Type, attribute.Payload[sizeof(ushort)..]).Address(viaFamily).ToIPAddress();
    }

    private static NetLinkNextHop[] ReadNextHops(AddressFamily family, ReadOnlySpan<byte> list)
    {
        var hops = new List<NetLinkNextHop>();
        while (!list.IsEmpty)
        {
            if (!MemoryMarshal.TryRead(list, out NextHopHeader header) || header.Length < NextHopHeader.Size || header.Length > list.Length)
            {
                throw new NetlinkFormatException("a next hop is longer than its list, or shorter than its header");
            }

            var hop = new NetLinkNextHop { LinkIndex = header.LinkIndex, Weight = header.WeightLessOne + 1 };
            var attributes = new NetlinkAttributes(list[NextHopHeader.Size..header.Length]);
            while (attributes.TryRead(out NetlinkAttribute attribute))
            {
                if (attribute.Type is RouteAttribute.Gateway or RouteAttribute.Via)
                {
                    hop.Gateway = ReadGateway(family, attribute);
                }
            }

            hops.Add(hop);
            list = list[Math.Min(NetlinkLayout.Align(header.Length), list.Length)..];
        }

        return [.. hops];
    }
}
