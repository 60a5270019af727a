using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class RemoveNetLinkAddressTests : LinkTestBed
{
    public RemoveNetLinkAddressTests(LabSession lab)
        : base(lab) =>
        Ip(
            Module,
            "link add d1 type dummy",
            "addr add 10.0.0.1/32 dev d1",
            "addr add 10.0.1.1/24 dev d1",
            "addr add 10.0.1.2/24 dev d1",
            "addr add 10.0.1.3/24 dev d1",
            "addr add 2001:db8::1/64 dev d1"
        );

    [Theory]
    [InlineData("Remove-NetLinkAddress d1 10.0.0.1/32", "10.0.1.1/24 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64")]
    [InlineData("Remove-NetLinkAddress d1 10.0.0.1, 2001:db8::1, 10.0.1.3", "10.0.1.1/24 10.0.1.2/24")]
    [InlineData("Remove-NetLinkAddress d1 2001:db8::1 -PrefixLength 64", "10.0.0.1/32 10.0.1.1/24 10.0.1.2/24 10.0.1.3/24")]
    [InlineData("'10.0.0.1', '2001:db8::1/64' | Remove-NetLinkAddress d1", "10.0.1.1/24 10.0.1.2/24 10.0.1.3/24")]
    [InlineData(
        "[pscustomobject]@{ LinkName = 'd1'; Address = '10.0.0.1'; PrefixLength = 32 } | Remove-NetLinkAddress",
        "10.0.1.1/24 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64"
    )]
    [InlineData("Get-NetLink d1 | Remove-NetLinkAddress -Address 10.0.0.1", "10.0.1.1/24 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64")]
    [InlineData("Remove-NetLinkAddress d1 10.0.1.1, 10.0.1.2, 10.0.1.3", "10.0.0.1/32 2001:db8::1/64")]
    [InlineData("Get-NetLinkAddress d1 | Remove-NetLinkAddress", "")]
    public void What_is_named_is_removed(string script, string left)
    {
        EngineResult result = Run(script).ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
        Assert.Equal(left, Addresses(Module, "d1"));
    }

    [Fact]
    public void Addresses_that_go_with_the_first_of_their_network_are_named()
    {
        EngineResult result = Run("Remove-NetLinkAddress d1 10.0.1.1").ThrowOnError();
        Assert.Equal(
            [
                "10.0.1.2/24 has gone from d1 with the first address of its network. Add-NetLinkAddress adds it again.",
                "10.0.1.3/24 has gone from d1 with the first address of its network. Add-NetLinkAddress adds it again.",
            ],
            result.Warnings
        );
        Assert.Equal("10.0.0.1/32 2001:db8::1/64", Addresses(Module, "d1"));
    }

    [Fact]
    public void Addresses_that_are_promoted_stay()
    {
        LabSession.Native($"ip netns exec {Module} sysctl -qw net.ipv4.conf.d1.promote_secondaries=1");
        Assert.Empty(Run("Remove-NetLinkAddress d1 10.0.1.1").ThrowOnError().Warnings);
        Assert.Equal("10.0.0.1/32 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64", Addresses(Module, "d1"));
    }

    [Fact]
    public void Without_a_prefix_length_every_one_of_that_address_goes()
    {
        Ip(Module, "addr add 10.0.0.1/16 dev d1");
        Run("Remove-NetLinkAddress d1 10.0.0.1").ThrowOnError();
        Assert.Equal("10.0.1.1/24 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64", Addresses(Module, "d1"));
    }

    [Fact]
    public void An_address_with_another_end_is_removed_as_an_object()
    {
        Ip(Module, "link add d2 type dummy", "addr add 10.0.5.1 peer 10.0.5.2/32 dev d2");
        Run("Get-NetLinkAddress d2 | Remove-NetLinkAddress").ThrowOnError();
        Assert.Equal(string.Empty, Addresses(Module, "d2"));
    }

    [Fact]
    public void What_is_missing_is_refused_by_name_and_the_rest_goes_on()
    {
        EngineResult result = Run("Remove-NetLinkAddress d1 10.9.9.9, 10.9.9.9/32, 2001:db8::9/64, 10.0.0.1/24, 10.0.0.1/32");
        Assert.Equal(4, result.Errors.Count);
        result
            .Errors[0]
            .Is("NetLinkAddressNotFound", ErrorCategory.ObjectNotFound, "d1 does not have the address 10.9.9.9 in namespace links-module.");
        Assert.All(
            result.Errors.Skip(1),
            error =>
                error.Is(
                    "NetLinkAddressNotFound",
                    ErrorCategory.ObjectNotFound,
                    "the link does not have that address with that prefix length."
                )
        );
        Assert.Equal("10.0.1.1/24 10.0.1.2/24 10.0.1.3/24 2001:db8::1/64", Addresses(Module, "d1"));
        AssertRefused("Remove-NetLinkAddress nosuch 10.0.0.1", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    [Fact]
    public void WhatIf_removes_nothing()
    {
        string before = Addresses(Module, "d1");
        Run("Get-NetLinkAddress d1 | Remove-NetLinkAddress -WhatIf; Remove-NetLinkAddress d1 10.0.0.1, 10.0.1.1 -WhatIf").ThrowOnError();
        Assert.Equal(before, Addresses(Module, "d1"));
    }
}
