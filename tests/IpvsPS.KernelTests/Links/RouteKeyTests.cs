using System.Management.Automation;

namespace IpvsPS.KernelTests.Links;

/// <summary>What a list shows can be removed: a route object has all that the kernel tells routes apart by.</summary>
public sealed class RouteKeyTests : LinkTestBed
{
    public RouteKeyTests(LabSession lab)
        : base(lab) =>
        Ip(
            Module,
            "link set lo up",
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.0.0.1/24 dev d1",
            "addr add 10.0.0.2/24 dev d1"
        );

    [Theory]
    [InlineData("route add 10.1.0.0/16 tos 0x10 dev d1", "10.1.0.0/16 tos 0x10 dev d1")]
    [InlineData("route add 10.1.0.0/16 encap ip id 100 dst 10.9.9.9 dev d1", "10.1.0.0/16 encap ip dev d1")]
    [InlineData("route add 10.1.0.0/16 dev d1 realm 5 mtu 1400", "10.1.0.0/16 dev d1")]
    [InlineData("route add 2001:db8:2::/48 from 2001:db8:1::/48 dev d1", "2001:db8:2::/48 from 2001:db8:1::/48 dev d1 metric 1024")]
    [InlineData("route add 2001:db8:2::/48 encap ip6 id 100 dst 2001:db8:9::9 dev d1", "2001:db8:2::/48 encap ip6 dev d1 metric 1024")]
    [InlineData(
        "route add 10.1.0.0/16 nexthop via 10.0.0.253 weight 2 nexthop via 10.0.0.254",
        "10.1.0.0/16 nexthop via 10.0.0.253 dev d1 weight 2 nexthop via 10.0.0.254 dev d1 weight 1"
    )]
    public void A_listed_route_can_be_removed(string command, string text)
    {
        Ip(Module, command);
        string find = $"Get-NetLinkRoute {text.Split(' ')[0]}";
        Assert.Equal([text], Rows(Run(find).ThrowOnError()));
        Run($"{find} | Remove-NetLinkRoute").ThrowOnError();
        Assert.Single(Run(find).Errors).Is("NetLinkRouteNotFound", ErrorCategory.ObjectNotFound);
    }

    [Theory]
    [InlineData("10.1.0.0/16 dev d1 realm 5/7 metric 9")]
    [InlineData("2001:db8:2::/48 dev d1 metric 9 pref high")]
    [InlineData("2001:db8:2::/48 dev d1 metric 9 expires 5000")]
    public void A_piped_route_is_added_with_all_that_it_had(string route)
    {
        string show = $"ip -n {Module} route show {route.Split(' ')[0]} | sed s/expires.*sec/expires/";
        Ip(Module, $"route add {route}");
        string before = LabSession.Native(show);
        Run(
                $"$route = Get-NetLinkRoute {route.Split(' ')[0]}; $route | Remove-NetLinkRoute; "
                    + "$route | ConvertTo-Csv | ConvertFrom-Csv | Add-NetLinkRoute"
            )
            .ThrowOnError();
        Assert.Equal(before, LabSession.Native(show));
    }

