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
