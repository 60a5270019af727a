using System.Management.Automation;

namespace IpvsPS.KernelTests.Links;

/// <summary>Refusals that are not about who asks are not told as such, and -WhatIf does not claim what would be refused.</summary>
public sealed class RefusalTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void A_bond_that_takes_no_link_that_is_up_is_told_so()
    {
        LabSession.Native("modprobe -d /run/modules bonding max_bonds=0");
        Ip(Module, "link add bond1 type bond", "link add d1 type dummy", "link set d1 up");
        ErrorRecord error = Run("Set-NetLink d1 -Master bond1")
            .TheError()
            .Is("NetLinkBusy", ErrorCategory.ResourceBusy, "Give -Down with -Master");
        Assert.DoesNotContain("run as root", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ["d1 Up bond1"],
            Rows(Run("Set-NetLink d1 -Down -Master bond1; Get-NetLink d1").ThrowOnError(), "Name", "State", "Master")
        );
    }

    /// <summary>The advice of a link that is up is not given where the kernel says that something else is wrong.</summary>
    [Theory]
    [InlineData("bond1", "bond1", "itself", false)]
    [InlineData("d1", "team1", "Give -Down with -Master", true)]
    public void What_else_a_master_does_not_take_is_told_by_the_kernels_words(string link, string master, string words, bool isUp)
    {
        LabSession.Native("modprobe -a -d /run/modules bonding team");
        Ip(Module, "link add bond1 type bond", "link add team1 type team", "link add d1 type dummy", "link set d1 up");
        ErrorRecord error = Run($"Set-NetLink {link} -Master {master}").TheError().Is("NetLinkBusy", ErrorCategory.ResourceBusy, words);
        Assert.Equal(isUp, error.ToString().Contains("-Down", StringComparison.Ordinal));
        Assert.DoesNotContain("-NewName", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_where_IPv6_is_off_is_told_so()
    {
        Ip(Module, "link add d1 type dummy", "link set d1 up");
        LabSession.Native($"ip netns exec {Module} sysctl -qw net.ipv6.conf.d1.disable_ipv6=1");
        AssertRefused(
            "Add-NetLinkRoute 2001:db8:1::/48 -LinkName d1",
            "IPv6Disabled",
            ErrorCategory.InvalidOperation,
            "IPv6 is switched off on the link"
        );
        AssertRefused(
            "Add-NetLinkAddress d1 2001:db8::1",
            "IPv6Disabled",
            ErrorCategory.InvalidOperation,
            "IPv6 is switched off on the link"
        );
    }

    [Theory]
    [InlineData("all", "the settings of all links")]
    [InlineData("default", "the settings of new links")]
    public void Names_that_proc_keeps_are_refused_with_the_reason(string name, string words)
    {
        AssertRefused($"New-DummyLink {name}", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, words);
        AssertRefused(
            $"$null = New-DummyLink d1; Set-NetLink d1 -NewName {name}",
            "NetLinkNameInvalid",
            ErrorCategory.InvalidArgument,
            words
        );
    }

    [Theory]
    [InlineData("New-DummyLink d1 -WhatIf", "NetLinkExists", ErrorCategory.ResourceExists)]
    [InlineData("New-VethLink v1 -PeerName d1 -WhatIf", "NetLinkExists", ErrorCategory.ResourceExists)]
    [InlineData("Add-NetLinkAddress d1 10.0.0.1/24 -WhatIf", "NetLinkAddressExists", ErrorCategory.ResourceExists)]
    [InlineData("Remove-NetLinkAddress d1 10.0.0.9/24 -WhatIf", "NetLinkAddressNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-NetLinkAddress d1 10.0.0.9 -WhatIf", "NetLinkAddressNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Add-NetLinkRoute 10.1.0.0/16 -LinkName d1 -WhatIf", "NetLinkRouteExists", ErrorCategory.ResourceExists)]
    [InlineData("Add-NetLinkRoute 2001:db8:1::/48 -LinkName d1 -WhatIf", "NetLinkRouteExists", ErrorCategory.ResourceExists)]
    [InlineData("Remove-NetLinkRoute 10.9.0.0/16 -WhatIf", "NetLinkRouteNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-NetLink d9 -WhatIf", "NetLinkNotFound", ErrorCategory.ObjectNotFound)]
    public void WhatIf_says_what_would_be_refused(string script, string id, ErrorCategory category)
    {
        Ip(
            Module,
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.0.0.1/24 dev d1",
            "route add 10.1.0.0/16 dev d1",
            "route add 2001:db8:1::/48 dev d1"
        );
        AssertRefused(script, id, category);
    }

    [Fact]
    public void A_list_with_addresses_shows_them()
    {
        Ip(Module, "link add d1 type dummy", "addr add 10.0.0.1/24 dev d1", "addr add 10.0.0.2/24 dev d1");
        Assert.Matches(@"\n +\d+ d1 +dummy +Down +10\.0\.0\.1/24 *\n +10\.0\.0\.2/24", Render("Get-NetLink d1 -IncludeAddress"));
    }
}
