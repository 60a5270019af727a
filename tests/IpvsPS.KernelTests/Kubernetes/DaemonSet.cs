using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>What docs/kubernetes/daemonset.yaml runs, and how.</summary>
/// <param name="Command">The words of its command line.</param>
/// <param name="Environment">Its variables that are not to be set first.</param>
/// <param name="LongestStart">How long its startup probe waits.</param>
/// <param name="Grace">How long after SIGTERM it is killed.</param>
internal sealed partial record DaemonSet(string[] Command, string[] Environment, TimeSpan LongestStart, TimeSpan Grace)
{
    public static DaemonSet Read()
    {
        string text = File.ReadAllText(Repository.File("docs/kubernetes/daemonset.yaml"));

        // The rights and mounts that pod.sh gives it.
        string[] lines = [.. text.Split('\n').Select(line => line.Trim())];
        foreach (
            string line in (string[])
                ["hostNetwork: true", "privileged: true", "readOnlyRootFilesystem: true", "path: /run/ipvsps", "mountPath: /run/ipvsps"]
        )
        {
            Assert.Contains(line, lines);
        }

        Assert.Equal(2, lines.Count(line => line.StartsWith("mountPath:", StringComparison.Ordinal)));
        string[] words = JsonSerializer.Deserialize<string[]>(Words().Match(text).Groups[1].Value)!;

        // A folded text: its lines with a blank between them.
        string script = string.Join(' ', Script().Match(text).Groups[1].Value.Split('\n', StringSplitOptions.TrimEntries)).Trim();
        string[] variables =
        [
            .. Variable()
                .Matches(text)
                .Select(match => $"{match.Groups[1].Value}={match.Groups[2].Value.Trim('"')}")
                .Where(one => !one.StartsWith("SERVER=", StringComparison.Ordinal))
                .Where(one => !one.StartsWith("CLUSTER_CIDR=", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, variables.Length);
        return new DaemonSet(
            [.. words, script],
            variables,
            TimeSpan.FromSeconds(Number("periodSeconds: 2\n +failureThreshold") * 2),
            TimeSpan.FromSeconds(Number("terminationGracePeriodSeconds"))
        );

        int Number(string name) =>
            int.Parse(Regex.Match(text, $"{name}: ([0-9]+)").Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"command: (\[.*\])\n")]
    private static partial Regex Words();

    [GeneratedRegex(@"- >-\n((?: {14}\S.*\n)+)")]
    private static partial Regex Script();

    [GeneratedRegex(@"- name: ([A-Z_]+)\n +value: (.*)\n")]
    private static partial Regex Variable();
}
