namespace IpvsPS.KernelTests.Links;

/// <summary>What is piped is what it is: names with the letters of wildcards, namespaces, addresses and rows of a file.</summary>
public sealed class PipedNameTests : LinkTestBed
{
    public PipedNameTests(LabSession lab)
        : base(lab) =>
        Ip(
            Module,
            "link add a1 type dummy",
            "link add a* type dummy",
            "link add a[1] type dummy",
            "addr add 10.0.0.1/24 dev a1",
            "addr add 10.0.1.1/24 dev a*",
            "addr add 10.0.2.1/24 dev a[1]"
        );

    [Theory]
    [InlineData("Get-NetLink | Where-Object Name -eq 'a*'")]
    [InlineData("'a*'")]
    [InlineData("[pscustomobject]@{ Link = 'a*' }")]
    [InlineData("Get-NetLink | Where-Object Name -eq 'a*' | ConvertTo-Json | ConvertFrom-Json")]
    [InlineData(
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-NetLink "
            + "| Where-Object Name -eq 'a*')))"
    )]
    [InlineData("Get-NetLink | Where-Object Name -eq 'a*' | ConvertTo-Csv | ConvertFrom-Csv")]
    public void A_piped_name_is_no_pattern(string source)
    {
        Assert.Equal(["10.0.1.1/24"], Rows(Run($"{source} | Get-NetLinkAddress").ThrowOnError()));
        Assert.Equal(["a*"], Rows(Run($"{source} | Get-NetLink").ThrowOnError()));
        Run($"{source} | Get-NetLinkAddress | Remove-NetLinkAddress").ThrowOnError();
        Assert.Equal(("10.0.0.1/24", "", "10.0.2.1/24"), (Addresses(Module, "a1"), Addresses(Module, "'a*'"), Addresses(Module, "'a[1]'")));
    }

    [Fact]
    public void A_typed_name_is_a_pattern() =>
        Assert.Equal(["10.0.0.1/24", "10.0.1.1/24", "10.0.2.1/24"], Rows(Run("Get-NetLinkAddress a*").ThrowOnError()));

    [Fact]
    public void A_namespace_says_where_and_not_what()
    {
        Ip(Reference, "link add other type dummy", "addr add 10.9.0.1/24 dev other");
        Assert.Equal(
            ["other"],
            Rows(Run("$PSDefaultParameterValues.Clear(); Get-NetNamespace $reference | Get-NetLink -Kind dummy").ThrowOnError())
        );
        Assert.Equal(
            ["10.9.0.1/24"],
            Rows(Run("$PSDefaultParameterValues.Clear(); Get-NetNamespace $reference | Get-NetLinkAddress").ThrowOnError())
        );
        Assert.Equal(
            ["a* links-module", "other links-reference"],
            Rows(
                Run(
                    "Get-NetLink a?, other -NetNamespace $module, $reference -ErrorAction SilentlyContinue | Where-Object Name "
                        + "-in 'a*', 'other'"
                ),
                "Name",
                "NetNamespace"
            )
        );
    }

    [Theory]
    [InlineData("ConvertTo-Json | ConvertFrom-Json")]
    [InlineData("ConvertTo-Csv | ConvertFrom-Csv")]
    public void Addresses_and_routes_come_back_from_a_file(string transport)
    {
        Ip(
            Module,
            "link set a1 up",
            "addr add 10.0.3.1/24 dev a1 label a1:web valid_lft 600 preferred_lft 300",
            "route add 10.1.0.0/16 via 10.0.0.254 tos 0x10 metric 5"
        );
        Run(
                $"""
                $addresses = Get-NetLinkAddress a1 -AddressFamily IPv4 | {transport}
                $routes = Get-NetLinkRoute 10.1.0.0/16 | {transport}
                $routes | Remove-NetLinkRoute
                $addresses | Remove-NetLinkAddress
                $addresses | Add-NetLinkAddress
                $routes | Add-NetLinkRoute
                """
            )
            .ThrowOnError();
        Assert.Equal("10.0.0.1/24 10.0.3.1/24", Addresses(Module, "a1"));
        Assert.Contains(
            "10.1.0.0/16 tos 0x10 via 10.0.0.254 dev a1 metric 5",
            LabSession.Native($"ip -n {Module} route"),
            StringComparison.Ordinal
        );
    }
}
