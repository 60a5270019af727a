using System.Management.Automation;
using System.Text.Json.Nodes;

namespace IpvsPS.KernelTests.Links;

/// <summary>Get-NetLinkNeighbor, Find-NetLinkRoute and Send-NetLinkAnnouncement beside <c>ip</c>, on a cable between two
/// namespaces.</summary>
public sealed class NeighborTests : LinkTestBed
{
    public NeighborTests(LabSession lab)
        : base(lab)
    {
        LabSession.Native(
            $"ip link add eth0 netns {Module} address 02:00:00:00:00:0a type veth peer name eth0 address 02:00:00:00:00:0b "
                + $"netns {Reference}"
        );
        Ip(Module, "link set lo up", "link set eth0 up", "addr add 10.0.0.1/24 dev eth0", "addr add 2001:db8::1/64 dev eth0 nodad");
        Ip(Reference, "link set lo up", "link set eth0 up", "addr add 10.0.0.2/24 dev eth0", "addr add 2001:db8::2/64 dev eth0 nodad");
    }

    [Fact]
    public void Neighbours_are_those_of_ip()
    {
        Ip(
            Module,
            "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0",
            "neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev eth0 nud stale router",
            "neigh add 10.0.0.8 dev eth0 nud failed"
        );
        IEnumerable<string> expected = JsonNode
            .Parse(LabSession.Native($"ip -n {Module} -j neigh show dev eth0"))!
            .AsArray()
            .Select(row => $"{row!["dst"]} {row["lladdr"]} {row["state"]![0]} {row.AsObject().ContainsKey("router")}".ToUpperInvariant());
        IEnumerable<string> actual = Rows(Run("Get-NetLinkNeighbor eth0").ThrowOnError(), "IPAddress", "MacAddress", "State", "IsRouter");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Select(row => row.ToUpperInvariant()).Order(StringComparer.Ordinal));
        Assert.Equal(["10.0.0.9 dev eth0 lladdr 02:00:00:00:00:09"], Rows(Run("Get-NetLinkNeighbor -State Permanent").ThrowOnError()));
        Assert.Equal(["2001:db8::9"], Rows(Run("'eth0' | Get-NetLinkNeighbor -IPAddress 2001:db8::9").ThrowOnError(), "IPAddress"));
        AssertRefused(
            "Get-NetLinkNeighbor eth0 10.0.0.77",
            "NetLinkNeighborNotFound",
            ErrorCategory.ObjectNotFound,
            "eth0 has no neighbour 10.0.0.77"
        );
    }

    [Theory]
    [InlineData("Find-NetLinkRoute 10.0.0.2", "10.0.0.2")]
    [InlineData("Find-NetLinkRoute 10.1.0.1", "10.1.0.1")]
    [InlineData("Find-NetLinkRoute 10.1.0.1 -FirewallMark 7", "10.1.0.1 mark 7")]
    [InlineData("Find-NetLinkRoute 10.1.0.1 -Source 10.0.0.1", "10.1.0.1 from 10.0.0.1")]
    [InlineData("Find-NetLinkRoute 10.1.0.1 -Link d1", "10.1.0.1 oif d1")]
    [InlineData("Find-NetLinkRoute 10.0.0.1", "10.0.0.1")]
    [InlineData("Find-NetLinkRoute 10.96.3.7", "10.96.3.7")]
    [InlineData("Find-NetLinkRoute 2001:db8:1::1", "2001:db8:1::1")]
    public void A_route_is_that_of_ip(string script, string question)
    {
        Ip(
            Module,
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.9.0.1/24 dev d1",
            "route add 10.1.0.0/16 via 10.0.0.2",
            "route add 10.1.0.0/16 dev d1 metric 5 table 7",
            "rule add fwmark 7 lookup 7",
            "route add local 10.96.0.0/16 dev lo",
            "route add 2001:db8:1::/48 via 2001:db8::2"
        );
        JsonNode ip = JsonNode.Parse(LabSession.Native($"ip -n {Module} -j route get {question}"))![0]!;
        string expected = $"{ip["type"] ?? "unicast"} {ip["gateway"]} {ip["dev"]} {ip["prefsrc"] ?? ip["from"]}";
        Assert.Equal(
            [expected],
            Rows(Run(script).ThrowOnError(), "Type", "Gateway", "Link", "Source").Select(row => char.ToLowerInvariant(row[0]) + row[1..])
        );
    }

    [Fact]
    public void A_packet_that_no_route_takes_is_told_why()
    {
        Ip(Module, "route add unreachable 10.5.0.0/16", "route add prohibit 10.6.0.0/16", "route add blackhole 10.7.0.0/16");
        AssertRefused("Find-NetLinkRoute 10.4.0.1", "NetLinkRouteNotFound", ErrorCategory.ObjectNotFound, "no route leads there");
        AssertRefused("Find-NetLinkRoute 10.5.0.1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Unreachable");
        AssertRefused("Find-NetLinkRoute 10.6.0.1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Prohibit");
        AssertRefused("Find-NetLinkRoute 10.7.0.1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Blackhole");
        Ip(Module, "route add unreachable 2001:db8:5::/48", "route add prohibit 2001:db8:6::/48", "route add blackhole 2001:db8:7::/48");
        AssertRefused("Find-NetLinkRoute 2001:db8:4::1", "NetLinkRouteNotFound", ErrorCategory.ObjectNotFound, "no route leads there");
        AssertRefused("Find-NetLinkRoute 2001:db8:5::1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Unreachable");
        AssertRefused("Find-NetLinkRoute 2001:db8:6::1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Prohibit");
        AssertRefused("Find-NetLinkRoute 2001:db8:7::1", "NetLinkRouteUnreachable", ErrorCategory.ResourceUnavailable, "Blackhole");
        AssertRefused(
            "Find-NetLinkRoute 10.0.0.2 -Source 2001:db8::1",
            "NetLinkRouteSourceInvalid",
            ErrorCategory.InvalidArgument,
            "both are IPv4"
        );
    }

    [Theory]
    [InlineData("10.0.0.50")]
    [InlineData("2001:db8::50")]
    public void An_announcement_moves_an_address_to_this_hosts_hardware_address(string address)
    {
        // The other host knows the address at somebody else's hardware address, as after a takeover.
        Ip(Reference, $"neigh add {address} lladdr 02:00:00:00:00:99 dev eth0 nud stale");
        Run($"New-DummyLink d1 | Add-NetLinkAddress -Address {address}").ThrowOnError();
        Assert.Empty(Run($"Send-NetLinkAnnouncement eth0 {address} -WhatIf").ThrowOnError().Output);
        Assert.Contains("02:00:00:00:00:99", LabSession.Native($"ip -n {Reference} neigh show {address}"), StringComparison.Ordinal);
        Run($"Send-NetLinkAnnouncement eth0 {address} -Count 2 -Interval 10ms").ThrowOnError();
        Assert.Contains("02:00:00:00:00:0a", LabSession.Native($"ip -n {Reference} neigh show {address}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Send-NetLinkAnnouncement eth0 10.0.0.77", "NetLinkAnnouncementForeign", ErrorCategory.InvalidArgument, "-Force")]
    [InlineData(
        "Send-NetLinkAnnouncement lo 10.0.0.1",
        "NetLinkAnnouncementNotSupported",
        ErrorCategory.InvalidOperation,
        "the link towards the clients"
    )]
    [InlineData("Send-NetLinkAnnouncement nosuch 10.0.0.1", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch")]
    [InlineData(
        "Send-NetLinkAnnouncement eth0 10.0.0.1 -Interval -1",
        "NetLinkAnnouncementIntervalInvalid",
        ErrorCategory.InvalidArgument,
        "500ms"
    )]
    [InlineData(
        "Set-NetLink eth0 -Down; Send-NetLinkAnnouncement eth0 10.0.0.1 -Force",
        "NetLinkDown",
        ErrorCategory.ResourceUnavailable,
        "Set-NetLink -Up"
    )]
    public void What_cannot_be_announced_is_refused_by_name(string script, string id, ErrorCategory category, string words) =>
        AssertRefused(script, id, category, words);
}
