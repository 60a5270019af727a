namespace IpvsPS.KernelTests.Links;

/// <summary>The kernel takes any bytes for a link's name: what is not UTF-8 is listed as it can be typed, in each command.</summary>
public sealed class UnusualNameTests : LinkTestBed
{
    public UnusualNameTests(LabSession lab)
        : base(lab) =>
        LabSession.Native(
            $"""
            ip -n {Module} link add $'l\xffk' type dummy
            ip -n {Module} link add 'l\x5cxffk' type dummy
            ip -n {Module} link property add dev $'l\xffk' altname $'an-alternative-name-\xe9'
            ip -n {Module} link set $'l\xffk' up
            ip -n {Module} address add 10.0.0.1/24 dev $'l\xffk'
            """
        );

    [Fact]
    public void A_name_that_is_not_UTF8_is_listed_as_it_can_be_typed()
    {
        Assert.Equal(
            [@"l\x5cx5cxffk", @"l\xffk an-alternative-name-\xe9"],
            Rows(Run("Get-NetLink l* | Where-Object Name -ne lo | Sort-Object Name").ThrowOnError(), "Name", "AlternativeNames")
                .Select(row => row.TrimEnd())
        );
        foreach (string name in new[] { @"l\xffk", @"an-alternative-name-\xe9" })
        {
            Assert.Equal(["10.0.0.1/24"], Rows(Run($"Get-NetLinkAddress {name} -AddressFamily IPv4").ThrowOnError()));
            Run($"Set-NetLink {name} -Mtu 1400").ThrowOnError();
            Assert.Equal(["1400"], Rows(Run($"Get-NetLink {name}").ThrowOnError(), "Mtu"));
        }
    }

    [Fact]
    public void Objects_and_names_change_and_remove_it()
    {
        Run(
                """
                Get-NetLink l\xffk | Set-NetLink -NewName n\xffn -Down
                Get-NetLink n* | Set-NetLink -Up
                Add-NetLinkRoute 10.2.0.0/16 -LinkName n\xffn
                Get-NetLinkRoute -LinkName n\xffn | Where-Object Destination -eq 10.2.0.0/16 | Remove-NetLinkRoute -Confirm:$false
                Get-NetLinkAddress n\xffn | Remove-NetLinkAddress -Confirm:$false
                """
            )
            .ThrowOnError();
        Assert.Empty(Run(@"Get-NetLinkAddress n\xffn -AddressFamily IPv4").ThrowOnError().Output);
        Assert.Equal([@"d\xe4d"], Rows(Run(@"New-DummyLink d\xe4d").ThrowOnError()));
        LabSession.Native($@"ip -n {Module} link set $'d\xe4d' alias $'a\xe9b'");
        Assert.Equal([@"a\xe9b"], Rows(Run(@"Get-NetLink d\xe4d").ThrowOnError(), "Alias"));
        Run("Get-NetLink n*, d*d, l*k | Remove-NetLink -Confirm:$false").ThrowOnError();
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    /// <summary>Nobody answers behind it; on no link, the probe would not be made at all.</summary>
    [Theory]
    [InlineData("Tcp")]
    [InlineData("Http")]
    public void A_health_check_goes_out_on_it(string kind) =>
        Assert.Equal(
            ["TimedOutConnecting"],
            Rows(
                Run(
                        $$"""
                        Invoke-NetNamespace $module {
                            New-IpvsService 10.9.0.1:80 | Add-IpvsRealServer 10.0.0.9:80 > $null
                            Test-IpvsRealServer 10.0.0.9:80 -Check (New-IpvsHealthCheck {{kind}} -LinkName l\xffk -Timeout 1 -Interval 1)
                        }
                        """
                    )
                    .ThrowOnError(),
                "Outcome"
            )
        );
}
