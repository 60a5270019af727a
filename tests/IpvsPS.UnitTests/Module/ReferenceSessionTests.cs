using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What Compare-IpvsConfiguration makes of another host's answer; a function stands for PowerShell's remoting.</summary>
public sealed class ReferenceSessionTests(ImportedModule module)
{
    private const string Compare =
        "try { '-A -t 10.0.0.1:80' | ConvertTo-IpvsConfiguration | Compare-IpvsConfiguration -ReferenceSession root@lb2:22 "
        + "-ErrorAction Stop | ForEach-Object { \"$_\" } } finally { Remove-Item function:Invoke-Command }";

    [Fact]
    public void What_the_host_has_is_what_is()
    {
        const string Answer = """
            function Invoke-Command($HostName, $ScriptBlock) {
                if ($HostName -ne 'root@lb2:22' -or "$ScriptBlock".Trim() -ne 'Get-IpvsConfiguration') { throw "$HostName $ScriptBlock" }
                [Management.Automation.PSSerializer]::Deserialize(
                    [Management.Automation.PSSerializer]::Serialize(('-A -t 10.0.0.1:80 -s rr' | ConvertTo-IpvsConfiguration), 3))
            }
            """;
        Assert.Equal("Set Service TCP 10.0.0.1:80: rr → wlc", $"{Assert.Single(module.Invoke($"{Answer}\n{Compare}"))}");
    }

    [Theory]
    [InlineData("throw 'no way'", "The host root@lb2:22 did not tell its configuration: no way. 'Invoke-Command -HostName root@lb2:22 {")]
    [InlineData("Get-NoSuchCommand", "The host root@lb2:22 has no Get-IpvsConfiguration: install the module there")]
    [InlineData("'a text'", "The host root@lb2:22 has answered with something else than a configuration")]
    [InlineData("1; 2", "The host root@lb2:22 has answered with something else than a configuration")]
    public void What_goes_wrong_there_is_one_error_that_names_the_host(string answer, string words) =>
        Assert.Contains(
            words,
            Assert
                .ThrowsAny<Exception>(() => module.Invoke($"function Invoke-Command($HostName, $ScriptBlock) {{ {answer} }}\n{Compare}"))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("-ReferenceSession lb2 -ReferencePath x", "-ReferencePath and -ReferenceSession name 2 configurations: give one of them.")]
    [InlineData("-ReferenceSession '-oProxyCommand=x'", "'-oProxyCommand=x' is no host: write a name such as lb2 or root@lb2")]
    [InlineData("-ReferenceSession 'lb2 lb3'", "'lb2 lb3' is no host")]
    public void What_is_no_host_is_refused_before_anybody_is_asked(string arguments, string words) =>
        Assert.Contains(
            words,
            Assert
                .ThrowsAny<Exception>(() =>
                    module.Invoke(
                        $"'-A -t 10.0.0.1:80' | ConvertTo-IpvsConfiguration | Compare-IpvsConfiguration {arguments} -ErrorAction Stop"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
}
