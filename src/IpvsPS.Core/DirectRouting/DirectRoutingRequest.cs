using System.Net;

namespace IpvsPS.DirectRouting;

/// <summary>What is to be set up or looked at.</summary>
public sealed record DirectRoutingRequest
{
    /// <summary>The virtual addresses.</summary>
    public IReadOnlyList<IPAddress> VirtualAddresses { get; init; } = [];

    /// <summary>DirectRoute or Tunnel; null for what the link of each address says.</summary>
    public IpvsForwardingMethod? Method { get; init; }

    /// <summary>Ipip or Gre, where the method is Tunnel.</summary>
    public IpvsTunnelType TunnelType { get; init; }

    /// <summary>The address that the director's tunnel packets go to; null for the only one there is.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The link for virtual addresses that no link has; null for a name of the module's own.</summary>
    public string? LinkName { get; init; }

    /// <summary>The links whose ARP settings count, or "all"; null for every link that uses ARP.</summary>
    public IReadOnlyList<string>? Interfaces { get; init; }
}

/// <summary>What a step changes, which is what its refusals are about.</summary>
public enum DirectRoutingPart
{
    /// <summary>A link.</summary>
    Link,

    /// <summary>An address of a link.</summary>
    Address,

    /// <summary>A sysctl of a link.</summary>
    Sysctl,
}

/// <summary>One step of a change. Nothing is done before <see cref="Apply"/> is called.</summary>
/// <param name="Part">What it changes.</param>
/// <param name="LinkName">The link that it is about.</param>
/// <param name="Action">What is done to it, in words.</param>
/// <param name="Apply">Does it; throws <see cref="Netlink.NetlinkException"/> where the kernel refuses.</param>
public sealed record DirectRoutingStep(DirectRoutingPart Part, string LinkName, string Action, Action Apply)
{
    /// <summary>The kind of the link that the step makes; null where it makes none.</summary>
    public string? NewKind { get; init; }
}
