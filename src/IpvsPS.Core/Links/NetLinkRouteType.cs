namespace IpvsPS;

/// <summary>What a route does with a packet; values of RTN_* in <c>include/uapi/linux/rtnetlink.h</c>.</summary>
public enum NetLinkRouteType : byte
{
    /// <summary>Sends it on, by a gateway or straight to the link.</summary>
    Unicast = 1,

    /// <summary>Takes it in: the destination is this host.</summary>
    Local = 2,

    /// <summary>Sends it as a broadcast.</summary>
    Broadcast = 3,

    /// <summary>Takes it in: the destination is this host and others.</summary>
    Anycast = 4,

    /// <summary>Sends it to a multicast group.</summary>
    Multicast = 5,

    /// <summary>Drops it in silence.</summary>
    Blackhole = 6,

    /// <summary>Drops it; the sender is told that the host is unreachable.</summary>
    Unreachable = 7,

    /// <summary>Drops it; the sender is told that it is prohibited.</summary>
    Prohibit = 8,

    /// <summary>Goes on with the next routing rule.</summary>
    Throw = 9,
}

/// <summary>Who made a route; values of RTPROT_* in <c>include/uapi/linux/rtnetlink.h</c>. Others keep their number.</summary>
public enum NetLinkRouteProtocol : byte
{
    /// <summary>Nobody says.</summary>
    Unspecified = 0,

    /// <summary>An ICMP redirect.</summary>
    Redirect = 1,

    /// <summary>The kernel, for an address.</summary>
    Kernel = 2,

    /// <summary>Somebody by hand: what <c>ip</c> and this module write.</summary>
    Boot = 3,

    /// <summary>An administrator's configuration.</summary>
    Static = 4,

    /// <summary>An IPv6 router's advertisement.</summary>
    RouterAdvertisement = 9,

    /// <summary>FRR or Quagga.</summary>
    Zebra = 11,

    /// <summary>BIRD.</summary>
    Bird = 12,

    /// <summary>A DHCP client.</summary>
    Dhcp = 16,

    /// <summary>BGP.</summary>
    Bgp = 186,

    /// <summary>IS-IS.</summary>
    Isis = 187,

    /// <summary>OSPF.</summary>
    Ospf = 188,
}
