using System.Diagnostics;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>What is there before a sync: the table of the real kube-proxy, or what a killed sync left.</summary>
public sealed class TakeoverTests(LabSession lab) : IDisposable
{
    private const string Options =
        "-NodeName node1 -Masquerade None -AllowUnfiltered -AddressMode Link -LocalFallback Cluster "
        + "-ClusterCidr 172.17.0.0/16, fd00:17::/64";

    private static readonly string Table = Path.Combine(RecordedNode.Folder, "transitions/start/ipvsadm-Sn.txt");

    private readonly ScratchNamespace _ns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("takeover").FullName;

    private static string Read => RecordedNode.Read("start");

    public void Dispose()
    {
        _ns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_recorded_table_of_kube_proxy_is_adopted_without_a_write_to_it()
    {
        RecordedNode.Make(_ns);
        _ns.Native($"ipvsadm -R < {Table}; ip link add kube-ipvs0 type dummy; ip addr add 10.96.0.10/32 dev kube-ipvs0");
        string[] before = _ns.Saved();
        string[] changes =
        [
            .. lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -PassThru -NetNamespace {_ns}").Output.Select(one => $"{one}"),
        ];
        Assert.DoesNotContain(changes, change => change.Split(' ') is [not "Adopt", "Service" or "RealServer", ..]);
        Assert.Equal(
            before.Count(line => line.StartsWith("-A", StringComparison.Ordinal)),
            changes.Count(change => change.StartsWith("Adopt ", StringComparison.Ordinal))
        );
        Assert.Equal(before, _ns.Saved());
        lab.Works($"Clear-IpvsKubernetesService -KubeProxy -Force -NetNamespace {_ns}");
        Assert.Equal(before, _ns.Saved());
        Assert.DoesNotContain("kube-ipvs0", _ns.Native("ip -br link"), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_sync_that_was_killed_the_next_one_makes_all_right_and_Clear_leaves_nothing()
    {
        RecordedNode.Make(_ns);
        string[] sysctls = Sysctls();
        string script = Path.Combine(_folder, "loop.ps1");
        File.WriteAllText(
            script,
            $$"""
            $objects = {{Read}}
            $empty = '{"kind":"List","items":[]}'
            while ($true) {
                $objects | Sync-IpvsKubernetesService {{Options}} -NetNamespace $args[0]
                [Console]::Out.WriteLine('round')
                $empty | Sync-IpvsKubernetesService {{Options}} -NetNamespace $args[0]
            }
            """
        );
        string[] wanted = RecordedNode.Lines(Table);
        var random = new Random(14);
        for (int round = 0; round < 2; round++)
        {
            Kill(script, random.Next(700));
            lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns}");
            Assert.Equal(wanted, _ns.Saved());
            Assert.Empty(lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -PassThru -NetNamespace {_ns}").Output);
        }

        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        Assert.Empty(_ns.Saved());
        Assert.DoesNotContain("ipvsps0", _ns.Native("ip -br link"), StringComparison.Ordinal);
        Assert.Equal(sysctls, Sysctls());
    }

    /// <summary>Runs the script until it has synced a few times, and ends it by SIGKILL some time later.</summary>
    private void Kill(string script, int milliseconds)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec {LabSession.PwshCommand} '{script}' {_ns}");
        using Process process = Process.Start(start)!;
        Assert.Equal("round", process.StandardOutput.ReadLine());
        Assert.Equal("round", process.StandardOutput.ReadLine());

        // Whatever moment it is: each must do.
        Thread.Sleep(milliseconds);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    private string[] Sysctls() =>
        _ns.Native("sysctl net.ipv4.vs.expire_nodest_conn net.ipv4.vs.expire_quiescent_template net.ipv4.ip_forward").Split('\n');
}
