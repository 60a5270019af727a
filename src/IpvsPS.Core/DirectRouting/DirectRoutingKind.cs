using System.Net;

namespace IpvsPS.DirectRouting;

/// <summary>Which kind of link serves which method.</summary>
internal static class DirectRoutingKind
{
    public const string Dummy = "dummy";

    /// <summary>The name of the module's own link of a kind, unless the user has another.</summary>
    public static string DefaultName(string kind) => kind == Dummy ? "ipvs-dr" : $"ipvs-{kind}";

    /// <summary>The tunnel that takes a virtual address's packets out, by what the director sends them in.</summary>
    /// <param name="type">Ipip or Gre.</param>
    /// <param name="virtualAddress">The virtual address.</param>
    /// <param name="outer">The family of the address that the director sends to.</param>
    public static NetTunnelKind TunnelOf(IpvsTunnelType type, IPAddress virtualAddress, AddressFamily outer) =>
        (type, outer) switch
        {
            (IpvsTunnelType.Gre, AddressFamily.IPv6) => NetTunnelKind.Ip6gre,
            (IpvsTunnelType.Gre, _) => NetTunnelKind.Gre,
            (_, AddressFamily.IPv6) => NetTunnelKind.Ip6tnl,
            _ => IsIPv4(virtualAddress) ? NetTunnelKind.Ipip : NetTunnelKind.Sit,
        };

    /// <summary>The kernel's names of the kinds that serve, over IPv4 and over IPv6.</summary>
    public static string[] TunnelsOf(IpvsTunnelType type, IPAddress virtualAddress) =>
        [NameOf(TunnelOf(type, virtualAddress, AddressFamily.IPv4)), NameOf(TunnelOf(type, virtualAddress, AddressFamily.IPv6))];

    /// <summary>The encapsulation that a kind of link is for; null where it is no tunnel.</summary>
    public static IpvsTunnelType? TypeOf(string? kind) =>
        kind switch
        {
            "gre" or "ip6gre" => IpvsTunnelType.Gre,
            "ipip" or "sit" or "ip6tnl" => IpvsTunnelType.Ipip,
            _ => null,
        };

    public static string NameOf(NetTunnelKind kind) => kind.ToString().ToLowerInvariant();

    public static bool IsIPv4(IPAddress address) => InetAddress.FromIPAddress(address).Family == AddressFamily.IPv4;
}