    [Fact]
    public void A_piped_route_that_wraps_its_packets_is_not_made_a_plain_one()
    {
        Ip(Module, "route add 10.1.0.0/16 encap ip id 100 dst 10.9.9.9 dev d1");
        AssertRefused(
            "$route = Get-NetLinkRoute 10.1.0.0/16; $route | Remove-NetLinkRoute; $route | Add-NetLinkRoute",
            "NetLinkRouteSettingNotSupported",
            ErrorCategory.InvalidArgument,
            "10.1.0.0/16",
            "encap ip"
        );
        Assert.DoesNotContain("10.1.0.0/16", LabSession.Native($"ip -n {Module} route"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nexthop add id 7 via 10.0.0.254 dev d1", "10.1.0.0/16 nhid 7 via 10.0.0.254 dev d1")]
    [InlineData("nexthop add id 7 blackhole", "blackhole 10.1.0.0/16 nhid 7")]
    public void A_route_by_a_next_hop_object_can_be_removed_and_added(string command, string text)
    {
        Ip(Module, command, "route add 10.1.0.0/16 nhid 7");
        Assert.StartsWith(text, Assert.Single(Rows(Run("Get-NetLinkRoute 10.1.0.0/16").ThrowOnError())), StringComparison.Ordinal);
        Run(
                "Get-NetLinkRoute 10.1.0.0/16 | Remove-NetLinkRoute; Add-NetLinkRoute 10.1.0.0/16 -NextHopId 7; "
                    + "Remove-NetLinkRoute 10.1.0.0/16 -NextHopId 7"
            )
            .ThrowOnError();
        Assert.DoesNotContain("10.1.0.0", LabSession.Native($"ip -n {Module} route"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_routes_that_differ_in_one_thing_look_different_and_each_goes_alone()
    {
        Ip(
            Module,
            "route add 10.1.0.0/16 dev d1",
            "route add 10.1.0.0/16 tos 0x10 dev d1",
            "route add 10.2.0.0/16 dev d1 src 10.0.0.1",
            "route append 10.2.0.0/16 dev d1 src 10.0.0.2"
        );
        Assert.Equal(
            ["10.1.0.0/16 dev d1", "10.1.0.0/16 tos 0x10 dev d1"],
            Rows(Run("Get-NetLinkRoute 10.1.0.0/16").ThrowOnError()).Order()
        );
        Assert.Contains("tos 0x10", Render("Get-NetLinkRoute 10.1.0.0/16"), StringComparison.Ordinal);
        AssertRefused(
            "Remove-NetLinkRoute 10.1.0.0/16",
            "NetLinkRouteAmbiguous",
            ErrorCategory.InvalidArgument,
            "10.1.0.0/16 tos 0x10 dev d1",
            "-Tos"
        );
        Run(
                "Remove-NetLinkRoute 10.1.0.0/16 -Tos 0x10; Get-NetLinkRoute 10.2.0.0/16 | Where-Object Source -eq 10.0.0.2 | "
                    + "Remove-NetLinkRoute"
            )
            .ThrowOnError();
        string left = LabSession.Native($"ip -n {Module} route show root 10.0.0.0/8");
        Assert.Contains("10.1.0.0/16 dev d1 scope link", left, StringComparison.Ordinal);
        Assert.Contains("src 10.0.0.1", left, StringComparison.Ordinal);
        Assert.DoesNotContain("tos 0x10", left, StringComparison.Ordinal);
        Assert.DoesNotContain("10.2.0.0/16 dev d1 scope link src 10.0.0.2", left, StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_is_added_with_what_ip_gives_it()
    {
        Run(
                "Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -Tos 0x10; "
                    + "Add-NetLinkRoute 2001:db8:2::/48 -SourcePrefix 2001:db8:1::/48 -LinkName d1"
            )
            .ThrowOnError();
        Ip(
            Reference,
            "link set lo up",
            "link add d1 type dummy",
            "link set d1 up",
            "route add 10.1.0.0/16 tos 0x10 dev d1",
            "route add 2001:db8:2::/48 from 2001:db8:1::/48 dev d1"
        );
        foreach (string show in new[] { "route show 10.1.0.0/16", "-6 route show 2001:db8:2::/48" })
        {
            Assert.Equal(LabSession.Native($"ip -n {Reference} {show}"), LabSession.Native($"ip -n {Module} {show}"));
        }

        AssertRefused(
            "Add-NetLinkRoute 2001:db8:3::/48 -LinkName d1 -Tos 8",
            "NetLinkRouteSettingNotSupported",
            ErrorCategory.InvalidArgument,
            "-Tos 8 of 2001:db8:3::/48"
        );
        AssertRefused(
            "Add-NetLinkRoute 10.3.0.0/16 -LinkName d1 -SourcePrefix 10.0.0.0/8",
            "NetLinkRouteSettingNotSupported",
            ErrorCategory.InvalidArgument,
            "-SourcePrefix"
        );
        AssertRefused(
            "Add-NetLinkRoute 10.3.0.0/16 -LinkName d1 -NextHopId 7",
            "NetLinkRouteWayConflict",
            ErrorCategory.InvalidArgument,
            "-NextHopId 7 and -Link"
        );
    }

    [Fact]
    public void A_network_finds_the_routes_into_it_and_a_piped_one_only_itself()
    {
        Ip(
            Module,
            "route add 10.0.0.0/8 dev d1",
            "route add 10.1.0.0/16 dev d1",
            "route add 10.1.2.0/24 dev d1",
            "route add default via 10.0.0.254"
        );
        Assert.Equal(["10.1.0.0/16 dev d1", "10.1.2.0/24 dev d1"], Rows(Run("Get-NetLinkRoute 10.1.0.0/16").ThrowOnError()));
        Assert.Equal(["0.0.0.0/0 via 10.0.0.254 dev d1"], Rows(Run("Get-NetLinkRoute default").ThrowOnError()));
        Run(
                "Get-NetLinkRoute 10.0.0.0/8 | Where-Object { \"$($_.Destination)\" -eq '10.0.0.0/8' } | Get-NetLinkRoute | "
                    + "Remove-NetLinkRoute"
            )
            .ThrowOnError();
        Assert.Equal(
            ["10.0.0.0/24 dev d1", "10.1.0.0/16 dev d1", "10.1.2.0/24 dev d1"],
            Rows(Run("Get-NetLinkRoute 10.0.0.0/8").ThrowOnError())
        );
        Assert.Equal(["10.0.0.1/24", "10.0.0.2/24"], Rows(Run("Get-NetLinkAddress -Address 10.0.0.0/8").ThrowOnError()));
    }
}
