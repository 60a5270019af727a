using System.Runtime.InteropServices;

namespace IpvsPS.Links;

/// <summary>Attributes of routes (RTA_*), from <c>include/uapi/linux/rtnetlink.h</c>; addresses are in network order.</summary>
internal static class RouteAttribute
{
    public const ushort Destination = 1;

    /// <summary>RTA_SRC: the network that packets come from (IPv6 with CONFIG_IPV6_SUBTREES).</summary>
    public const ushort SourcePrefix = 2;

    /// <summary>RTA_IIF: the link that a packet came in by.</summary>
    public const ushort InputLink = 3;

    public const ushort OutputLink = 4;
    public const ushort Gateway = 5;

    /// <summary>RTA_PRIORITY: the metric.</summary>
    public const ushort Metric = 6;

    public const ushort PreferredSource = 7;

    /// <summary>RTA_METRICS: nested numbers such as the MTU, none of which is the metric.</summary>
    public const ushort Metrics = 8;

    public const ushort Multipath = 9;

    /// <summary>RTA_FLOW: the realm, for the routing classifier.</summary>
    public const ushort Realm = 11;

    /// <summary>RTA_CACHEINFO: when an IPv6 route expires, as struct rta_cacheinfo.</summary>
    public const ushort CacheInfo = 12;

    public const ushort Table = 15;

    /// <summary>RTA_MARK: the firewall mark of a packet.</summary>
    public const ushort Mark = 16;

    /// <summary>RTA_VIA: a gateway of another family than the route's, as struct rtvia: u16 family, address.</summary>
    public const ushort Via = 18;

    /// <summary>RTA_PREF: how a router advertises the route (RFC 4191).</summary>
    public const ushort Preference = 20;

    public const ushort EncapsulationType = 21;
    public const ushort Encapsulation = 22;

    /// <summary>RTA_EXPIRES: seconds (u32) that an IPv6 route is to live.</summary>
    public const ushort Expires = 23;

    public const ushort NextHopId = 30;

    /// <summary>Attributes that say what the kernel has made of a route, and that it takes from nobody.</summary>
    public static ReadOnlySpan<ushort> KernelOwned => [InputLink, 10, 13, 14, Mark, 17, 24, 25];
}

/// <summary>struct rtmsg, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RouteHeader(
    byte Family,
    byte DestinationLength,
    byte SourceLength,
    byte Tos,
    byte Table,
    byte Protocol,
    byte Scope,
    byte Type,
    uint Flags
)
{
    public const int Size = 12;

    /// <summary>RTM_F_LOOKUP_TABLE: the answer names the table that the route is in.</summary>
    public const uint LookupTable = 0x1000;

    /// <summary>RTM_F_CLONED: a cached copy of another route.</summary>
    public const uint Cloned = 0x200;

    /// <summary>RTN_UNSPEC: in a removal, a route of any type.</summary>
    public const byte AnyType = 0;

    /// <summary>RTNH_F_ONLINK: the gateway is on the link, whatever the other routes say.</summary>
    public const uint OnLink = 4;
}

/// <summary>struct rtnexthop, from <c>include/uapi/linux/rtnetlink.h</c>; attributes follow it up to its length.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NextHopHeader(ushort Length, byte Flags, byte WeightLessOne, int LinkIndex)
{
    public const int Size = 8;
}

/// <summary>struct rta_cacheinfo, from <c>include/uapi/linux/rtnetlink.h</c>; times are in hundredths of a second (USER_HZ).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RouteCacheInfo(
    uint References,
    uint LastUse,
    int Expires,
    uint Error,
    uint Used,
    uint Id,
    uint TimeStamp,
    uint TimeStampAge
)
{
    public const int Size = 32;

    public const int TicksPerSecond = 100;
}
