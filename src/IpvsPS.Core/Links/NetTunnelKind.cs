namespace IpvsPS;

/// <summary>The kinds of tunnel links; in lower case they are the kernel's names.</summary>
public enum NetTunnelKind
{
    /// <summary>IPv4 in IPv4: what IPVS sends to a real server of the tunnel method.</summary>
    Ipip,

    /// <summary>GRE over IPv4: what IPVS sends where the tunnel type is GRE.</summary>
    Gre,

    /// <summary>IPv6 (and IPv4) in IPv4.</summary>
    Sit,

    /// <summary>IPv6 and IPv4 in IPv6: what IPVS sends to a real server with an IPv6 address.</summary>
    Ip6tnl,

    /// <summary>GRE over IPv6.</summary>
    Ip6gre,
}
