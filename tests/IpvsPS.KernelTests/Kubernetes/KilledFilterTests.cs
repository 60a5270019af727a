using System.Diagnostics;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// Syncs in a real pwsh that is killed while its child nft makes the changes: before the first of them, and so that the child goes on
/// without it. The next sync makes all right, and nothing is left in the end.
/// </summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class KilledFilterTests(LabSession lab) : IDisposable
{
    private const string Options = "-NodeName node1 -ClusterCidr 172.17.0.0/16 -AddressMode Link";

    /// <summary>The guest's files are its own: what is moved here is in its place on the machine.</summary>
    private const string Away = "/run/nft-away";

    private readonly ScratchNamespace _ns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("killed").FullName;

    private string Kill => Path.Combine(_folder, "kill");

    private string Done => Path.Combine(_folder, "done");

    public void Dispose()
    {
        LabSession.Native($"if [ -e {Away} ]; then mv {Away} /usr/sbin/nft; fi");
        _ns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_a_sync_that_is_killed_and_a_child_that_outlives_it_leave_the_next_one_makes_right_and_Clear_takes_back()
    {
        string clean = State();
        PutKiller();
        string first = Objects("first", "10.96.6.1", "172.17.0.3");
        string second = Objects("second", "10.96.6.2", "172.17.0.4");

        // Before nft has done anything: rules come first, so that there is nothing but the record.
        RunKilled(first, "before");
        Assert.Empty(_ns.Saved());
        Assert.DoesNotContain("ipvsps", _ns.Native("nft list tables; ip -br link"), StringComparison.Ordinal);
        Sync(first);
        string right = State();
        Assert.Contains("10.96.6.1 . 80", right, StringComparison.Ordinal);
        Assert.Empty(Sync(first).Output);

        // The child waits until the next sync has begun: what it writes then is not what that one wants.
        RunKilled(second, "late");
        Assert.False(File.Exists(Done), "The child was not late.");
        Sync(first);
        Assert.True(File.Exists(Done), "The sync did not wait for the child.");
        Assert.Equal(right, State());
        Assert.Empty(Sync(first).Output);

        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        Assert.Equal(clean, State());
    }

    /// <summary>In place of nft, and for as long as nobody is to be killed no other than it.</summary>
    private void PutKiller()
    {
        string program = Path.Combine(_folder, "nft");
        File.WriteAllText(
            program,
            $"""
            #!/bin/sh
            [ "$1" = -f ] && [ -e {Kill} ] || exec {Away} "$@"
            how=$(cat {Kill})
            rm {Kill}
            cat > {_folder}/commands
            kill -9 $PPID
            [ "$how" = late ] || exit 1
            sleep 4
            {Away} -f {_folder}/commands
            touch {Done}

            """
        );
        LabSession.Native($"mv /usr/sbin/nft {Away}; cp {program} /usr/sbin/nft; chmod 755 /usr/sbin/nft");
    }

    private void RunKilled(string objects, string how)
    {
        const int KilledBySignal9 = 128 + 9;
        File.WriteAllText(Kill, how);
        string script = Path.Combine(_folder, "sync.ps1");
        File.WriteAllText(script, $"{objects} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns}");
        using Process process = Process.Start("bash", ["-c", $"exec {LabSession.PwshCommand} '{script}'"]);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "It was not killed.");
        Assert.Equal(KilledBySignal9, process.ExitCode);
    }

    private EngineResult Sync(string objects) =>
        lab.Works($"{objects} | Sync-IpvsKubernetesService {Options} -PassThru -NetNamespace {_ns}");

    private string Objects(string name, string address, string endpoint)
    {
        string file = Path.Combine(_folder, $"{name}.json");
        File.WriteAllText(file, ClusterText.Web(address, 8080, [endpoint]));
        return $"Get-Content '{file}' -Raw";
    }

    /// <summary>All that a sync may change.</summary>
    private string State() =>
        string.Join('\n', _ns.Saved())
        + _ns.Native(
            """
            bash -c 'nft list ruleset; ip -br link | cut -d" " -f1; ip -br addr; ip route show table all
            sysctl net.ipv4.vs.expire_nodest_conn net.ipv4.vs.expire_quiescent_template net.ipv4.vs.conntrack net.ipv4.ip_forward
            ls /run/ipvsps/*.json 2>/dev/null || true'
            """
        );
}
