using IpvsPS.Firewall;
using Xunit;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>What <c>nft -j list table</c> writes, and what is to be done about it.</summary>
public sealed class FirewallListingTests
{
    private static readonly FirewallLayout Layout = new(false, true, true);

    private static readonly string Listed = $$$"""
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "ipvsps", "handle": 3}},
        {"set": {"family": "inet", "name": "{{{FirewallText.LayoutName(
            Layout
        )}}}", "table": "ipvsps", "type": "inet_service", "handle": 1}},
        {"set": {"family": "inet", "name": "cluster4_tcp", "table": "ipvsps", "type": ["ipv4_addr", "inet_service"], "handle": 2,
          "elem": [{"concat": ["10.96.0.10", 80]}, {"concat": ["10.96.0.11", 443]}]}},
        {"set": {"family": "inet", "name": "allowed4_tcp", "table": "ipvsps", "type": ["ipv4_addr", "inet_service", "ipv4_addr"],
          "handle": 3, "flags": ["interval"], "elem": [{"concat": ["203.0.113.17", 80, {"prefix": {"addr": "192.168.50.0", "len": 24}}]},
          {"concat": ["203.0.113.17", 80, "203.0.113.17"]}]}},
        {"set": {"family": "inet", "name": "hairpin6_udp", "table": "ipvsps", "type": ["ipv6_addr", "inet_service", "ipv6_addr"],
          "handle": 4, "elem": [{"concat": ["fd00::1", 53, "fd00::1"]}]}},
        {"set": {"family": "inet", "name": "pods4", "table": "ipvsps", "type": "ipv4_addr", "handle": 5, "flags": ["interval"],
          "elem": [{"prefix": {"addr": "172.17.0.0", "len": 16}}]}},
        {"set": {"family": "inet", "name": "address4", "table": "ipvsps", "type": "ipv4_addr", "handle": 6, "elem": ["10.96.0.10"]}},
        {"set": {"family": "inet", "name": "healthcheck4", "table": "ipvsps", "type": "inet_service", "handle": 7, "elem": [32000]}},
        {"map": {"family": "inet", "name": "shortcut4_tcp", "table": "ipvsps", "type": ["ipv4_addr", "inet_service"],
          "handle": 8, "map": "mark", "elem": [[{"concat": ["203.0.113.9", 80]}, 481624065]]}},
        {"chain": {"family": "inet", "table": "ipvsps", "name": "virtual_input", "handle": 9}}]}
        """;

    [Fact]
    public void Every_kind_of_element_is_read()
    {
        FirewallListing listing = FirewallListing.Read(Listed)!;
        FirewallElement[] wanted =
        [
            Element(FirewallSet.Cluster, "10.96.0.10", 80),
            Element(FirewallSet.Cluster, "10.96.0.11", 443),
            Element(FirewallSet.Allowed, "203.0.113.17", 80) with
            {
                Source = Address("192.168.50.0"),
                Length = 24,
            },
            Element(FirewallSet.Allowed, "203.0.113.17", 80) with
            {
                Source = Address("203.0.113.17"),
                Length = 32,
            },
            new(FirewallSet.Hairpin, IpvsProtocol.Udp, Address("fd00::1"), 53),
            FirewallElement.ForRange(FirewallSet.Pods, Address("172.17.0.0"), 16),
            FirewallElement.ForAddress(Address("10.96.0.10")),
            FirewallElement.ForHealthCheck(AddressFamily.IPv4, 32000),
            Element(FirewallSet.ShortCircuit, "203.0.113.9", 80) with
            {
                Mark = 481624065,
            },
        ];
        Assert.Equal(wanted.Order(), listing.Elements.Order());
        Assert.True(FirewallPlan.Compare(Layout, wanted, listing).IsEmpty);
        FirewallPlan changed = FirewallPlan.Compare(Layout, [.. wanted.Skip(1), Element(FirewallSet.Cluster, "10.96.0.12", 80)], listing);
        Assert.Equal(
            (false, "10.96.0.12", "10.96.0.10"),
            (changed.IsNew, Assert.Single(changed.Added).Address.ToString(), Assert.Single(changed.Removed).Address.ToString())
        );
    }

    [Fact]
    public void Another_layout_is_made_anew() =>
        Assert.True(FirewallPlan.Compare(Layout with { IsAll = true }, [], FirewallListing.Read(Listed)).IsNew);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"nftables": [{"set": {"name": "somebody", "elem": [1]}}]}""")]
    [InlineData("""{"nftables": [{"set": {"name": "cluster4_tcp", "elem": [{"range": [1, 2]}]}}]}""")]
    public void What_is_not_known_is_made_anew(string json) =>
        Assert.True(FirewallPlan.Compare(Layout, [], FirewallListing.Read(json)).IsNew);

    private static FirewallElement Element(FirewallSet set, string address, ushort port) =>
        new(set, IpvsProtocol.Tcp, Address(address), port);

    private static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
