using System.Diagnostics;
using IpvsPS.Endurance;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// Syncs from nothing, syncs from one state to another, and clearings, each in a namespace of its own. The first of each kind is killed
/// before the first of its steps that change anything, the next before the second, and so on; the last one is not. The next sync makes
/// each right, the one after it changes nothing, and neither takes anything of others.
/// </summary>
[Trait(Kernels.Seconds, "60")]
public sealed class KilledSyncTests : IDisposable
{
    private const string Options = "-NodeName node1 -Masquerade None -AllowUnfiltered -DrainTimeout 3600";
    private const string Clash = "IpvsKubernetesForeignService";
    private const string End = "=====";
    private const string Empty = """'{"kind":"List","items":[]}'""";

    /// <summary>A service in the place of a wanted one with other settings, and one that nobody wants.</summary>
    private static readonly string[] Foreign = ["-A -t 10.96.8.4:25 -s wlc", "-A -u 10.96.8.99:53 -s rr"];

    /// <summary>What the module had and gave up, and somebody else has made since.</summary>
    private static readonly string[] Taken = ["-A -t 10.96.8.2:80 -s wlc", "-A -t 203.0.113.82:80 -s wlc"];

    private readonly LabSession _lab;
    private readonly string _folder = Directory.CreateTempSubdirectory("killed").FullName;
    private string[] _spaces = [];

    public KilledSyncTests(LabSession lab) => _lab = lab;

    private static string Before { get; } = Mail + Web("web", 1, 81, 3, 4) + Web("old", 2, 82, 5);

    private static string After { get; } = Mail + Web("web", 1, 81, 4, 6) + Web("new", 3, 83, 7);

    private static string Mail => Service("mail", "10.96.8.4", string.Empty, 25, [8]);

