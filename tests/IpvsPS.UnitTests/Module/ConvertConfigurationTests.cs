using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>A configuration comes back from text of either format, and from an object that has lost its type.</summary>
public sealed class ConvertConfigurationTests(ImportedModule module)
{
    private const string Rules = """
        -A -t 10.0.0.1:80 -s sh -p 300 -b sh-port
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3 -x 20 -y 10
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 1 --tun-type gue --tun-port 5555 --tun-csum
        -A -f 7 -6 -s rr
        -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1

        """;

    [Theory]
    [InlineData("$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm")]
    [InlineData("$args[0] -split \"`n\" | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm")]
    [InlineData(
        "$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration | ConvertTo-IpvsConfiguration | "
            + "ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration | ConvertFrom-Json | "
            + "ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((ConvertTo-IpvsConfiguration "
            + "$args[0]), 4)) | ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((ConvertTo-IpvsConfiguration "
            + "$args[0]), 4)) | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    public void It_comes_back_the_same(string script) =>
        Assert.Equal(Rules.ReplaceLineEndings("\n"), Assert.Single(module.Invoke(script, Rules)).BaseObject);

    [Theory]
    [InlineData(
        "'{ \"version\": 1,', ' \"services\": [ {} ] }' | ConvertTo-IpvsConfiguration",
        "line 2, column 16: the service has neither virtualAddress nor firewallMark"
    )]
    [InlineData(
        "'{ \"version\": 1, \"services\": [ {} ] }' | ConvertFrom-Json | ConvertTo-IpvsConfiguration",
        "the service has neither virtualAddress nor firewallMark"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @(@{ VirtualAddress = '10.0.0.1'; "
            + "VirtualPort = 80 }) | ForEach-Object { [pscustomobject]$_ }; RealServers = @([pscustomobject]@{ VirtualAddress = "
            + "'10.0.0.1'; RealAddress = '10.1.0.1' }) } | ConvertTo-IpvsConfiguration",
        "RealServers[0].VirtualPort is missing"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @([pscustomobject]@{ VirtualAddress = '10.0.0'; VirtualPort = 80 }) } | ConvertTo-IpvsConfiguration",
        "Services[0].VirtualAddress cannot be"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @([pscustomobject]@{ VirtualAddress = '10.0.0.1'; "
            + "VirtualPort = 'http' }) } | ConvertTo-IpvsConfiguration",
        "Services[0].VirtualPort is 'http'"
    )]
    [InlineData("Get-Date | ConvertTo-IpvsConfiguration", "is no configuration")]
    public void What_is_wrong_is_named_once(string script, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidOperationException>(() => module.Invoke(script)).Message, StringComparison.Ordinal);
}
