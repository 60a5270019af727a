namespace IpvsPS;

/// <summary>The transport protocols IPVS balances; values as in the kernel's <c>include/uapi/linux/in.h</c>.</summary>
public enum IpvsProtocol : ushort
{
    /// <summary>TCP (IPPROTO_TCP, 6).</summary>
    Tcp = 6,

    /// <summary>UDP (IPPROTO_UDP, 17).</summary>
    Udp = 17,

    /// <summary>SCTP (IPPROTO_SCTP, 132).</summary>
    Sctp = 132,
}
