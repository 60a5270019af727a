using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

/// <summary>Veth pairs, bridges and tunnels; docs/networking.md compares them with those of <c>ip</c>.</summary>
public sealed class NewLinkTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void The_named_end_of_a_pair_is_written_and_both_are_up()
    {
        EngineResult result = Run(
                "New-VethLink v1 -PeerName v2; New-VethLink v3 -PeerName v4 -Down; "
                    + "New-VethLink v5 -PeerName eth9 -PeerNetNamespace $reference"
            )
            .ThrowOnError();
        Assert.Equal(["v1 veth Up", "v3 veth Down", "v5 veth Up"], Rows(result, "Name", "Kind", "State"));
        Assert.Equal(
            ["v2 Up", "v4 Down", "eth9 Up"],
            Rows(Run("Get-NetLink v2, v4; Get-NetLink eth9 -NetNamespace $reference").ThrowOnError(), "Name", "State")
        );
    }

    [Fact]
    public void The_kernel_names_a_peer_that_nobody_names()
    {
        Assert.Equal(["v1", "v2"], Rows(Run("New-VethLink v1, v2").ThrowOnError()));
        Assert.Equal("v1 veth1 v2", LinkNames(Module));
    }

    [Fact]
    public void Rows_make_pairs()
    {
        Run(
                "[pscustomobject]@{ Name = 'v1'; PeerName = 'p1'; PeerNetNamespace = $reference; "
                    + "Mtu = 1400 }, [pscustomobject]@{ Name = 'v2'; PeerName = 'p2'; PeerNetNamespace = $null; "
                    + "Mtu = $null } | New-VethLink"
            )
            .ThrowOnError();
        Assert.Equal(("v1 p2 v2", "p1"), (LinkNames(Module), LinkNames(Reference)));
    }

    [Fact]
    public void A_tunnel_knows_its_ends()
    {
        EngineResult result = Run(
                """
                New-TunnelLink t1 -Kind ipip -LocalAddress 10.0.0.1 -RemoteAddress 10.0.0.2
                New-TunnelLink t2 ip6tnl -RemoteAddress 2001:db8::2
                [pscustomobject]@{ Name = 't3'; Kind = 'gre'; LocalAddress = '10.0.0.1'; RemoteAddress = $null; Key = '7'; Ttl = $null } |
                    New-TunnelLink
                """
            )
            .ThrowOnError();
        Assert.Equal(
            ["t1 ipip 10.0.0.1 10.0.0.2 Up", "t2 ip6tnl  2001:db8::2 Up", "t3 gre 10.0.0.1  Up"],
            Rows(result, "Name", "Kind", "LocalAddress", "RemoteAddress", "State")
        );
        Assert.Contains("ikey 0.0.0.7 okey 0.0.0.7", LabSession.Native($"ip -n {Module} -d link show t3"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-VethLink v1 -PeerName v1", "NetLinkExists", ErrorCategory.ResourceExists, "or of the peer's")]
    [InlineData("New-VethLink v1 -PeerName lo", "NetLinkExists", ErrorCategory.ResourceExists, "or of the peer's")]
    [InlineData("New-VethLink v1 -PeerName a/b", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, "'a/b' cannot name a link")]
    [InlineData("New-VethLink v1 -PeerNetNamespace nowhere", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nowhere")]
    [InlineData("New-BridgeLink lo", "NetLinkExists", ErrorCategory.ResourceExists, "a link of that name is there already")]
    [InlineData("New-TunnelLink t1 Ipip", "NetLinkExists", ErrorCategory.ResourceExists, "tunl0")]
    [InlineData(
        "New-TunnelLink t1 Ipip -LocalAddress 2001:db8::1",
        "TunnelAddressInvalid",
        ErrorCategory.InvalidArgument,
        "-LocalAddress 2001:db8::1: the ends of a tunnel of the kind ipip have IPv4 addresses."
    )]
    [InlineData(
        "New-TunnelLink t1 Ip6tnl -RemoteAddress 10.0.0.1",
        "TunnelAddressInvalid",
        ErrorCategory.InvalidArgument,
        "IPv6 addresses"
    )]
    [InlineData("New-TunnelLink t1 Sit -Key 7", "TunnelKeyNotSupported", ErrorCategory.InvalidArgument, "only gre and ip6gre")]
    [InlineData("New-TunnelLink t1 Gre -Device nosuch", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "the link nosuch")]
    [InlineData(
        "New-TunnelLink t1 Gre -Ttl 256",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "256 is not a number from 0 to 255"
    )]
    public void What_cannot_be_is_refused_by_name(string script, string id, ErrorCategory category, string words)
    {
        AssertRefused(script, id, category, words);
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    [Fact]
    public void One_peer_name_is_for_one_link()
    {
        EngineResult result = Run("New-VethLink v1, v2 -PeerName p");
        Assert.Equal(2, result.Errors.Count);
        result.Errors[0].Is("VethPeerNameConflict", ErrorCategory.InvalidArgument, "-PeerName p names one peer, and -Name names 2 links");
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    [Fact]
    public void WhatIf_makes_nothing_and_verbose_says_what_is_made()
    {
        Assert.Empty(
            Run("New-VethLink v1 -PeerName v2 -WhatIf; New-BridgeLink br1 -WhatIf; New-TunnelLink t1 Gre -LocalAddress 10.0.0.1 -WhatIf")
                .ThrowOnError()
                .Output
        );
        Assert.Equal(string.Empty, LinkNames(Module));
        Assert.Contains(
            "Performing the operation \"Create veth link, up, with the peer v2, with the peer in namespace links-reference\" "
                + "on target \"v1 in namespace links-module\".",
            Run("New-VethLink v1 -PeerName v2 -PeerNetNamespace $reference -Verbose").ThrowOnError().Verbose
        );
    }
}
