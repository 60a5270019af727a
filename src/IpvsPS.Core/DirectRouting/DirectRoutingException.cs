using System.Net;

namespace IpvsPS.DirectRouting;

/// <summary>Why direct routing cannot be set up or taken back.</summary>
public enum DirectRoutingError
{
    /// <summary>A link that answers ARP requests has the virtual address.</summary>
    AddressInUse,

    /// <summary>The virtual address is on a link that somebody else made and that is down.</summary>
    LinkDown,

    /// <summary>A link of that name is there and was not made for this.</summary>
    LinkInUse,

    /// <summary>The value of conf.all is in the way of every link's.</summary>
    SettingConflict,

    /// <summary>There are more links to change than former values can be kept of.</summary>
    TooManyLinks,

    /// <summary>No address, or several, can be the end of the director's tunnel.</summary>
    TunnelAddressUnclear,

    /// <summary>The address that was named as the end of the tunnel is not there.</summary>
    TunnelAddressNotFound,

    /// <summary>IPv4 and IPv6 virtual addresses need tunnels of two kinds, and one link was named.</summary>
    TunnelKindsDiffer,

    /// <summary>The virtual address was not set up by this.</summary>
    NotEnabled,
}

/// <summary>Direct routing cannot be set up or taken back as asked; nothing was changed.</summary>
/// <param name="error">The reason.</param>
/// <param name="message">The reason in words.</param>
public sealed class DirectRoutingException(DirectRoutingError error, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    public DirectRoutingError Error { get; } = error;

    /// <summary>The link that it is about; null where it is about none.</summary>
    public string? LinkName { get; init; }

    /// <summary>The virtual address that it is about; null where it is about none, or about several.</summary>
    public IPAddress? Address { get; init; }
}
