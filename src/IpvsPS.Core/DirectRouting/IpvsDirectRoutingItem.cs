using System.Net;

namespace IpvsPS;

/// <summary>What a real server of the direct-routing or the tunnel method needs besides the service itself.</summary>
public enum IpvsDirectRoutingRequirement
{
    /// <summary>The virtual address is the real server's own, on a link that answers no ARP request and no neighbor solicitation.</summary>
    VirtualAddress,

    /// <summary>The link of the virtual address is up.</summary>
    Link,

    /// <summary>A tunnel link takes the director's packets out of their tunnel.</summary>
    Tunnel,

    /// <summary>The link does not answer ARP requests for addresses of other links (sysctl arp_ignore).</summary>
    ArpIgnore,

    /// <summary>The link's own ARP requests do not name addresses of other links as their sender (sysctl arp_announce).</summary>
    ArpAnnounce,

    /// <summary>What comes out of the tunnel is not thrown away for having come by the wrong link (sysctl rp_filter).</summary>
    ReversePathFilter,
}

/// <summary>One thing that direct routing or tunnelling to a virtual address needs in a network namespace, and how it stands.</summary>
public sealed class IpvsDirectRoutingItem
{
    /// <summary>The virtual address.</summary>
    public IPAddress VirtualAddress { get; set; } = IPAddress.None;

    /// <summary>DirectRoute or Tunnel.</summary>
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>The encapsulation where the method is Tunnel, else null.</summary>
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>What is needed.</summary>
    public IpvsDirectRoutingRequirement Requirement { get; set; }

    /// <summary>Whether it is so.</summary>
    public bool IsMet { get; set; }

    /// <summary>The link that it is about; null where it is about none in particular.</summary>
    public string? LinkName { get; set; }

    /// <summary>How it is: a link, a state, or the value in force of a sysctl, which is the larger one of conf.all's and the
    /// link's.</summary>
    public string Current { get; set; } = string.Empty;

    /// <summary>How it must be.</summary>
    public string Required { get; set; } = string.Empty;

    /// <summary>What happens where it is not so.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <summary>The network namespace.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The item in a line.</summary>
    /// <returns><c>10.0.0.185: ArpIgnore of eth0 is 0, must be 1 or 2</c>.</returns>
    public override string ToString() =>
        $"{VirtualAddress}: {Requirement}{(LinkName is null ? string.Empty : $" of {LinkName}")} is "
        + $"{Current}{(IsMet ? string.Empty : $", must be {Required}")}";
}
