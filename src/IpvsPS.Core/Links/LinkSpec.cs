using System.Net;

namespace IpvsPS.Links;

/// <summary>A link that is to be made.</summary>
public sealed record LinkSpec(string Name, string Kind)
{
    /// <summary>Up or down after it is made.</summary>
    public NetLinkState State { get; init; }

    /// <summary>The largest packet in bytes; null for the kind's default.</summary>
    public int? Mtu { get; init; }

    /// <summary>What is peculiar to the kind; null where there is nothing.</summary>
    public LinkDetail? Detail { get; init; }
}

/// <summary>What is peculiar to a kind of link.</summary>
public abstract record LinkDetail;

/// <summary>The other end of a veth pair: its name, or the kernel's choice, and an open descriptor of its namespace, or the same
/// one.</summary>
public sealed record VethPeer(string? Name, int? NamespaceDescriptor) : LinkDetail;

/// <summary>What a tunnel is between and how it labels its packets. Null is any address, the inner packet's TTL, no key.</summary>
public sealed record TunnelEnds(NetTunnelKind Kind) : LinkDetail
{
    /// <summary>The outer address of this end; null for any.</summary>
    public IPAddress? Local { get; init; }

    /// <summary>The outer address of the other end; null for any.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>The time to live of outer packets, 1 to 255; null to inherit the inner packet's.</summary>
    public byte? Ttl { get; init; }

    /// <summary>The key of a GRE tunnel; null for none.</summary>
    public uint? Key { get; init; }

    /// <summary>The index of the link that the tunnel's packets leave by, or null for the routes' choice.</summary>
    public int? DeviceIndex { get; init; }
}