    public void Dispose()
    {
        LabSession.Native($"for name in {string.Join(' ', _spaces)}; do ip netns delete $name; done");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Whatever_step_a_sync_or_a_clearing_was_killed_before_the_next_one_makes_all_right_and_takes_nothing_of_others()
    {
        Counts counts = new(12, 16, 11);
        string before = Objects("before", Before);
        string after = Objects("after", After);
        _spaces = [.. Enumerable.Range(0, counts.All).Select(one => $"killed{one}")];
        LabSession.Native($"set -e; for name in {string.Join(' ', _spaces)}; do ip netns add $name; ip -n $name link set lo up; done");
        Each(
            $"{Restore(Foreign)}; for last in 3 4; do ip addr add 172.17.0.$last/32 dev lo; done; ip addr add 203.0.113.99/32 dev lo",
            _spaces
        );
        string clean = States(_spaces[0])[0];
        SyncAll(before, counts.First.., Clash);
        using Connections connections = new(_spaces[counts.First..]);

        Turn[] turns = Kill(counts);
        AssertAllSteps(turns[..counts.First], "rename new record");
        AssertAllSteps(turns[counts.First..counts.Synced], "rename new record");
        AssertAllSteps(turns[counts.Synced..], "unlink record");

        // The last of each kind was not killed: it tells what is right.
        string[] right = States(_spaces[counts.First - 1], _spaces[counts.Synced - 1], _spaces[^1]);
        Assert.Contains("172.17.0.3:8080 -m -w 0", right[1], StringComparison.Ordinal);
        Assert.Equal(clean, right[2]);
        SyncAll(after, ..counts.Synced, Clash);
        ClearAll(counts.Synced..);
        string[] mended = States(_spaces);
        Assert.All(mended[..counts.First], state => Assert.Equal(right[0], state));
        Assert.All(mended[counts.First..counts.Synced], state => Assert.Equal(right[1], state));
        Assert.All(mended[counts.Synced..], state => Assert.Equal(right[2], state));
        Assert.Empty(SyncAll(after, ..counts.Synced, Clash).Output);

        // Somebody else makes what the module once had: it stays theirs.
        string[] formers = _spaces[counts.First..];
        Each(Restore(Taken), formers);
        SyncAll(after, counts.First.., Clash);
        SyncAll(Empty, counts.First..);
        ClearAll(..);
        string others = string.Join('\n', Foreign.Concat(Taken).Order(StringComparer.Ordinal));
        Assert.All(Each("ipvsadm -Sn | sed 's/ *$//' | LC_ALL=C sort", formers), saved => Assert.Equal(others, saved));
    }

    /// <summary>Every step was the last one before a kill somewhere, and one ran to its end.</summary>
    private static void AssertAllSteps(Turn[] turns, string expected)
    {
        Turn whole = turns[^1];
        Assert.Equal(KilledSyncs.Done, whole.End);
        Assert.Contains(whole.Steps, step => step.StartsWith(expected, StringComparison.Ordinal));
        Assert.True(whole.Steps.Count(step => step.StartsWith("netlink", StringComparison.Ordinal)) > 1, string.Join(", ", whole.Steps));
        Assert.All(
            turns.Take(whole.Steps.Length),
            (one, index) => Assert.Equal((KilledSyncs.Held + whole.Steps[index], index), (one.End, one.Steps.Length))
        );
    }

    private Turn[] Kill(Counts counts)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(KilledSyncs).Assembly.Location);
        start.ArgumentList.Add("killed");
        start.ArgumentList.Add(Path.Combine(_folder, "after.json"));
        foreach (
            (Range range, string action) in ((Range, string)[])
                [(..counts.First, "sync"), (counts.First..counts.Synced, "sync"), (counts.Synced.., "clear")]
        )
        {
            foreach ((int steps, string netns) in _spaces[range].Index())
            {
                start.ArgumentList.Add($"{netns} {steps} {action}");
            }
        }

        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        const int KilledBySignal9 = 128 + 9;
        Assert.Equal((KilledBySignal9, counts.All), (process.ExitCode, lines.Length));
        return Array.ConvertAll(lines, line => new Turn(line.Split('|')[..^1], line.Split('|')[^1]));
    }

    /// <summary>Syncs some of the namespaces, all by one script; each may be told what of others is in the way.</summary>
    private EngineResult SyncAll(string objects, Range range, string? expected = null)
    {
        EngineResult synced = _lab.Run(
            $"$objects = {objects}; {Names(range)} | ForEach-Object {{ $objects | "
                + $"Sync-IpvsKubernetesService {Options} -PassThru -NetNamespace $_ }}"
        );
        IEnumerable<string> ids = synced.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(Enumerable.Repeat(expected, expected is null ? 0 : _spaces[range].Length), ids);
        return synced;
    }

    private void ClearAll(Range range) =>
        _lab.Works($"{Names(range)} | ForEach-Object {{ Clear-IpvsKubernetesService -Force -NetNamespace $_ }}");

    private string Names(Range range) => string.Join(',', _spaces[range].Select(one => $"'{one}'"));

    private string Objects(string name, string json)
    {
        string file = Path.Combine(_folder, $"{name}.json");
        File.WriteAllText(file, json);
        return $"(Get-Content '{file}' -Raw)";
    }

    /// <summary>All that a sync may change, in some namespaces, with as few processes as may be: they are what takes long in the
    /// lab.</summary>
    private string[] States(params string[] spaces)
    {
        string batch = Path.Combine(_folder, "ip.batch");
        File.WriteAllText(batch, "address show\nroute show table all proto boot\n");
        string printed = LabSession.Native(
            $$"""
            set -e -o pipefail
            for name in {{string.Join(' ', spaces)}}; do
              inside="nsenter --net=/run/netns/$name"
              $inside ipvsadm -Sn
              ip -n $name -batch {{batch}}
              ip -n $name -6 route show table all proto boot
              $inside cat /proc/sys/net/ipv4/{vs/expire_nodest_conn,vs/expire_quiescent_template,vs/conntrack,ip_forward}
              echo {{End}}
            done | sed '/link\//d; s/mtu.*//; s/valid_lft.*//; s/^[0-9]*: //'
            """
        );
        return Parts(printed);
    }

    /// <summary>Runs shell commands in namespaces, and returns what they print.</summary>
    private string[] Each(string commands, params string[] spaces)
    {
        string script = Path.Combine(_folder, "each.sh");
        File.WriteAllText(script, $"set -e; cd {_folder}\n{commands}\necho {End}\n");
        string printed = LabSession.Native($"set -e; for name in {string.Join(' ', spaces)}; do ip netns exec $name bash {script}; done");
        return Parts(printed);
    }

    private static string[] Parts(string printed) => [.. printed.Split(End).SkipLast(1).Select(part => part.Trim())];

    private static string Restore(string[] services) =>
        $"printf '%s\\n' {string.Join(' ', services.Select(one => $"'{one}'"))} | ipvsadm -R";

    private static string Web(string name, int number, int external, params int[] endpoints) =>
        Service(name, $"10.96.8.{number}", $"\"203.0.113.{external}\"", 80, endpoints);

    private static string Service(string name, string address, string external, int port, int[] endpoints)
    {
        IEnumerable<string> written = endpoints.Select(one => $$"""{"addresses":["172.17.0.{{one}}"],"conditions":{"ready":true} }""");
        return $$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{name}}","namespace":"shop"},"spec":{"clusterIP":"{{address}}",
            "clusterIPs":["{{address}}"],"ipFamilies":["IPv4"],"externalIPs":[{{external}}],"ports":[{"port":{{port}},"protocol":"TCP"}]} }
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
            "metadata":{"name":"{{name}}-1","namespace":"shop",
            "labels":{"kubernetes.io/service-name":"{{name}}"} },"ports":[{"name":"","port":8080,"protocol":"TCP"}],
            "endpoints":[{{string.Join(',', written)}}]}

            """;
    }

    /// <summary>How many namespaces there are for each kind: more than it has steps.</summary>
    private sealed record Counts(int First, int Change, int Clear)
    {
        public int Synced => First + Change;

        public int All => First + Change + Clear;
    }

    /// <summary>What one sync did, and how it ended.</summary>
    private sealed record Turn(string[] Steps, string End);

    /// <summary>Connections to both real servers of a service, which is to lose one of them.</summary>
    private sealed class Connections : IDisposable
    {
        private readonly Process _process;

        public Connections(IEnumerable<string> spaces)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
            string[] words = [typeof(KilledSyncs).Assembly.Location, "connected", "10.96.8.1:80", "172.17.0.3:8080,172.17.0.4:8080"];
            foreach (string word in words.Concat(spaces))
            {
                start.ArgumentList.Add(word);
            }

            _process = Process.Start(start)!;
            Assert.Equal(KilledSyncs.Done, _process.StandardOutput.ReadLine());
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
