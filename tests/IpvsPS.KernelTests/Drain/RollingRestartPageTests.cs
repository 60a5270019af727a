using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Drain;

/// <summary>The samples of docs/rolling-restart.md and its table, in their order.</summary>
public sealed partial class RollingRestartPageTests(LabSession lab) : IDisposable
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs/rolling-restart.md"));

    private readonly ScratchNamespace _netns = new();

    public void Dispose() => _netns.Dispose();

    [Fact]
    public void Every_sample_runs()
    {
        string[] samples = [.. Sample().Matches(Page).Select(match => match.Groups[1].Value)];
        Assert.True(samples.Length >= 4);
        string[] output = Run(string.Join('\n', samples));
        Assert.Equal(
            ["restart 172.17.0.3 here", "restart 172.17.0.4 here"],
            output.Where(line => line.StartsWith("restart", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void What_it_says_of_a_server_that_does_not_drain_runs()
    {
        string[] commands = [.. Wait().Matches(Page).Select(match => match.Groups[1].Value)];
        Assert.Equal(5, commands.Length);
        foreach (string command in commands)
        {
            Assert.Equal(["True"], Run($"Suspend-IpvsRealServer 172.17.0.3 | {command} | ForEach-Object Drained"));
        }
    }

    /// <summary>In a pool of two that have no clients.</summary>
    private string[] Run(string script)
    {
        _netns.Native(
            "sh -c 'ipvsadm -C; ipvsadm -A -t 10.0.0.185:80; ipvsadm -a -t 10.0.0.185:80 -r 172.17.0.3 -m; ipvsadm -a "
                + "-t 10.0.0.185:80 -r 172.17.0.4 -m'"
        );
        return
        [
            .. lab.Works(
                    $$"""
                    & {
                        $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{_netns}}' }
                        {{script}}
                    }
                    """
                )
                .Output.Select(item => $"{item}"),
        ];
    }

    [GeneratedRegex("^```powershell\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^\| .* \| `(Wait-[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Wait();
}
