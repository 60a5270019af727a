namespace IpvsPS;

/// <summary>The two address families IPVS serves; values as in the kernel's <c>include/linux/socket.h</c>.</summary>
public enum AddressFamily : byte
{
    /// <summary>IPv4 (AF_INET, 2).</summary>
    IPv4 = 2,

    /// <summary>IPv6 (AF_INET6, 10).</summary>
    IPv6 = 10,
}
