using System.Net;

namespace IpvsPS.Links;

/// <summary>A packet whose route is asked for.</summary>
/// <param name="Destination">Where it goes.</param>
public sealed record RouteQuery(IPAddress Destination)
{
    /// <summary>Its source address; null for the kernel's choice. Without <see cref="InputLinkIndex"/> it must be this host's.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Its firewall mark (SO_MARK), for routing rules; 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>Its type of service: 0 to 255 (IPv4; for IPv6 the traffic class).</summary>
    public byte Tos { get; init; }

    /// <summary>The index of the link that it is bound to leave by (SO_BINDTODEVICE); null for the routes' choice.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>The index of the link that it came in by, for one that this host forwards; null for one of its own.</summary>
    public int? InputLinkIndex { get; init; }
}
