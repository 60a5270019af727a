using System.Runtime.InteropServices;

namespace IpvsPS.Links;

/// <summary>Attributes of routes (RTA_*), from <c>include/uapi/linux/rtnetlink.h</c>; addresses are in network order.</summary>
internal static class RouteAttribute
{
    public const ushort Destination = 1;
    public const ushort OutputLink = 4;
    public const ushort Gateway = 5;

    /// <summary>RTA_PRIORITY: the metric.</summary>
    public const ushort Metric = 6;

    public const ushort PreferredSource = 7;

    /// <summary>RTA_METRICS: nested numbers such as the MTU, none of which is the metric.</summary>
    public const ushort Metrics = 8;

    public const ushort Multipath = 9;
    public const ushort Table = 15;

    /// <summary>RTA_VIA: a gateway of another family than the route's, as struct rtvia: u16 family, address.</summary>
    public const ushort Via = 18;
}

/// <summary>struct rtmsg, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RouteHeader(
    byte Family, byte DestinationLength, byte SourceLength, byte Tos, byte Table, byte Protocol, byte Scope, byte Type, uint Flags)
{
    public const int Size = 12;

    /// <summary>RTM_F_CLONED: a cached copy of another route.</summary>
    public const uint Cloned = 0x200;

    /// <summary>RTNH_F_ONLINK: the gateway is on the link, whatever the other routes say.</summary>
    public const uint OnLink = 4;
}

/// <summary>struct rtnexthop, from <c>include/uapi/linux/rtnetlink.h</c>; attributes follow it up to its length.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NextHopHeader(ushort Length, byte Flags, byte WeightLessOne, int LinkIndex)
{
    public const int Size = 8;
}
