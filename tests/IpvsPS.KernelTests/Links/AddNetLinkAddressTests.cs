using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class AddNetLinkAddressTests : LinkTestBed
{
    public AddNetLinkAddressTests(LabSession lab)
        : base(lab)
    {
        foreach (string netns in new[] { Module, Reference })
        {
            Ip(netns, "link add d1 type dummy", "link set d1 up", "link add v1 type veth peer name v2");
        }
    }

    [Theory]
    [InlineData("10.0.0.185", "10.0.0.185")]
    [InlineData("10.0.0.185/32", "10.0.0.185/32")]
    [InlineData("10.0.0.185/24", "10.0.0.185/24")]
    [InlineData("127.0.0.9/8", "127.0.0.9/8")]
    [InlineData("169.254.3.4/16", "169.254.3.4/16")]
    [InlineData("2001:db8::185", "2001:db8::185 nodad")]
    [InlineData("2001:db8::185/64", "2001:db8::185/64 nodad")]
    [InlineData("fe80::185/64", "fe80::185/64 nodad")]
    [InlineData("10.0.0.1 -PeerAddress 10.0.0.2", "10.0.0.1 peer 10.0.0.2")]
    [InlineData("10.0.0.1 -PrefixLength 24", "10.0.0.1/24")]
    [InlineData("2001:db8::185 -DuplicateAddressDetection", "2001:db8::185")]
    public void An_address_on_a_dummy_link_is_the_same_as_that_of_ip(string typed, string ofIp)
    {
        Assert.Empty(Run($"Add-NetLinkAddress d1 {typed}").ThrowOnError().Output);
        Ip(Reference, $"addr add {ofIp} dev d1");
        AssertSame("d1");
    }

    [Theory]
    [InlineData("2001:db8::1/64", "2001:db8::1/64")]
    [InlineData("2001:db8::1/64 -DuplicateAddressDetection:$false", "2001:db8::1/64 nodad")]
    public void Other_links_ask_for_duplicates_unless_told(string typed, string ofIp)
    {
        Run($"Add-NetLinkAddress v1 {typed}").ThrowOnError();
        Ip(Reference, $"addr add {ofIp} dev v1");
        AssertSame("v1");
    }

    [Fact]
    public void The_link_and_the_addresses_come_along_the_pipeline()
    {
        Run(
                """
                New-DummyLink d2 | Add-NetLinkAddress -Address 10.0.0.1/32, 2001:db8::1
                '10.0.1.1', '10.0.1.2/24' | Add-NetLinkAddress d2
                [pscustomobject]@{ LinkName = 'd2'; Address = '10.0.2.1'; PrefixLength = '24' } | Add-NetLinkAddress
                [pscustomobject]@{ LinkName = 'd2'; Address = '10.0.3.1'; PrefixLength = $null } | Add-NetLinkAddress
                """
            )
            .ThrowOnError();
        Assert.Equal(
            "10.0.0.1/32 10.0.1.1/32 10.0.3.1/32 10.0.1.2/24 10.0.2.1/24".Split(' ').Order(),
            Addresses(Module, "d2").Split(' ')[..5].Order()
        );
        Run(
                "$null = New-DummyLink d2 -NetNamespace $reference; Get-NetLinkAddress d2 | Where-Object Scope -ne Link | "
                    + "Add-NetLinkAddress -NetNamespace $reference"
            )
            .ThrowOnError();
        AssertSame("d2");
    }

    [Fact]
    public void A_typed_prefix_length_wins_over_a_piped_one()
    {
        Run(
                "Add-NetLinkAddress d1 10.0.0.1/24; Get-NetLinkAddress d1 10.0.0.1 | Add-NetLinkAddress -LinkName v1 "
                    + "-PrefixLength 32; Get-NetLinkAddress d1 10.0.0.1 | Add-NetLinkAddress -LinkName v2 -Address 10.0.0.9/30"
            )
            .ThrowOnError();
        Assert.Equal(("10.0.0.1/32", "10.0.0.9/30"), (Addresses(Module, "v1"), Addresses(Module, "v2")));
    }

    [Fact]
    public void PassThru_gives_the_addresses_that_were_added()
    {
        EngineResult result = Run(
            "Add-NetLinkAddress d1 10.0.0.1/24; Add-NetLinkAddress d1 10.0.0.2/24, 10.0.0.1/24, 2001:db8::1 -PassThru"
        );
        Assert.Equal(
            ["d1 10.0.0.2/24 Secondary, Permanent links-module", "d1 2001:db8::1/128 NoDad, Permanent links-module"],
            result.Output.Zip(Rows(result, "Flags", "NetNamespace"), (row, rest) => $"{row.Properties["Link"].Value} {row} {rest}")
        );
    }

    [Fact]
    public void One_address_that_is_there_leaves_the_others_alone()
    {
        EngineResult result = Run("Add-NetLinkAddress d1 10.0.0.1, 10.0.0.1, 2001:db8::1, 2001:db8::1, 10.0.0.2");
        Assert.Equal(2, result.Errors.Count);
        result
            .Errors[0]
            .Is(
                "NetLinkAddressExists",
                ErrorCategory.ResourceExists,
                "Cannot add 10.0.0.1/32 to d1 in namespace links-module: the link has that address already."
            );
        result.Errors[1].Is("NetLinkAddressExists", ErrorCategory.ResourceExists, "2001:db8::1/128");
        Assert.Equal("10.0.0.1/32", result.Errors[0].TargetObject.ToString());
        Assert.Equal("10.0.0.1/32 10.0.0.2/32 2001:db8::1/128", Addresses(Module, "d1"));
    }

    [Theory]
    [InlineData("Add-NetLinkAddress d1 10.0.0.1, 10.0.0.1, 10.0.0.2 -ErrorAction Stop")]
    [InlineData("& { $ErrorActionPreference = 'Stop'; Add-NetLinkAddress d1 10.0.0.1, 10.0.0.1, 10.0.0.2 }")]
    public void Stop_stops_at_the_first_error(string script)
    {
        Assert.NotNull(Run(script).Failure);
        Assert.Equal("10.0.0.1/32", Addresses(Module, "d1"));
    }

    [Theory]
    [InlineData("Add-NetLinkAddress nosuch 10.0.0.1", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "the link nosuch")]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1/24 -PrefixLength 16",
        "NetLinkAddressPrefixConflict",
        ErrorCategory.InvalidArgument,
        "give one of them"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -PrefixLength 64",
        "NetLinkAddressPrefixInvalid",
        ErrorCategory.InvalidArgument,
        "from 0 to 32"
    )]
    [InlineData("Add-NetLinkAddress d1 0.0.0.0", "NetLinkAddressInvalid", ErrorCategory.InvalidArgument, "0.0.0.0")]
    [InlineData("Add-NetLinkAddress d1 ::", "NetLinkAddressInvalid", ErrorCategory.InvalidArgument, "no link can have that address")]
    [InlineData("Add-NetLinkAddress d1 ff02::1", "NetLinkAddressInvalid", ErrorCategory.InvalidArgument, "no link can have that address")]
    [InlineData(
        "Set-NetLink d1 -Mtu 1000; Add-NetLinkAddress d1 2001:db8::1",
        "NetLinkAddressRefused",
        ErrorCategory.InvalidArgument,
        "1280"
    )]
    [InlineData("Add-NetLinkAddress d1 10.0.0.1 -Label web", "NetLinkAddressLabelInvalid", ErrorCategory.InvalidArgument, "d1:web")]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -Label d1:much-too-long-a-label",
        "NetLinkAddressLabelInvalid",
        ErrorCategory.InvalidArgument,
        "at most 15 bytes"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 2001:db8::1 -Label d1:x",
        "NetLinkAddressSettingNotSupported",
        ErrorCategory.InvalidArgument,
        "IPv6 has neither"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -ValidLifetime 0",
        "NetLinkAddressLifetimeInvalid",
        ErrorCategory.InvalidArgument,
        "lives for no time"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -ValidLifetime -5",
        "NetLinkAddressLifetimeInvalid",
        ErrorCategory.InvalidArgument,
        "whole number of seconds"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -ValidLifetime 60 -PreferredLifetime forever",
        "NetLinkAddressLifetimeInvalid",
        ErrorCategory.InvalidArgument,
        "-PreferredLifetime forever is longer than -ValidLifetime 60"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1 -ValidLifetime soon",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "or forever"
    )]
    [InlineData(
        "Add-NetLinkAddress d1 10.0.0.1/33",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "not a prefix length"
    )]
    public void What_cannot_be_is_refused_by_name(string script, string id, ErrorCategory category, string words) =>
        AssertRefused(script, id, category, words);

    [Fact]
    public void IPv6_that_is_switched_off_is_refused_by_name()
    {
        LabSession.Native($"ip netns exec {Module} sysctl -qw net.ipv6.conf.d1.disable_ipv6=1");
        AssertRefused("Add-NetLinkAddress d1 2001:db8::1", "IPv6Disabled", ErrorCategory.InvalidOperation, "disable_ipv6");
    }

    [Fact]
    public void All_settings_of_an_address_come_along_the_pipeline()
    {
        Run(
            """
            Add-NetLinkAddress d1 10.0.0.1/24 -BroadcastAddress 10.0.0.255 -Label d1:web -Scope Link -ValidLifetime 3600
            $null = New-DummyLink d1, d2 -NetNamespace $reference -ErrorAction SilentlyContinue
            Get-NetLinkAddress d1 -AddressFamily IPv4 | Add-NetLinkAddress -NetNamespace $reference
            Get-NetLinkAddress d1 -AddressFamily IPv4 | Add-NetLinkAddress -NetNamespace $reference -LinkName d2
            """
        );
        EngineResult result = Run("Get-NetLinkAddress -AddressFamily IPv4 d1, d2 -NetNamespace $reference").ThrowOnError();
        Assert.Equal(["d1 10.0.0.255 d1:web Link", "d2 10.0.0.255 d2 Link"], Rows(result, "Link", "BroadcastAddress", "Label", "Scope"));
        Assert.All(result.Output, address => Assert.InRange((double)address.Properties["ValidLifetime"].Value, 3500, 3600));
    }

    [Fact]
    public void WhatIf_adds_nothing()
    {
        Assert.Empty(Run("Add-NetLinkAddress d1 10.0.0.1, 2001:db8::1 -PassThru -WhatIf").ThrowOnError().Output);
        AssertSame("d1");
    }

    [Fact]
    public void Verbose_says_what_is_done() =>
        Assert.Contains(
            "Performing the operation \"Add address 10.0.0.1/32\" on target \"d1 in namespace links-module\".",
            Run("Add-NetLinkAddress d1 10.0.0.1 -Verbose").Verbose
        );

    [Fact]
    public void A_thousand_addresses_are_added_in_one_go()
    {
        Run("Add-NetLinkAddress d1 (0..999 | ForEach-Object { \"10.1.$($_ -shr 8).$($_ -band 255)\" })").ThrowOnError();
        Assert.Equal(1000, Addresses(Module, "d1").Split(' ').Length);
    }
}
