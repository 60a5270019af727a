using System.Net;
using IpvsPS.Links;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Links;

/// <summary>Every rtnetlink request about routes against bytes worked out by hand from include/uapi/linux/rtnetlink.h.</summary>
public sealed class RouteMessagesTests
{
    [Fact]
    public void List_the_routes_of_a_table() =>
        AssertBytes(
            writer => RouteMessages.List(writer, AddressFamily.IPv6, new NetLinkRouteTable(700)),
            "24000000 1a00 0103 00000000 00000000", // RTM_GETROUTE, request and dump
            "0a 00 00 00 00 00 00 00 00000000", // rtmsg: AF_INET6
            "0800 0f00 bc020000"
        ); // RTA_TABLE

    [Fact]
    public void Add_a_local_route() =>
        AssertBytes(
            writer =>
                RouteMessages.Add(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("10.96.0.0/16"),
                        Type = NetLinkRouteType.Local,
                        Table = NetLinkRouteTable.Local,
                        Scope = NetLinkScope.Host,
                        LinkIndex = 1,
                    }
                ),
            "2c000000 1800 0106 00000000 00000000", // RTM_NEWROUTE, request, create, exclusive
            "02 10 00 00 ff 03 fe 02 00000000", // AF_INET /16, table local, proto boot, scope host, type local
            "0800 0100 0a600000", // RTA_DST
            "0800 0400 01000000"
        ); // RTA_OIF

    [Fact]
    public void Add_a_default_route_to_a_large_table() =>
        AssertBytes(
            writer =>
                RouteMessages.Add(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("0.0.0.0/0"),
                        Table = new NetLinkRouteTable(700),
                        Gateway = IPAddress.Parse("10.0.0.254"),
                        Metric = 100,
                        Source = IPAddress.Parse("10.0.0.1"),
                        OtherAttributes = Convert.FromHexString("0c00080008000200dc050000"),
                    }
                ),
            "48000000 1800 0106 00000000 00000000",
            "02 00 00 00 00 03 00 01 00000000",
            "0800 0f00 bc020000",
            "0800 0500 0a0000fe", // RTA_GATEWAY
            "0800 0600 64000000", // RTA_PRIORITY
            "0800 0700 0a000001", // RTA_PREFSRC
            "0c00 0800 08000200dc050000"
        ); // RTA_METRICS: RTAX_MTU 1500

    [Fact]
    public void Remove_an_IPv4_route_by_an_IPv6_gateway() =>
        AssertBytes(
            writer =>
                RouteMessages.Remove(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("10.1.0.0/16"),
                        Gateway = IPAddress.Parse("fe80::1"),
                        IsOnLink = true,
                        LinkIndex = 9,
                    }
                ),
            "44000000 1900 0100 00000000 00000000", // RTM_DELROUTE
            "02 10 00 00 fe 03 00 01 04000000", // RTNH_F_ONLINK
            "0800 0100 0a010000",
            "0800 0400 09000000",
            "1600 1200 0a00 fe800000000000000000000000000001 0000"
        ); // RTA_VIA

    [Fact]
    public void Remove_a_route_with_a_type_of_service() =>
        AssertBytes(
            writer =>
                RouteMessages.Remove(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("10.1.0.0/16"),
                        Tos = 0x10,
                        LinkIndex = 9,
                    }
                ),
            "2c000000 1900 0100 00000000 00000000",
            "02 10 00 10 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "0800 0400 09000000"
        );

    [Fact]
    public void Remove_a_route_from_a_network() =>
        AssertBytes(
            writer =>
                RouteMessages.Remove(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("2001:db8:2::/48"),
                        SourcePrefix = new InetPrefix("2001:db8:1::/48"),
                        LinkIndex = 9,
                        OtherAttributes = Convert.FromHexString("0c00080008000200dc050000"),
                    }
                ),
            "4c000000 1900 0100 00000000 00000000",
            "0a 30 30 00 fe 03 00 01 00000000",
            "1400 0100 20010db8000200000000000000000000",
            "1400 0200 20010db8000100000000000000000000", // RTA_SRC
            "0800 0400 09000000"
        );

    [Fact]
    public void Remove_a_route_by_a_next_hop_object_and_by_nothing_else() =>
        AssertBytes(
            writer =>
                RouteMessages.Remove(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("10.1.0.0/16"),
                        Type = NetLinkRouteType.Blackhole, // what a dump says of an object that drops
                        NextHopId = 7,
                        Gateway = IPAddress.Parse("10.0.0.254"),
                        LinkIndex = 9,
                    }
                ),
            "2c000000 1900 0100 00000000 00000000",
            "02 10 00 00 fe 03 00 00 00000000", // RTN_UNSPEC
            "0800 0100 0a010000",
            "0800 1e00 07000000"
        ); // RTA_NH_ID

    [Fact]
    public void A_route_that_follows_its_like_is_appended() =>
        AssertBytes(
            writer =>
                RouteMessages.Add(
                    writer,
                    new NetLinkRoute
                    {
                        Destination = new InetPrefix("10.1.0.0/16"),
                        LinkIndex = 9,
                        FollowsItsLike = true,
                    }
                ),
            "2c000000 1800 010c 00000000 00000000", // request, create, append
            "02 10 00 00 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "0800 0400 09000000"
        );

    [Theory]
    [InlineData("main", 254u)]
    [InlineData("LOCAL", 255u)]
    [InlineData("default", 253u)]
    [InlineData("all", 0u)]
    [InlineData("700", 700u)]
    public void Tables_have_names_and_numbers(string text, uint id)
    {
        var table = new NetLinkRouteTable(text);
        Assert.Equal(id, table.Id);
        Assert.Equal(text.ToLowerInvariant(), table.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("mine")]
    public void Other_texts_are_no_table(string text) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => new NetLinkRouteTable(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("default")]
    [InlineData("10.96.0.0/16")]
    [InlineData("2001:db8::1")]
    public void Destinations_read_their_own_text(string text) => Assert.Equal(text, new RouteDestination(text).ToString());
}
