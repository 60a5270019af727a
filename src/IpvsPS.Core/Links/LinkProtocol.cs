using System.Runtime.InteropServices;

namespace IpvsPS.Links;

/// <summary>rtnetlink message types for links, addresses and routes, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
internal static class RouteMessageType
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort GetRoute = 26;
    public const ushort NewNeighbor = 28;
    public const ushort GetNeighbor = 30;
    public const ushort NewDiscipline = 36;
    public const ushort GetDiscipline = 38;
}

/// <summary>Attributes of links (IFLA_*), from <c>include/uapi/linux/if_link.h</c>.</summary>
internal static class LinkAttribute
{
    public const ushort HardwareAddress = 1;
    public const ushort HardwareBroadcast = 2;
    public const ushort Name = 3;
    public const ushort Mtu = 4;

    /// <summary>IFLA_LINK: the index of the link below, or of a veth's other end, which may be in another namespace.</summary>
    public const ushort Related = 5;
    public const ushort Master = 10;
    public const ushort OperationalState = 16;
    public const ushort LinkInfo = 18;
    public const ushort Alias = 20;
    public const ushort Statistics = 23;
    public const ushort NamespaceDescriptor = 28;
    public const ushort ExtensionMask = 29;

    /// <summary>IFLA_PROP_LIST: holds an <see cref="AlternativeName"/> for each alternative name (Linux 5.5).</summary>
    public const ushort Properties = 52;

    /// <summary>IFLA_ALT_IFNAME: up to 127 bytes and a NUL.</summary>
    public const ushort AlternativeName = 53;

    /// <summary>IFLA_INFO_KIND, inside <see cref="LinkInfo"/>.</summary>
    public const ushort InfoKind = 1;

    /// <summary>IFLA_INFO_DATA, inside <see cref="LinkInfo"/>: what is peculiar to the kind.</summary>
    public const ushort InfoData = 2;

    /// <summary>VETH_INFO_PEER, inside <see cref="InfoData"/>, from <c>include/uapi/linux/veth.h</c>.</summary>
    public const ushort VethPeer = 1;
}

/// <summary>struct ifinfomsg, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LinkHeader(byte Family, byte Padding, ushort HardwareType, int Index, uint Flags, uint Change)
{
    public const int Size = 16;

    /// <summary>IFF_UP, from <c>include/uapi/linux/if.h</c>.</summary>
    public const uint Up = 1;

    /// <summary>IFF_LOOPBACK and IFF_NOARP: nobody is asked by this link who has an address, and nobody asks.</summary>
    public const uint WithoutArp = 0x8 | 0x80;

    public static LinkHeader ForIndex(int index) => new(0, 0, 0, index, 0, 0);

    public static LinkHeader ForState(int index, NetLinkState? state) =>
        new(0, 0, 0, index, state == NetLinkState.Up ? Up : 0, state is null ? 0 : Up);
}
