using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Decodes the kernel's rtnetlink answers about routes.</summary>
internal static class RouteReplies
{
    /// <summary>LWTUNNEL_ENCAP_* in order, from <c>include/uapi/linux/lwtunnel.h</c>; <c>ip route</c> has the same words.</summary>
    private static readonly string[] Encapsulations =
    [
        "none",
        "mpls",
        "ip",
        "ila",
        "ip6",
        "seg6",
        "bpf",
        "seg6local",
        "rpl",
        "ioam6",
        "xfrm",
    ];

    /// <summary>A route of a dump, without its links' names, which the answer does not hold.</summary>
    public static NetLinkRoute? Read(in NetlinkMessage answer) =>
        IsRoute(answer, out RouteHeader header) && (header.Flags & RouteHeader.Cloned) == 0 ? ReadRoute(answer, header) : null;

    /// <summary>The route that the kernel would take for a packet, which the kernel marks as a copy of the one it found.</summary>
    public static NetLinkRoute? ReadFound(in NetlinkMessage answer) =>
        IsRoute(answer, out RouteHeader header) ? ReadRoute(answer, header) : null;

    private static bool IsRoute(in NetlinkMessage answer, out RouteHeader header)
    {
        header = answer.Type == RouteMessageType.NewRoute ? answer.Header<RouteHeader>() : default;
        return (AddressFamily)header.Family is AddressFamily.IPv4 or AddressFamily.IPv6;
    }

    private static NetLinkRoute ReadRoute(in NetlinkMessage answer, in RouteHeader header)
    {
        var family = (AddressFamily)header.Family;
        NetlinkAttributes attributes = answer.Attributes(RouteHeader.Size);
        var route = new NetLinkRoute
        {
            Destination = ReadPrefix(attributes, RouteAttribute.Destination, family, header.DestinationLength),
            SourcePrefix =
                header.SourceLength == 0 ? null : ReadPrefix(attributes, RouteAttribute.SourcePrefix, family, header.SourceLength),
            Tos = header.Tos,
            Type = (NetLinkRouteType)header.Type,
            Table = new NetLinkRouteTable(header.Table),
            Scope = (NetLinkScope)header.Scope,
            Protocol = (NetLinkRouteProtocol)header.Protocol,
            IsOnLink = (header.Flags & RouteHeader.OnLink) != 0,
        };
        NetlinkWriter? others = null;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            if (!ReadAttribute(route, family, attribute))
            {
                KeepOther(ref others, attribute);
            }
        }

        route.OtherAttributes = others?.Written.ToArray() ?? [];
        return route;
    }

    private static InetPrefix ReadPrefix(NetlinkAttributes attributes, ushort type, AddressFamily family, byte length)
    {
        InetAddress address = attributes.TryFind(type, out NetlinkAttribute found) ? found.Address(family) : InetAddress.Zero(family);
        return length <= address.BitCount
            ? new InetPrefix(address.ToIPAddress(), length)
            : throw new NetlinkFormatException($"a route's prefix has {length} bits");
    }

    /// <summary>False for what no property holds.</summary>
    private static bool ReadAttribute(NetLinkRoute route, AddressFamily family, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case RouteAttribute.Destination or RouteAttribute.SourcePrefix:
                return true;
            case RouteAttribute.OutputLink:
                route.LinkIndex = (int)attribute.UInt32;
                return true;
            case RouteAttribute.Gateway or RouteAttribute.Via:
                route.Gateway = ReadGateway(family, attribute);
                return true;
            case RouteAttribute.Metric:
                route.Metric = attribute.UInt32;
                return true;
            case RouteAttribute.PreferredSource:
                route.Source = attribute.Address(family).ToIPAddress();
                return true;
            case RouteAttribute.Table:
                route.Table = new NetLinkRouteTable(attribute.UInt32);
                return true;
            case RouteAttribute.Multipath:
                route.NextHops = ReadNextHops(family, attribute.Payload);
                return true;
            case RouteAttribute.NextHopId:
                route.NextHopId = attribute.UInt32;
                return true;
            default:
                return ReadSetting(route, attribute);
        }
    }

    private static bool ReadSetting(NetLinkRoute route, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case RouteAttribute.Realm:
                route.Realm = attribute.UInt32;
                return true;
            case RouteAttribute.Preference:
                route.Preference = (NetLinkRoutePreference)attribute.Byte;
                return true;
            case RouteAttribute.CacheInfo:
                route.Lifetime = ReadLifetime(attribute.Payload);
                return true;
            case RouteAttribute.EncapsulationType:
                ushort type = attribute.UInt16;
                route.Encapsulation = type < Encapsulations.Length ? Encapsulations[type] : $"type {type}";
                return false;
            default:
                return false;
        }
    }

    private static TimeSpan? ReadLifetime(ReadOnlySpan<byte> cacheInfo)
    {
        if (!MemoryMarshal.TryRead(cacheInfo, out RouteCacheInfo info))
        {
            throw new NetlinkFormatException(
                $"a route's cache information has {Quantity.Of(cacheInfo.Length, "byte")}, not {RouteCacheInfo.Size}"
            );
        }

        return info.Expires == 0 ? null : TimeSpan.FromSeconds(Math.Max(0, info.Expires / (double)RouteCacheInfo.TicksPerSecond));
    }

    private static void KeepOther(ref NetlinkWriter? others, in NetlinkAttribute attribute)
    {
        if (!RouteAttribute.KernelOwned.Contains(attribute.Type))
        {
            // Kernels leave the flag out here, and some encapsulations want it.
            bool isNested = attribute.Type == RouteAttribute.Encapsulation;
            others ??= new NetlinkWriter(64);
            others.PutBytes(isNested ? (ushort)(attribute.Type | NetlinkLayout.Nested) : attribute.Type, attribute.Payload);
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

            hops.Add(ReadNextHop(family, header, new NetlinkAttributes(list[NextHopHeader.Size..header.Length])));
            list = list[Math.Min(NetlinkLayout.Align(header.Length), list.Length)..];
        }

        return [.. hops];
    }

    private static NetLinkNextHop ReadNextHop(AddressFamily family, in NextHopHeader header, NetlinkAttributes attributes)
    {
        var hop = new NetLinkNextHop
        {
            LinkIndex = header.LinkIndex,
            Weight = header.WeightLessOne + 1,
            IsOnLink = (header.Flags & RouteHeader.OnLink) != 0,
        };
        NetlinkWriter? others = null;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            if (attribute.Type is RouteAttribute.Gateway or RouteAttribute.Via)
            {
                hop.Gateway = ReadGateway(family, attribute);
            }
            else
            {
                KeepOther(ref others, attribute);
            }
        }

        hop.OtherAttributes = others?.Written.ToArray() ?? [];
        return hop;
    }
}
