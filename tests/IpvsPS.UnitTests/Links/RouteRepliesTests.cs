using IpvsPS.Links;
using IpvsPS.Netlink;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Links;

/// <summary>Every rtnetlink answer about routes, worked out by hand from include/uapi/linux/rtnetlink.h.</summary>
public sealed class RouteRepliesTests
{
    [Fact]
    public void What_is_not_understood_is_sent_back_as_it_came()
    {
        NetLinkRoute route = Read(
            "02 10 00 10 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "0800 0400 09000000",
            "0800 0b00 05000000", // RTA_FLOW
            "0c00 1600 0800 0100 64000000", // RTA_ENCAP
            "0600 1500 0200 0000", // RTA_ENCAP_TYPE: ip
            "0800 7f00 01020304"
        )!; // what no header knows
        Assert.Equal((0x10, 5u, "ip"), (route.Tos, route.Realm, route.Encapsulation));
        Assert.Equal("10.1.0.0/16 tos 0x10 encap ip", route.ToString());
        AssertBytes(
            writer => RouteMessages.Add(writer, route),
            "50000000 1800 0106 00000000 00000000",
            "02 10 00 10 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "0800 0400 09000000",
            "0800 0b00 05000000",
            "0c00 1680 0800 0100 64000000", // nested
            "0600 1500 0200 0000",
            "0800 7f00 01020304"
        );
    }

    [Fact]
    public void Several_ways_are_sent_back_with_what_each_has()
    {
        NetLinkRoute route = Read(
            "02 10 00 00 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "2c00 0900",
            "1800 04 04 09000000 0800 0500 0a0000fe 0800 0b00 05000000", // on link, weight 5, realm 5
            "1000 10 00 09000000 0800 0500 0a0000fd"
        )!; // RTNH_F_LINKDOWN, which the kernel takes from nobody
        AssertBytes(
            writer => RouteMessages.Add(writer, route),
            "50000000 1800 0106 00000000 00000000",
            "02 10 00 00 fe 03 00 01 00000000",
            "0800 0100 0a010000",
            "2c00 0900",
            "1800 04 04 09000000 0800 0500 0a0000fe 0800 0b00 05000000",
            "1000 00 00 09000000 0800 0500 0a0000fd"
        );
    }

    [Fact]
    public void An_IPv6_route_keeps_its_preference_and_the_rest_of_its_life()
    {
        NetLinkRoute route = Read(
            "0a 30 00 00 fe 03 00 01 00000000",
            "1400 0100 20010db8000200000000000000000000",
            "0800 0400 09000000",
            "0500 1400 01 000000", // RTA_PREF high
            "2400 0c00 00000000 00000000 ee020000 00000000 00000000 00000000 00000000 00000000"
        )!; // 7.5 s
        Assert.Equal((NetLinkRoutePreference.High, TimeSpan.FromSeconds(7.5)), (route.Preference, route.Lifetime));
        AssertBytes(
            writer => RouteMessages.Add(writer, route),
            "48000000 1800 0106 00000000 00000000",
            "0a 30 00 00 fe 03 00 01 00000000",
            "1400 0100 20010db8000200000000000000000000",
            "0800 0400 09000000",
            "0500 1400 01 000000",
            "0800 1700 08000000"
        ); // RTA_EXPIRES: 8 s
    }

    [Fact]
    public void A_route_with_all_it_can_have()
    {
        NetLinkRoute route = Read(
            "02 10 00 00 00 04 00 01 04000000",
            "0800 0f00 bc020000",
            "0800 0100 0a010000",
            "0800 0600 64000000",
            "0800 0700 0a000001",
            "0800 0500 0a0000fe",
            "0800 0400 09000000"
        )!;
        Assert.Equal("10.1.0.0/16", route.Destination.ToString());
        Assert.Equal((NetLinkRouteType.Unicast, NetLinkRouteProtocol.Static, "700"), (route.Type, route.Protocol, route.Table.ToString()));
        Assert.Equal((100u, 9), (route.Metric, route.LinkIndex));
        Assert.Equal(("10.0.0.254", "10.0.0.1"), (route.Gateway!.ToString(), route.Source!.ToString()));
        Assert.True(route.IsOnLink);
    }

    [Fact]
    public void A_default_route_over_several_ways()
    {
        NetLinkRoute route = Read(
            "02 00 00 00 fe 03 00 01 00000000",
            "2400 0900", // RTA_MULTIPATH
            "1000 00 04 03000000", // 16 bytes, weight 5, link 3
            "0800 0500 0a0000fe",
            "1000 00 00 09000000",
            "0800 0500 0a0100fe"
        )!;
        Assert.Equal("0.0.0.0/0", route.Destination.ToString());
        Assert.Equal(
            [(3, 5, "10.0.0.254"), (9, 1, "10.1.0.254")],
            route.NextHops!.Select(hop => (hop.LinkIndex, hop.Weight, hop.Gateway!.ToString()))
        );
    }

    [Fact]
    public void Copies_in_the_cache_and_other_families_are_passed_over()
    {
        Assert.Null(Read("02 20 00 00 fe 00 00 01 00020000", "0800 0100 0a000001")); // RTM_F_CLONED
        Assert.Null(Read("80 00 00 00 fe 00 00 01 00000000")); // RTNL_FAMILY_IPMR
    }

    [Theory]
    [InlineData("02 21 00 00 fe 03 00 01 00000000")] // a prefix of 33 bits
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0600 0100 0a00 0000")] // a destination of 2 bytes
    [InlineData("02 00 00 00 fe 03 00 01 00000000 0c00 0900 0700 00 00 03000000")] // a next hop of 7 bytes
    [InlineData("02 00 00 00 fe 03 00 01 00000000 0c00 0900 1000 00 00 03000000")] // a next hop longer than its list
    [InlineData("02 10 00")]
    public void An_answer_that_is_cut_short_is_refused(string bytes) => Assert.Throws<NetlinkFormatException>(() => Read(bytes));

    private static NetLinkRoute? Read(params string[] lines)
    {
        byte[] payload = Convert.FromHexString(string.Concat(lines).Replace(" ", string.Empty));
        byte[] header = new byte[16];
        BitConverter.TryWriteBytes(header, 16 + payload.Length);
        BitConverter.TryWriteBytes(header.AsSpan(4), RouteMessageType.NewRoute);
        return RouteReplies.Read(new NetlinkMessage(header.Concat(payload).ToArray()));
    }
}
