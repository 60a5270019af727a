using System.Net;

namespace IpvsPS;

/// <summary>What the kernel says of an address; values of IFA_F_* in <c>include/uapi/linux/if_addr.h</c>.</summary>
[Flags]
public enum NetLinkAddressFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IPv4: another address of the same network comes first. IPv6: a temporary (privacy) address.</summary>
    Secondary = 0x01,

    /// <summary>Taken without asking the network whether another host has it.</summary>
    NoDad = 0x02,

    /// <summary>Usable while the network is still being asked.</summary>
    Optimistic = 0x04,

    /// <summary>Another host has it, so it is not used.</summary>
    DadFailed = 0x08,

    /// <summary>Home address of mobile IPv6.</summary>
    HomeAddress = 0x10,

    /// <summary>Its preferred lifetime is over.</summary>
    Deprecated = 0x20,

    /// <summary>The network is still being asked whether another host has it; not usable yet.</summary>
    Tentative = 0x40,

    /// <summary>Lives until it is removed.</summary>
    Permanent = 0x80,

    /// <summary>The kernel makes temporary addresses of its prefix.</summary>
    ManageTemporary = 0x100,

    /// <summary>No route to its network was made with it.</summary>
    NoPrefixRoute = 0x200,

    /// <summary>Its multicast group is joined.</summary>
    MulticastAutoJoin = 0x400,

    /// <summary>Made by the stable-privacy method of RFC 7217.</summary>
    StablePrivacy = 0x800,
}

/// <summary>An address of a network link, as <c>ip addr</c> lists it.</summary>
public sealed class NetLinkAddress
{
    /// <summary>The link's name.</summary>
    public string LinkName { get; set; } = string.Empty;

    /// <summary>The link's index in its namespace.</summary>
    public int LinkIndex { get; set; }

    /// <summary>The address.</summary>
    public IPAddress Address { get; set; } = IPAddress.None;

    /// <summary>The length of its network's prefix in bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength { get; set; }

    /// <summary>The other end's address on a point-to-point link, to which the prefix then belongs; else null.</summary>
    public IPAddress? PeerAddress { get; set; }

    /// <summary>The broadcast address (IPv4), or null where none was given.</summary>
    public IPAddress? BroadcastAddress { get; set; }

    /// <summary>How far it is valid.</summary>
    public NetLinkScope Scope { get; set; }

    /// <summary>What the kernel says of it.</summary>
    public NetLinkAddressFlags Flags { get; set; }

    /// <summary>The label (IPv4): the link's name unless another was given; null for IPv6.</summary>
    public string? Label { get; set; }

    /// <summary>How much longer it lives, or null for ever.</summary>
    public TimeSpan? ValidLifetime { get; set; }

    /// <summary>How much longer new connections prefer it, or null for ever.</summary>
    public TimeSpan? PreferredLifetime { get; set; }

    /// <summary>The network namespace its link is in.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The metric of the route to its network (IFA_RT_PRIORITY), or 0 for the kernel's own.</summary>
    internal uint RouteMetric { get; set; }

    /// <summary>
    /// Who made it (IFA_PROTO): 0 where nobody says, 1 to 3 the kernel unasked (on lo, from a router's advertisement,
    /// link-local), above that a number of the user's. Kernels before 5.18 do not say.
    /// </summary>
    public byte Protocol { get; set; }

    /// <summary>Whether the kernel made it unasked: IFAPROT_KERNEL_LO to IFAPROT_KERNEL_LL, from
    /// <c>include/uapi/linux/if_addr.h</c>.</summary>
    public bool IsMadeByKernel => Protocol is >= 1 and <= 3;

    /// <summary>
    /// A virtual address on a link: of its whole length, and taken without asking the network whether another host has it.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    internal static NetLinkAddress Virtual(NetLink link, IPAddress address)
    {
        InetAddress value = InetAddress.FromIPAddress(address);
        return new NetLinkAddress
        {
            LinkName = link.Name,
            LinkIndex = link.Index,
            Address = address,
            PrefixLength = value.BitCount,
            Flags = value.Family == AddressFamily.IPv6 ? NetLinkAddressFlags.NoDad : NetLinkAddressFlags.None,
        };
    }

    /// <summary>Whether a link that has this address refuses another: the same address, for IPv4 with the same prefix length.</summary>
    /// <param name="other">An address of the same link.</param>
    /// <returns>Whether the kernel takes them for one.</returns>
    public bool IsSameOnLink(NetLinkAddress other) =>
        Address.Equals(other.Address)
        && (PrefixLength == other.PrefixLength || Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);

    /// <summary>The address and its prefix length.</summary>
    /// <returns><c>10.0.0.1/24</c></returns>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
