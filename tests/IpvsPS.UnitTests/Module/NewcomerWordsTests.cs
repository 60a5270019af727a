using IpvsPS.Commands;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What somebody reads who types a command for the first time: the parameter, what is wrong, and what to write.</summary>
public sealed class NewcomerWordsTests(ImportedModule module)
{
    [Theory]
    [InlineData("New-IpvsHealthCheck Script", "needs -ScriptPath, the path of a script or program, or -ScriptBlock")]
    [InlineData("New-IpvsHealthCheck Script -ScriptPath /bin/true -ScriptBlock { 1 }", "-ScriptPath and -ScriptBlock are two scripts")]
    [InlineData("New-IpvsHealthCheck Tcp -ScriptBlock { 1 }", "A check of kind Tcp does not use -ScriptBlock")]
    [InlineData("New-IpvsHealthCheck Http -MatchAbsent", "-MatchAbsent needs -Match")]
    [InlineData("New-IpvsHealthCheck Tcp -LinkName abcdefghijklmnop", "-LinkName is too long: the name of a link has 15 bytes at most")]
    [InlineData("New-IpvsHealthCheck Tls, Http", "'Tls, Http' are several, and one belongs here: Tcp, Tls, ")]
    [InlineData("New-IpvsHealthCheck 'Tls,Http'", "'Tls,Http' are several, and one belongs here: Tcp, Tls, ")]
    [InlineData("New-IpvsHealthCheck Smtp -HeloName 'a b'", "-HeloName 'a b' is no name of a host")]
    [InlineData("New-IpvsHealthCheck Http -HostName \"a`nb\"", "is no name of a host")]
    [InlineData("Test-IpvsRealServer", "No real server is named. Name real servers or services, such as Test-IpvsRealServer 172.17.0.4")]
    [InlineData("Test-IpvsRealServer 10.0.0.1 -Check $null", "null is no health check: New-IpvsHealthCheck makes one")]
    [InlineData("Test-IpvsRealServer 10.0.0.1 -Check @{ Kind = 'Http'; Pth = '/' }", "'Pth' is no property of a check: Kind, ")]
    [InlineData("Test-IpvsRealServer 10.0.0.1 -Check @{ Kind = 'Tcp'; Interval = '5x' }", "Interval: '5x' is no time")]
    [InlineData("New-IpvsHealthCheck Tcp -Interval 5x", "parameter 'Interval'. '5x' is no time")]
    [InlineData("New-IpvsHealthCheck Tcp -TargetAddress web1", "'web1' is not an address: write 10.0.0.1 or 2001:db8::1. Names")]
    [InlineData("'[]' | Sync-IpvsKubernetesService -NodeName n -DrainTimeout x", "'DrainTimeout'. 'x' is no time")]
    [InlineData("'[]' | Sync-IpvsKubernetesService -NodeName n -ReservedAddress x", "'x' is not an address: write 10.0.0.1 or ")]
    [InlineData("Stop-IpvsMetricServer 1 -ListenAddress ::1 -ListenNetNamespace lb1", "listens on port 1 of ::1 in namespace lb1.")]
    [InlineData("Compare-IpvsConfiguration /", "'/' is a folder: give the path of a file.")]
    [InlineData("Compare-IpvsConfiguration /no/such.json", "There is no such folder as '/no', and so no file '/no/such.json'.")]
    [InlineData("'hello' | ConvertTo-IpvsConfiguration", "a keepalived.conf with a word such as virtual_server.")]
    public void What_is_typed_wrong_is_named_with_the_fix(string script, string words)
    {
        string message = Assert.ThrowsAny<Exception>(() => module.Invoke(script)).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain("IpvsPS.Binding", message, StringComparison.Ordinal);
    }

    /// <summary>By their names, so that equal tables make equal checks.</summary>
    [Theory]
    [InlineData("(New-IpvsHealthCheck Http -Header @{ 'X-B' = 1; 'X-A' = 'y' }).Header", "X-A: y\nX-B: 1")]
    [InlineData("(New-IpvsHealthCheck Http -Header 'X-B: 1', 'X-A: y').Header", "X-B: 1\nX-A: y")]
    public void Headers_are_texts_or_a_table(string script, string expected) => Assert.Equal(expected, $"{module.Invoke(script)[0]}");

    [Fact]
    public void A_kernel_without_IPVS_has_the_same_words_for_the_services_of_a_cluster()
    {
        var refusal = new NetlinkException("use IPVS", Errno.EPROTONOSUPPORT, "the running kernel has no IPVS");
        CancellableCommand[] commands =
        [
            new SyncIpvsKubernetesServiceCommand(),
            new GetIpvsKubernetesServiceCommand(),
            new ClearIpvsKubernetesServiceCommand(),
        ];
        Assert.All(commands, command => Assert.Equal("IpvsNotAvailable", command.Describe(refusal, null)?.FullyQualifiedErrorId));
    }
}
