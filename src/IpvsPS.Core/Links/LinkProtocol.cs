using System.Runtime.InteropServices;

namespace IpvsPS.Links;

/// <summary>rtnetlink message types for links and addresses, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
internal static class RouteMessageType
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
}

/// <summary>Attributes of links (IFLA_*), from <c>include/uapi/linux/if_link.h</c>.</summary>
internal static class LinkAttribute
{
    public const ushort HardwareAddress = 1;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Master = 10;
    public const ushort OperationalState = 16;
    public const ushort LinkInfo = 18;
    public const ushort NamespaceDescriptor = 28;
    public const ushort ExtensionMask = 29;

    /// <summary>IFLA_INFO_KIND, inside <see cref="LinkInfo"/>.</summary>
    public const ushort InfoKind = 1;
}

/// <summary>Attributes of addresses (IFA_*), from <c>include/uapi/linux/if_addr.h</c>.</summary>
internal static class AddressAttribute
{
    /// <summary>IFA_ADDRESS: the network's address, which on a point-to-point link is the other end's.</summary>
    public const ushort Network = 1;

    /// <summary>IFA_LOCAL: this end's address. IPv6 leaves it out where there is no other end.</summary>
    public const ushort Local = 2;
    public const ushort Label = 3;
    public const ushort Broadcast = 4;
    public const ushort CacheInfo = 6;

    /// <summary>IFA_FLAGS: all the flags; the header has room for the first eight only.</summary>
    public const ushort Flags = 8;
}

/// <summary>struct ifinfomsg, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LinkHeader(
    byte Family, byte Padding, ushort HardwareType, int Index, uint Flags, uint Change)
{
    public const int Size = 16;

    /// <summary>IFF_UP, from <c>include/uapi/linux/if.h</c>.</summary>
    public const uint Up = 1;

    public static LinkHeader ForIndex(int index) => new(0, 0, 0, index, 0, 0);

    public static LinkHeader ForState(int index, NetLinkState? state) =>
        new(0, 0, 0, index, state == NetLinkState.Up ? Up : 0, state is null ? 0 : Up);
}

/// <summary>struct ifaddrmsg, from <c>include/uapi/linux/if_addr.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AddressHeader(byte Family, byte PrefixLength, byte Flags, byte Scope, int LinkIndex)
{
    public const int Size = 8;
}
