namespace IpvsPS;

/// <summary>How packets reach a real server; values of IP_VS_CONN_F_FWD_MASK in <c>include/uapi/linux/ip_vs.h</c>.</summary>
public enum IpvsForwardingMethod : byte
{
    /// <summary>Network address translation (<c>ipvsadm -m</c>): replies must come back through the director.</summary>
    Masquerade = 0,

    /// <summary>The director itself serves; the kernel reports it and nobody sets it.</summary>
    LocalNode = 1,

    /// <summary>The packet travels in an IP tunnel (<c>ipvsadm -i</c>).</summary>
    Tunnel = 2,

    /// <summary>Direct routing (<c>ipvsadm -g</c>): the real server holds the virtual address and answers by itself.</summary>
    DirectRoute = 3,

    /// <summary>Transparent cache bypass; the kernel reports it and nobody sets it.</summary>
    Bypass = 4,
}

/// <summary>The encapsulation of <see cref="IpvsForwardingMethod.Tunnel"/>; IP_VS_CONN_F_TUNNEL_TYPE_* in
/// <c>include/uapi/linux/ip_vs.h</c>.</summary>
public enum IpvsTunnelType : byte
{
    /// <summary>IP in IP.</summary>
    Ipip = 0,

    /// <summary>Generic UDP encapsulation; it needs a port.</summary>
    Gue = 1,

    /// <summary>Generic routing encapsulation.</summary>
    Gre = 2,
}

/// <summary>The checksum of a GUE or GRE tunnel; IP_VS_TUNNEL_ENCAP_FLAG_* in <c>include/uapi/linux/ip_vs.h</c>.</summary>
public enum IpvsTunnelChecksum : byte
{
    /// <summary>No checksum.</summary>
    None = 0,

    /// <summary>The tunnel's packets carry a checksum.</summary>
    Checksum = 1,

    /// <summary>Remote checksum offload; GUE only.</summary>
    Remote = 2,
}
