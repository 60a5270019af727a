using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

/// <summary>Get-, Add- and Remove-NetLinkRoute; docs/networking.md compares them with <c>ip route</c>.</summary>
public sealed class NetLinkRouteTests : LinkTestBed
{
    public NetLinkRouteTests(LabSession lab)
        : base(lab) => Ip(Module, "link set lo up", "link add d1 type dummy", "link set d1 up", "addr add 10.0.0.1/24 dev d1");

    [Fact]
    public void A_local_route_makes_a_whole_range_this_hosts()
    {
        Run("Add-NetLinkRoute 10.96.0.0/16 -Type Local").ThrowOnError();
        Assert.StartsWith("local 10.96.3.7 dev lo", LabSession.Native($"ip -n {Module} route get 10.96.3.7"), StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_come_along_the_pipeline()
    {
        Run(
                """
                '10.1.0.0/16', '10.2.0.0/16' | Add-NetLinkRoute -Gateway 10.0.0.254
                Get-NetLink d1 | Add-NetLinkRoute -Destination 10.3.0.0/16
                [pscustomobject]@{ Destination = '10.4.0.0/16'; Gateway = '10.0.0.254'; Metric = '5'; Table = '100';
                    LinkName = $null; Type = $null; Source = $null } | Add-NetLinkRoute
                Get-NetLinkRoute 10.1.0.0/16 | Add-NetLinkRoute -Table 200
                Get-NetLinkRoute 10.2.0.0/16 | Remove-NetLinkRoute
                """
            )
            .ThrowOnError();
        Assert.Equal(
            ["10.0.0.0/24 dev d1", "10.1.0.0/16 via 10.0.0.254 dev d1", "10.3.0.0/16 dev d1"],
            Rows(Run("Get-NetLinkRoute -LinkName d? -AddressFamily IPv4"))
        );
        Assert.Equal(
            ["10.1.0.0/16 via 10.0.0.254 dev d1 table 200", "10.4.0.0/16 via 10.0.0.254 dev d1 table 100 metric 5"],
            Rows(
                    Run(
                        "Get-NetLinkRoute -Table all -LinkName d1 -Type Unicast -AddressFamily IPv4 | Where-Object { "
                            + "\"$($_.Table)\" -in '100', '200' }"
                    )
                )
                .Order()
        );
    }

    [Fact]
    public void PassThru_gives_the_routes_that_were_added_and_one_that_is_there_leaves_the_others_alone()
    {
        EngineResult result = Run(
            "Add-NetLinkRoute 10.1.0.0/16 -LinkName d1; Add-NetLinkRoute 10.1.0.0/16, 10.2.0.0/16 -LinkName d1 -PassThru"
        );
        Assert
            .Single(result.Errors)
            .Is(
                "NetLinkRouteExists",
                ErrorCategory.ResourceExists,
                "Cannot add the route 10.1.0.0/16 dev d1 in namespace links-module: that table has such a route already."
            );
        Assert.Equal(
            ["10.2.0.0/16 dev d1 Boot Link links-module"],
            result.Output.Zip(Rows(result, "Protocol", "Scope", "NetNamespace"), (route, rest) => $"{route} {rest}")
        );
    }

    [Fact]
    public void Stop_stops_at_the_first_error()
    {
        Assert.NotNull(Run("Add-NetLinkRoute 10.1.0.0/16, 10.1.0.0/16, 10.2.0.0/16 -LinkName d1 -ErrorAction Stop").Failure);
        Assert.Equal(["10.1.0.0/16 dev d1"], Rows(Run("Get-NetLinkRoute | Where-Object Protocol -eq Boot")));
    }

    [Fact]
    public void A_route_over_several_ways_is_read()
    {
        Ip(Module, "route add 10.5.0.0/16 nexthop via 10.0.0.253 weight 2 nexthop via 10.0.0.254");
        Assert.Equal(
            ["10.5.0.0/16 nexthop via 10.0.0.253 dev d1 weight 2 nexthop via 10.0.0.254 dev d1 weight 1"],
            Rows(Run("Get-NetLinkRoute 10.5.0.0/16 -LinkName d1").ThrowOnError())
        );
        Run("Remove-NetLinkRoute 10.5.0.0/16").ThrowOnError();
        Assert.Empty(Run("Get-NetLinkRoute | Where-Object NextHops").Output);
    }

    [Theory]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.1/16 -LinkName d1",
        "NetLinkRouteDestinationInvalid",
        ErrorCategory.InvalidArgument,
        "the network is 10.1.0.0/16, the single address 10.1.0.1/32"
    )]
    [InlineData(
        "Add-NetLinkRoute 2001:db8::1/64 -LinkName d1",
        "NetLinkRouteDestinationInvalid",
        ErrorCategory.InvalidArgument,
        "2001:db8::/64"
    )]
    [InlineData("Add-NetLinkRoute 10.1.0.0/16", "NetLinkRouteWayMissing", ErrorCategory.InvalidArgument, "give -Gateway, -Link or both")]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.0/16 -Type Blackhole -Gateway 10.0.0.254",
        "NetLinkRouteGatewayNotSupported",
        ErrorCategory.InvalidArgument,
        "Blackhole"
    )]
    [InlineData(
        "Add-NetLinkRoute 2001:db8:1::/48 -Gateway 10.0.0.254",
        "NetLinkRouteGatewayInvalid",
        ErrorCategory.InvalidArgument,
        "an IPv6 gateway"
    )]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.0/16 -Gateway 10.9.9.9",
        "NetLinkRouteGatewayUnreachable",
        ErrorCategory.InvalidArgument,
        "no route leads straight to the gateway"
    )]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -Source 2001:db8::1",
        "NetLinkRouteSourceInvalid",
        ErrorCategory.InvalidArgument,
        "-Source 2001:db8::1"
    )]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -Source 10.9.9.9",
        "NetLinkRouteRefused",
        ErrorCategory.InvalidArgument,
        "an address of this host"
    )]
    [InlineData(
        "Set-NetLink d1 -Down; Add-NetLinkRoute 10.1.0.0/16 -LinkName d1",
        "NetLinkDown",
        ErrorCategory.ResourceUnavailable,
        "Set-NetLink -Up"
    )]
    [InlineData("Add-NetLinkRoute 10.1.0.0/16 -LinkName nosuch", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "the link nosuch")]
    [InlineData(
        "Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -Table all",
        "NetLinkRouteTableInvalid",
        ErrorCategory.InvalidArgument,
        "main, local, default or a number"
    )]
    [InlineData(
        "Add-NetLinkRoute nowhere -LinkName d1",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "'nowhere' is not an address"
    )]
    [InlineData(
        "Get-NetLinkRoute 10.7.0.0/16",
        "NetLinkRouteNotFound",
        ErrorCategory.ObjectNotFound,
        "10.7.0.0/16 in table main in namespace links-module"
    )]
    [InlineData("Get-NetLinkRoute -LinkName nosuch", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch")]
    [InlineData("Remove-NetLinkRoute 10.7.0.0/16", "NetLinkRouteNotFound", ErrorCategory.ObjectNotFound, "10.7.0.0/16 in table main")]
    [InlineData("Remove-NetLinkRoute 10.0.0.0/24 -Table 77", "NetLinkRouteNotFound", ErrorCategory.ObjectNotFound, "table 77")]
    public void What_cannot_be_is_refused_by_name(string script, string id, ErrorCategory category, string words) =>
        AssertRefused(script, id, category, words);

    [Fact]
    public void What_fits_two_routes_is_an_error_that_lists_them()
    {
        EngineResult result = Run(
            """
            Add-NetLinkRoute default -Gateway 10.0.0.254 -Metric 1
            Add-NetLinkRoute default -Gateway 10.0.0.254 -Metric 2
            Remove-NetLinkRoute default
            Remove-NetLinkRoute default -Metric 1
            """
        );
        Assert
            .Single(result.Errors)
            .Is(
                "NetLinkRouteAmbiguous",
                ErrorCategory.InvalidArgument,
                "2 routes lead to 0.0.0.0/0 in namespace links-module: 0.0.0.0/0 via 10.0.0.254 dev d1 metric 1; "
                    + "0.0.0.0/0 via 10.0.0.254 dev d1 metric 2."
            );
        Assert.Equal(["2"], Rows(Run("Get-NetLinkRoute default"), "Metric"));
    }

    [Fact]
    public void WhatIf_changes_nothing_and_verbose_says_what_is_done()
    {
        Assert.Empty(
            Run("Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -PassThru -WhatIf; Remove-NetLinkRoute 10.0.0.0/24 -WhatIf")
                .ThrowOnError()
                .Output
        );
        Assert.Equal(["10.0.0.0/24 dev d1"], Rows(Run("Get-NetLinkRoute -AddressFamily IPv4")));
        Assert.Contains(
            "Performing the operation \"Add route\" on target \"10.1.0.0/16 dev d1 in namespace links-module\".",
            Run("Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -Verbose").ThrowOnError().Verbose
        );
    }

    [Fact]
    public void A_table_has_a_row_a_route_and_tables_complete()
    {
        Run("Add-NetLinkRoute 10.1.0.0/16 -Gateway 10.0.0.254 -Metric 100; Add-NetLinkRoute 10.1.0.0/16 -Type Blackhole -Table 700")
            .ThrowOnError();
        string shown = Render("Get-NetLinkRoute -AddressFamily IPv4 -Table all");
        Assert.Contains("NetNamespace: links-module", shown, StringComparison.Ordinal);
        Assert.Matches(@"\n10\.1\.0\.0/16 +10\.0\.0\.254 +d1 +Unicast +main +100", shown);
        Assert.Matches(@"\n10\.1\.0\.0/16 +Blackhole +700", shown);
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(
            ["700", "local", "main"],
            Run(
                    "$line = 'Get-NetLinkRoute -NetNamespace links-module -Table '; "
                        + "(TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText"
                )
                .Of<string>()
        );
    }

    [Fact]
    public void A_thousand_routes_are_added_in_one_go()
    {
        Run("Add-NetLinkRoute (0..999 | ForEach-Object { \"10.$(100 + ($_ -shr 8)).$($_ -band 255).0/24\" }) -LinkName d1").ThrowOnError();
        Assert.Equal(1001, Run("Get-NetLinkRoute -LinkName d1 -AddressFamily IPv4").Output.Count);
    }
}
