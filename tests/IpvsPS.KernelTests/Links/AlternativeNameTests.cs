using System.Management.Automation;

namespace IpvsPS.KernelTests.Links;

/// <summary>Alternative names of a link serve in every command, whatever their length.</summary>
public sealed class AlternativeNameTests : LinkTestBed
{
    private const string Long = "an-alternative-name-of-more-than-15-bytes";

    public AlternativeNameTests(LabSession lab)
        : base(lab) =>
        Ip(
            Module,
            "link add d1 type dummy",
            $"link property add dev d1 altname short1 altname {Long}",
            "link set d1 up",
            "addr add 10.0.0.1/24 dev d1",
            "route add 10.1.0.0/16 dev d1"
        );

    [Theory]
    [InlineData("short1")]
    [InlineData(Long)]
    public void Every_command_finds_a_link_by_it(string name)
    {
        Assert.Equal([$"d1 short1,{Long}"], Rows(Run($"Get-NetLink {name}").ThrowOnError(), "Name", "AlternativeNames"));
        Assert.Equal(["10.0.0.1/24"], Rows(Run($"Get-NetLinkAddress {name} -AddressFamily IPv4").ThrowOnError()));
        Assert.Equal(
            ["10.0.0.0/24 dev d1", "10.1.0.0/16 dev d1"],
            Rows(Run($"Get-NetLinkRoute -LinkName {name} -AddressFamily IPv4").ThrowOnError())
        );
        Assert.Equal(["d1"], Rows(Run($"Get-NetLink {name[..4]}*").ThrowOnError()));
        Run(
                $"""
                Add-NetLinkAddress {name} 10.0.2.1/24 -Label d1:web
                Remove-NetLinkAddress {name} 10.0.0.1
                Add-NetLinkRoute 10.2.0.0/16 -LinkName {name}
                Remove-NetLinkRoute 10.2.0.0/16 -LinkName {name}
                $null = New-BridgeLink br1
                Set-NetLink {name} -Mtu 1400 -Master br1
                $null = New-TunnelLink t1 -Kind Ipip -LocalAddress 10.0.2.1 -Device {name}
                Move-NetLink {name} $reference
                Remove-NetLink {name} -NetNamespace $reference
                """
            )
            .ThrowOnError();
        Assert.Equal((string.Empty, "br1 t1"), (LinkNames(Reference), LinkNames(Module)));
    }

    [Fact]
    public void A_name_that_no_link_has_is_not_found()
    {
        AssertRefused($"Get-NetLinkAddress x{Long}", "NetLinkNotFound", ErrorCategory.ObjectNotFound, $"x{Long}");
        AssertRefused($"Set-NetLink {new string('x', 128)} -Up", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, "128 bytes");
        AssertRefused("New-DummyLink short1", "NetLinkExists", ErrorCategory.ResourceExists, "short1");
    }
}
