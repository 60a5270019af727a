using System.Management.Automation;
using System.Text.Json.Nodes;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class GetNetLinkAddressTests : LinkTestBed
{
    public GetNetLinkAddressTests(LabSession lab)
        : base(lab) =>
        Ip(
            Module,
            "link add d1 type dummy",
            "link set d1 up",
            "link add d2 type dummy",
            "addr add 10.0.0.1/24 broadcast + dev d1",
            "addr add 10.0.0.2/24 dev d1 valid_lft 1000 preferred_lft 500",
            "addr add 10.0.1.1 peer 10.0.1.2/30 dev d2 label d2:x",
            "addr add 2001:db8::1/64 dev d2 nodad"
        );

    [Fact]
    public void All_addresses_are_those_of_ip_in_its_order()
    {
        IEnumerable<string> expected = JsonNode
            .Parse(LabSession.Native($"ip -n {Module} -j addr"))!
            .AsArray()
            .SelectMany(
                link => link!["addr_info"]!.AsArray(),
                (link, address) =>
                    string.Join(
                        ' ',
                        link!["ifname"],
                        $"{address!["local"]}/{address["prefixlen"]}",
                        address["scope"],
                        address["address"],
                        address["broadcast"],
                        address["label"]
                    )
            );
        IEnumerable<string> actual = Rows(
            Run(
                    """
                    Get-NetLinkAddress | ForEach-Object {
                        $_.Link, $_, "$($_.Scope)".ToLowerInvariant(), $_.PeerAddress, $_.BroadcastAddress, $_.Label -join ' '
                    }
                    """
                )
                .ThrowOnError()
        );
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Flags_and_lifetimes_are_read()
    {
        EngineResult result = Run("Get-NetLinkAddress d1 -AddressFamily IPv4").ThrowOnError();
        Assert.Equal(["Permanent links-module", "Secondary links-module"], Rows(result, "Flags", "NetNamespace"));
        Assert.Equal(" ", Rows(result, "ValidLifetime", "PreferredLifetime").First());
        Assert.InRange((double)result.Output[1].Properties["ValidLifetime"].Value, 900, 1000);
        Assert.InRange((double)result.Output[1].Properties["PreferredLifetime"].Value, 400, 500);
    }

    [Theory]
    [InlineData("Get-NetLinkAddress d1 -AddressFamily IPv4", "10.0.0.1/24 10.0.0.2/24")]
    [InlineData("Get-NetLinkAddress d2", "10.0.1.1/30 2001:db8::1/64")]
    [InlineData("Get-NetLinkAddress d* -AddressFamily IPv4", "10.0.0.1/24 10.0.0.2/24 10.0.1.1/30")]
    [InlineData("Get-NetLinkAddress d2, x*", "10.0.1.1/30 2001:db8::1/64")]
    [InlineData("Get-NetLinkAddress -Address 10.0.0.2, 2001:db8::1/64", "10.0.0.2/24 2001:db8::1/64")]
    [InlineData("Get-NetLinkAddress -AddressFamily IPv6 d2", "2001:db8::1/64")]
    [InlineData("Get-NetLink d2 | Get-NetLinkAddress", "10.0.1.1/30 2001:db8::1/64")]
    [InlineData("Get-NetLinkAddress d1 10.0.0.1 | Get-NetLinkAddress", "10.0.0.1/24")]
    [InlineData("[pscustomobject]@{ LinkName = 'd1'; Address = '10.0.0.1/24' } | Get-NetLinkAddress", "10.0.0.1/24")]
    [InlineData("Get-NetLinkAddress x*", "")]
    public void Links_addresses_and_families_choose(string script, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rows(Run(script).ThrowOnError())));

    [Theory]
    [InlineData("Get-NetLinkAddress nosuch", "NetLinkNotFound", "nosuch")]
    [InlineData("Get-NetLinkAddress nosuch, x*", "NetLinkNotFound", "nosuch")]
    [InlineData(
        "Get-NetLinkAddress d1 10.9.9.9",
        "NetLinkAddressNotFound",
        "d1 does not have the address 10.9.9.9 in namespace links-module."
    )]
    [InlineData("Get-NetLinkAddress d1 10.0.0.1/32", "NetLinkAddressNotFound", "d1 does not have the address 10.0.0.1/32")]
    [InlineData("Get-NetLinkAddress -Address 10.9.9.9", "NetLinkAddressNotFound", "No link has the address 10.9.9.9")]
    public void A_literal_that_is_missing_is_an_error(string script, string id, string words) =>
        AssertRefused(script, id, ErrorCategory.ObjectNotFound, words);

    [Fact]
    public void A_table_has_a_row_an_address()
    {
        string shown = Render("Get-NetLinkAddress d1, d2");
        Assert.Matches(@"\nd1 +10\.0\.0\.2/24 +Global +Secondary", shown);
        Assert.Matches(@"\nd2 +2001:db8::1/64 +Global +NoDad", shown);
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }
}
