using System.Net;

namespace IpvsPS.Links;

/// <summary>A link that is to be made.</summary>
internal sealed record LinkSpec(string Name, string Kind)
{
    public NetLinkState State { get; init; }

    public int? Mtu { get; init; }

    /// <summary>What is peculiar to the kind; null where there is nothing.</summary>
    public LinkDetail? Detail { get; init; }
}

/// <summary>What is peculiar to a kind of link.</summary>
internal abstract record LinkDetail;

/// <summary>The other end of a veth pair: its name, or the kernel's choice, and an open descriptor of its namespace, or the same one.</summary>
internal sealed record VethPeer(string? Name, int? NamespaceDescriptor) : LinkDetail;

/// <summary>What a tunnel is between and how it labels its packets. Null is any address, the inner packet's TTL, no key.</summary>
internal sealed record TunnelEnds(NetTunnelKind Kind) : LinkDetail
{
    public IPAddress? Local { get; init; }

    public IPAddress? Remote { get; init; }

    public byte? Ttl { get; init; }

    public uint? Key { get; init; }

    /// <summary>The index of the link that the tunnel's packets leave by, or null for the routes' choice.</summary>
    public int? DeviceIndex { get; init; }
}
