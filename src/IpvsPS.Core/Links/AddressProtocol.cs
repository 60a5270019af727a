using System.Runtime.InteropServices;

namespace IpvsPS.Links;

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

    /// <summary>IFA_RT_PRIORITY: the metric of the route to its network.</summary>
    public const ushort RouteMetric = 9;

    /// <summary>IFA_PROTO: who made it.</summary>
    public const ushort Protocol = 11;
}

/// <summary>struct ifaddrmsg, from <c>include/uapi/linux/if_addr.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AddressHeader(byte Family, byte PrefixLength, byte Flags, byte Scope, int LinkIndex)
{
    public const int Size = 8;
}

/// <summary>struct ifa_cacheinfo, from <c>include/uapi/linux/if_addr.h</c>: seconds, then two time stamps that are the kernel's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AddressCacheInfo(uint PreferredSeconds, uint ValidSeconds, uint Created = 0, uint Updated = 0)
{
    public const int Size = 16;
}
