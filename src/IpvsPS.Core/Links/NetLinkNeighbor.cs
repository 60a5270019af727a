using System.Net;

namespace IpvsPS;

/// <summary>How far a neighbour is known; values of NUD_* in <c>include/uapi/linux/neighbour.h</c>.</summary>
public enum NetLinkNeighborState : ushort
{
    /// <summary>Nothing is known yet.</summary>
    None = 0,

    /// <summary>Being asked for, no answer yet.</summary>
    Incomplete = 0x01,

    /// <summary>Has answered, or been heard of, a short while ago.</summary>
    Reachable = 0x02,

    /// <summary>Has answered once; it is asked again when something is sent to it.</summary>
    Stale = 0x04,

    /// <summary>Something was sent to it; it is asked again soon unless it is heard of.</summary>
    Delay = 0x08,

    /// <summary>Being asked again.</summary>
    Probe = 0x10,

    /// <summary>Has not answered.</summary>
    Failed = 0x20,

    /// <summary>Nobody is asked: the link has no ARP, or the address is of a group.</summary>
    NoArp = 0x40,

    /// <summary>Set by hand, for good.</summary>
    Permanent = 0x80,
}

/// <summary>A neighbour of this host on a link, as <c>ip neigh</c> lists it: an IP address and the hardware address it is reached
/// by.</summary>
public sealed class NetLinkNeighbor
{
    /// <summary>The neighbour's IP address.</summary>
    public IPAddress Address { get; set; } = IPAddress.None;

    /// <summary>The name of the link that it is on.</summary>
    public string LinkName { get; set; } = string.Empty;

    /// <summary>The index of that link in its namespace.</summary>
    public int LinkIndex { get; set; }

    /// <summary>Its hardware address as <c>ip</c> shows it (<c>1a:86:88:d9:01:f4</c>), or null where it is not known.</summary>
    public string? MacAddress { get; set; }

    /// <summary>How far it is known.</summary>
    public NetLinkNeighborState State { get; set; }

    /// <summary>Whether it is a router, as it says itself (NTF_ROUTER, IPv6 only).</summary>
    public bool IsRouter { get; set; }

    /// <summary>How often it has been asked since it last answered.</summary>
    public int ProbeCount { get; set; }

    /// <summary>How long ago it was last confirmed: it answered, or a connection to it got on.</summary>
    public TimeSpan Confirmed { get; set; }

    /// <summary>How long ago it was last used.</summary>
    public TimeSpan Used { get; set; }

    /// <summary>How long ago its entry last changed.</summary>
    public TimeSpan Updated { get; set; }

    /// <summary>The network namespace its link is in.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The neighbour as <c>ip neigh</c> begins its line.</summary>
    /// <returns><c>10.0.0.1 dev eth0 lladdr 1a:86:88:d9:01:f4</c></returns>
    public override string ToString() => $"{Address} dev {LinkName}{(MacAddress is null ? string.Empty : $" lladdr {MacAddress}")}";
}
