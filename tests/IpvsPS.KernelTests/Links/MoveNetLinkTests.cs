using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class MoveNetLinkTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void A_new_link_is_moved_and_arrives_down()
    {
        EngineResult result = Run("New-DummyLink d1 | Move-NetLink -Destination $reference").ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
        Assert.Equal(("", "d1"), (LinkNames(Module), LinkNames(Reference)));
        Ip(Module, "link add d1 type dummy");
        AssertSame("d1");
    }

    [Fact]
    public void PassThru_gives_the_link_in_its_new_namespace()
    {
        EngineResult result = Run("New-DummyLink d1 | Move-NetLink -Destination $reference -PassThru").ThrowOnError();
        Assert.Equal(["d1 Down links-reference"], Rows(result, "Name", "State", "NetNamespace"));
        Run(
                "$PSDefaultParameterValues.Clear(); New-DummyLink d2 -NetNamespace $module | Move-NetLink -Destination "
                    + "$reference -PassThru | Set-NetLink -Up"
            )
            .ThrowOnError();
        Ip(Module, "link add d2 type dummy", "link set d2 up");
        AssertSame("d2");
    }

    [Fact]
    public void A_namespace_is_a_name_a_path_or_an_object()
    {
        Run(
                """
                New-DummyLink d1, d2, d3
                Move-NetLink d1 /run/netns/links-reference
                Move-NetLink d2 -Destination ([IpvsPS.NetNamespace]::new('links-reference'))
                Move-NetLink d3 -Destination (Get-NetLink lo -NetNamespace links-reference).NetNamespace
                """
            )
            .ThrowOnError();
        Assert.Equal("d1 d2 d3", LinkNames(Reference));
    }

    [Fact]
    public void Addresses_that_were_added_are_lost_with_a_warning()
    {
        EngineResult result = Run("New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185, 2001:db8::185; Move-NetLink d1 $reference")
            .ThrowOnError();
        Assert.Contains(
            "Moving d1 dropped the addresses 10.0.0.185/32, 2001:db8::185/128.",
            Assert.Single(result.Warnings),
            StringComparison.Ordinal
        );
        Assert.Equal(string.Empty, Addresses(Reference, "d1"));
    }

    [Fact]
    public void Routes_that_were_added_are_lost_with_a_warning_and_those_of_the_kernel_without()
    {
        EngineResult result = Run(
                """
                New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185/24
                Add-NetLinkRoute 10.1.0.0/16 -Gateway 10.0.0.254
                Move-NetLink d1 $reference
                """
            )
            .ThrowOnError();
        Assert.Contains(
            "Moving d1 dropped the addresses 10.0.0.185/24 and the routes 10.1.0.0/16 via 10.0.0.254 dev d1.",
            Assert.Single(result.Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void KeepConfiguration_puts_back_all_that_was_set()
    {
        const string make = """
            New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185/24 -BroadcastAddress 10.0.0.255 -Label d1:web
            Add-NetLinkAddress d1 10.0.0.186/24, 2001:db8::185/64, fe80::185/64 -ValidLifetime 3600
            Add-NetLinkRoute 10.2.0.0/16 -Gateway 10.1.0.254 -Source 10.0.0.185 -Metric 7 -ErrorAction SilentlyContinue
            Add-NetLinkRoute 10.1.0.0/16 -LinkName d1
            Add-NetLinkRoute 10.2.0.0/16 -Gateway 10.1.0.254 -Source 10.0.0.185 -Metric 7
            Add-NetLinkRoute 10.3.0.0/16 -LinkName d1 -Table 100
            Add-NetLinkRoute 10.96.0.0/16 -Type Local -LinkName d1
            Add-NetLinkRoute default -Gateway 2001:db8::fe

            """;
        Run(make);
        string[] before = State(Module);
        EngineResult result = Run("Move-NetLink d1 $reference -KeepConfiguration -PassThru").ThrowOnError();
        Assert.Empty(result.Warnings);
        Assert.Equal(["d1 Up links-reference"], Rows(result, "Name", "State", "NetNamespace"));
        Assert.Equal(before, State(Reference));
        Assert.Contains(before, line => line.Contains("fe80::185", StringComparison.Ordinal));
    }

    [Fact]
    public void KeepConfiguration_puts_back_permanent_neighbours_and_settings()
    {
        string[] settings =
        [
            "net.ipv4.conf.d1.arp_ignore=1",
            "net.ipv4.conf.d1.rp_filter=2",
            "net.ipv4.neigh.d1.ucast_solicit=5",
            "net.ipv6.conf.d1.accept_ra=0",
            "net.ipv6.neigh.d1.base_reachable_time_ms=45000",
        ];
        Ip(
            Module,
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.0.0.1/24 dev d1",
            "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev d1 nud permanent",
            "neigh add 2001:db8::9 lladdr 02:00:00:00:00:19 dev d1 nud permanent router",
            "neigh add 10.0.0.8 lladdr 02:00:00:00:00:08 dev d1 nud stale"
        );
        LabSession.Native($"ip netns exec {Module} sysctl -qw {string.Join(' ', settings)}");
        string neighbors = Neighbors(Module);
        EngineResult result = Run("Move-NetLink d1 $reference -KeepConfiguration -Verbose").ThrowOnError();
        Assert.Equal(neighbors, Neighbors(Reference));
        Assert.Contains("02:00:00:00:00:19 router PERMANENT", neighbors, StringComparison.Ordinal);
        Assert.Equal(
            settings,
            LabSession
                .Native($"ip netns exec {Reference} sysctl {string.Join(' ', settings.Select(setting => setting.Split('=')[0]))}")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Replace(" = ", "=", StringComparison.Ordinal))
        );

        // No others: the kernel's own values are no settings of somebody's.
        string said = result.Verbose.Single(line => line.StartsWith("Putting back", StringComparison.Ordinal));
        Assert.EndsWith($"the settings {string.Join(", ", settings.Order(StringComparer.Ordinal))}.", said, StringComparison.Ordinal);

        string dropped = Assert.Single(Run("Move-NetLink d1 $module -NetNamespace $reference").ThrowOnError().Warnings);
        Assert.Contains("the neighbours 10.0.0.9 dev d1 lladdr 02:00:00:00:00:09", dropped, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_keep_what_the_module_does_not_know_of()
    {
        Ip(
            Module,
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.0.0.1/24 dev d1",
            "addr add 10.0.0.2/24 dev d1",
            "route add 10.1.0.0/16 encap ip id 100 dst 10.9.9.9 ttl 9 via 10.0.0.254 dev d1",
            "route add 10.2.0.0/16 tos 0x10 dev d1 realm 5 mtu lock 1400 advmss 1300",
            "route add 10.2.0.0/16 dev d1 src 10.0.0.1",
            "route append 10.2.0.0/16 dev d1 src 10.0.0.2",
            "route add 10.3.0.0/16 nexthop via 10.0.0.253 weight 2 realm 7 nexthop encap ip id 5 dst 10.9.9.9 via 10.0.0.254 dev d1 onlink",
            "route add 2001:db8:1::/48 dev d1 pref high",
            "route add 2001:db8:2::/48 from 2001:db8:3::/48 encap ip6 id 5 dst 2001:db8:9::9 dev d1 hoplimit 3"
        );
        string[] before = State(Module);
        Assert.Empty(Run("Move-NetLink d1 $reference -KeepConfiguration").ThrowOnError().Warnings);
        Assert.Equal(before, State(Reference));
        Assert.Contains(before, line => line.Contains("encap ip id 100", StringComparison.Ordinal));
    }

    [Fact]
    public void A_route_keeps_the_rest_of_its_life()
    {
        Ip(Module, "link add d1 type dummy", "link set d1 up", "route add 2001:db8:1::/48 dev d1 expires 300");
        Run("Move-NetLink d1 $reference -KeepConfiguration").ThrowOnError();
        Assert.Matches("expires (29[0-9]|300)sec", LabSession.Native($"ip -n {Reference} -6 route show 2001:db8:1::/48"));
    }

    [Fact]
    public void What_is_lost_is_named_before_anything_is_done()
    {
        Ip(
            Module,
            "link add d1 type dummy",
            "link add d2 type dummy",
            "link set d1 up",
            "link set d2 up",
            "link add br1 type bridge",
            "link set d1 master br1",
            "addr add 10.0.0.1/24 dev d1",
            "addr add 10.0.1.1/24 dev d2",
            "nexthop add id 7 via 10.0.0.254 dev d1",
            "route add 10.1.0.0/16 nhid 7",
            "route add 10.3.0.0/16 nexthop via 10.0.0.254 nexthop via 10.0.1.254"
        );
        const string lost =
            "Moving d1 loses its place in br1 and the route 10.1.0.0/16 nhid 7 via 10.0.0.254 dev d1 (its next-hop object "
            + "stays behind) and the route 10.3.0.0/16 nexthop via 10.0.0.254 dev d1 weight 1 nexthop via 10.0.1.254 dev d2 "
            + "weight 1 (some of its ways lead by other links).";
        Assert.Equal(lost, Assert.Single(Run("Move-NetLink d1 $reference -KeepConfiguration -WhatIf").ThrowOnError().Warnings));
        Assert.NotNull(Run("Move-NetLink d1 $reference -KeepConfiguration -WarningAction Stop").Failure);
        Assert.Equal("d1 d2 br1", LinkNames(Module));
        Assert.Equal(lost, Assert.Single(Run("Move-NetLink d1 $reference -KeepConfiguration").ThrowOnError().Warnings));
        Assert.Equal("10.0.0.1/24", Addresses(Reference, "d1"));
    }

    [Fact]
    public void What_cannot_be_put_back_is_an_error_of_its_own()
    {
        Ip(Reference, "link add d9 type dummy", "link set d9 up", "route add 10.1.0.0/16 dev d9");
        EngineResult result = Run(
            """
            $null = New-DummyLink d1
            Add-NetLinkRoute 10.1.0.0/16, 10.2.0.0/16 -LinkName d1
            Move-NetLink d1 $reference -KeepConfiguration
            """
        );
        Assert
            .Single(result.Errors)
            .Is("NetLinkRouteExists", ErrorCategory.ResourceExists, "Cannot add the route 10.1.0.0/16 dev d1 in namespace links-reference");
        Assert.Contains("10.2.0.0/16", LabSession.Native($"ip -n {Reference} route show dev d1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_there_already_stays_as_it_is()
    {
        EngineResult result = Run("New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185; Move-NetLink d1 $module -Verbose")
            .ThrowOnError();
        Assert.Empty(result.Warnings);
        Assert.Contains("d1 is in the namespace links-module already.", result.Verbose);
        Assert.Equal("10.0.0.185/32", Addresses(Module, "d1"));
    }

    [Fact]
    public void What_cannot_be_moved_is_refused_by_name()
    {
        Ip(Reference, "link add d1 type dummy");
        EngineResult result = Run(
            "New-DummyLink d1, d2 | Move-NetLink -Destination $reference; Move-NetLink lo, nosuch $reference; Move-NetLink d1 nowhere"
        );
        Assert.Equal(4, result.Errors.Count);
        result
            .Errors[0]
            .Is(
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "Cannot move the link d1 in namespace links-module to links-reference: the destination has a link of that name."
            );
        result.Errors[1].Is("NetLinkNotMovable", ErrorCategory.InvalidOperation, "it belongs to its network namespace");
        result.Errors[2].Is("NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        result.Errors[3].Is("NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nowhere");
        Assert.Equal(("d1", "d1 d2"), (LinkNames(Module), LinkNames(Reference)));
    }

    [Fact]
    public void WhatIf_moves_nothing()
    {
        Assert.Empty(Run("$null = New-DummyLink d1; Move-NetLink d1 $reference -PassThru -WhatIf").ThrowOnError().Output);
        Assert.Equal(("d1", ""), (LinkNames(Module), LinkNames(Reference)));
    }

    private static string Neighbors(string netns) => LabSession.Native($"ip -n {netns} neigh show dev d1 nud permanent");

    /// <summary>The addresses and routes of d1, less those of its hardware address, and lifetimes, which run on.</summary>
    private static string[] State(string netns) =>
        [
            .. LabSession
                .Native($"ip -n {netns} -o addr show dev d1; ip -n {netns} route show table all dev d1")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains("ff:fe", StringComparison.Ordinal))
                .Select(line =>
                    line[(line.IndexOf("d1", StringComparison.Ordinal) is var at and >= 0 && at < 6 ? at : 0)..].Split(" valid_lft")[0]
                )
                .Order(StringComparer.Ordinal),
        ];
}
