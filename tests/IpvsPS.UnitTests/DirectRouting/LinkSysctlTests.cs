using System.Net;
using IpvsPS.DirectRouting;
using Xunit;

namespace IpvsPS.UnitTests.DirectRouting;

/// <summary>Which values serve, beside that of conf.all, of which the larger one is in force.</summary>
public sealed class LinkSysctlTests
{
    [Theory]
    [InlineData("arp_ignore", 0, 1)]
    [InlineData("arp_ignore", 2, 1)]
    [InlineData("arp_ignore", 8, 1)]
    [InlineData("arp_ignore", 3, null)]
    [InlineData("arp_ignore", 7, null)]
    [InlineData("arp_announce", 0, 2)]
    [InlineData("arp_announce", 1, 2)]
    [InlineData("rp_filter", 0, 0)]
    [InlineData("rp_filter", 1, 2)]
    [InlineData("rp_filter", 2, 0)]
    public void A_link_gets_the_gentlest_value_that_serves(string name, int ofAll, int? expected) =>
        Assert.Equal(expected, LinkSysctl.All.Single(sysctl => sysctl.Name == name).ValueBeside(ofAll));

    [Fact]
    public void A_links_name_may_have_dots() => Assert.Equal("net/ipv4/conf/eth0.100/arp_ignore", LinkSysctl.ArpIgnore.PathOf("eth0.100"));

    [Theory]
    [InlineData(IpvsTunnelType.Ipip, "10.0.0.1", AddressFamily.IPv4, NetTunnelKind.Ipip)]
    [InlineData(IpvsTunnelType.Ipip, "2001:db8::1", AddressFamily.IPv4, NetTunnelKind.Sit)]
    [InlineData(IpvsTunnelType.Ipip, "10.0.0.1", AddressFamily.IPv6, NetTunnelKind.Ip6tnl)]
    [InlineData(IpvsTunnelType.Ipip, "2001:db8::1", AddressFamily.IPv6, NetTunnelKind.Ip6tnl)]
    [InlineData(IpvsTunnelType.Gre, "10.0.0.1", AddressFamily.IPv4, NetTunnelKind.Gre)]
    [InlineData(IpvsTunnelType.Gre, "2001:db8::1", AddressFamily.IPv6, NetTunnelKind.Ip6gre)]
    public void The_tunnel_fits_what_is_inside_and_outside(
        IpvsTunnelType type,
        string address,
        AddressFamily outer,
        NetTunnelKind expected
    ) => Assert.Equal(expected, DirectRoutingKind.TunnelOf(type, IPAddress.Parse(address), outer));
}
