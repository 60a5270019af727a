using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>Invoke-NetNamespace -FilePath, beside ip netns exec.</summary>
public sealed class InvokeProgramTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>
{
    [Theory]
    [InlineData("readlink /proc/self/ns/net")]
    [InlineData("ls /sys/class/net")]
    [InlineData("cat /etc/hosts")]
    [InlineData("cat /etc/resolv.conf")]
    public void A_program_sees_what_ip_netns_exec_shows_it(string command)
    {
        LabSession.Native("mkdir -p /etc/netns/red; echo '192.0.2.7 only-in-red' > /etc/netns/red/hosts");
        string[] words = command.Split(' ');

        string[] lines = Lines($"Invoke-NetNamespace red -FilePath {words[0]} -ArgumentList {words[1]}");

        Assert.Equal(LabSession.Native($"ip netns exec red {command}").TrimEnd('\n').Split('\n'), lines);
    }

    /// <summary>Both folders are root's, so a link there is what root wants: of the folder, of a file in it, and of what it
    /// covers.</summary>
    [Fact]
    public void Symbolic_links_below_etc_netns_lead_where_those_of_ip_netns_exec_lead()
    {
        LabSession.Native(
            """
            mkdir -p /run/settings /etc/netns; rm -rf /etc/netns/blue; ln -s /run/settings /etc/netns/blue
            echo 'from elsewhere' > /run/elsewhere; ln -sf /run/elsewhere /run/settings/hosts
            echo covered > /run/covered; ln -s /run/covered /etc/covering; echo 'in blue' > /run/settings/covering
            """
        );
        const string command = "cat /etc/hosts /etc/covering /run/covered";

        string[] lines = Lines($"Invoke-NetNamespace blue -FilePath cat -ArgumentList '{string.Join("', '", command.Split(' ')[1..])}'");

        Assert.Equal(["from elsewhere", "in blue", "in blue"], lines);
        Assert.Equal(LabSession.Native($"ip netns exec blue {command}").TrimEnd('\n').Split('\n'), lines);
        Assert.Equal(
            "covered\n",
            LabSession.Native("cat /run/covered; rm -r /etc/netns/blue /etc/covering /run/settings /run/elsewhere /run/covered")
        );
    }

    [Fact]
    public void Neither_the_session_nor_the_machine_notices()
    {
        LabSession.Native("mkdir -p /etc/netns/red; echo '192.0.2.7 only-in-red' > /etc/netns/red/hosts");
        const string state = "readlink /proc/self/ns/net /proc/self/ns/mnt; sort /proc/self/mounts; cat /etc/hosts; ls /sys/class/net";
        string before = LabSession.Native(state);

        Assert.Equal(["192.0.2.7 only-in-red", Home], Lines($"Invoke-NetNamespace red -FilePath cat /etc/hosts; {Here}"));
        Assert.Equal(before, LabSession.Native(state));
        // The thread that started the program may take a moment to end.
        string strays = LabSession.Native(
            $"for i in $(seq 50); do count=$(readlink /proc/{Environment.ProcessId}/task/*/ns/mnt | sort -u | wc -l); "
                + "[ $count = 1 ] && break; sleep 0.1; done; echo $count"
        );
        Assert.Equal("1", strays.Trim());
    }

    [Fact]
    public void A_namespace_without_a_name_has_no_files_of_its_own()
    {
        LabSession.Native("mkdir -p /etc/netns/red; echo '192.0.2.7 only-in-red' > /etc/netns/red/hosts");
        string pid = LabSession.StartSleep("unshare -n sleep 60");

        string[] lines = Lines(
            $"Invoke-NetNamespace {pid} -FilePath bash '-c', 'readlink /proc/self/ns/net; grep -c only-in-red /etc/hosts; true'"
        );

        Assert.Equal([LabSession.Native($"readlink /proc/{pid}/ns/net; kill {pid}").Trim(), "0"], lines);
    }

    [Fact]
    public void A_file_without_counterpart_is_warned_of()
    {
        LabSession.Native("mkdir -p /etc/netns/blue; touch /etc/netns/blue/no-such-file-in-etc");

        EngineResult result = Lab.Run("Invoke-NetNamespace blue -FilePath echo ran");

        Assert.Equal(["ran"], result.Of<string>());
        Assert.Contains("no-such-file-in-etc", Assert.Single(result.Warnings), StringComparison.Ordinal);
        LabSession.Native("rm -r /etc/netns/blue");
    }

    [Fact]
    public void Arguments_arrive_as_they_are_and_the_exit_code_is_known() =>
        Assert.Equal(
            ["<a b>", "<$HOME>", "<>", "<7>", "3"],
            Lines(
                "Invoke-NetNamespace red -FilePath bash '-c', 'printf \"<%s>\\n\" \"$@\"; "
                    + "exit 3', 'name', 'a b', '$HOME', '', 7; $LASTEXITCODE"
            )
        );

    [Fact]
    public void It_starts_where_the_session_is() =>
        Assert.Equal(
            ["/usr"],
            Lines(
                "$old = $PWD; $ExecutionContext.SessionState.Path.SetLocation('/usr') | Out-Null; "
                    + "Invoke-NetNamespace red -FilePath pwd; $null = $ExecutionContext.SessionState.Path.SetLocation($old)"
            )
        );

    [Fact]
    public void Lines_come_as_they_are_written_and_downstream_is_outside()
    {
        string[] lines = Lines(
            $"Invoke-NetNamespace red -FilePath bash '-c', 'echo 1; sleep 5; echo 2' | ForEach-Object {{ \"$_ $({Here})\"; "
                + $"if ($_ -eq 2) {{ 'late' }} }}"
        );

        Assert.Equal([$"1 {Home}", $"2 {Home}", "late"], lines);
    }

    [Fact]
    public void It_runs_once_in_each_namespace_of_the_pipeline() =>
        Assert.Equal(
            [two.Blue, two.Red],
            Lines("Get-NetNamespace | Invoke-NetNamespace -FilePath readlink -ArgumentList /proc/self/ns/net")
        );

    [Fact]
    public void A_consumer_that_has_had_enough_ends_the_program()
    {
        Assert.Equal(["y"], Lines("foreach ($once in 1) { Invoke-NetNamespace red -FilePath yes | ForEach-Object { $_; break } }"));
        Assert.Equal("0", LabSession.Native("pgrep -cx yes || true").Trim());
    }

    [Fact]
    public void Stopping_ends_the_program()
    {
        using Runspace runspace = ImportedRunspace.Open(PSThreadOptions.ReuseThread);
        using var endless = PowerShell.Create(runspace);
        endless.AddScript("Invoke-NetNamespace red -FilePath bash '-c', 'sleep 4321 & wait'").BeginInvoke();
        string? started = LabSession.Native("for i in $(seq 100); do pgrep -fx 'sleep 4321' && break; sleep 0.1; done");
        var clock = Stopwatch.StartNew();
        endless.Stop();

        Assert.NotEmpty(started);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal("0", LabSession.Native("pgrep -cfx 'sleep 4321' || true").Trim());
    }

    [Fact]
    public void What_is_no_program_is_said()
    {
        Fails(
            "Invoke-NetNamespace red -FilePath no-such-program",
            "NativeProgramNotFound",
            ErrorCategory.ObjectNotFound,
            "no-such-program",
            "PATH"
        );
        Fails("Invoke-NetNamespace red -FilePath Get-NetLink", "NativeProgramNotFound", ErrorCategory.ObjectNotFound, "script block");
        Fails("Invoke-NetNamespace none -FilePath echo", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "'none'");
    }

    [Fact]
    public void A_failing_program_is_an_error_where_that_is_asked_for() =>
        Fails(
            "& { $PSNativeCommandUseErrorActionPreference = $true; Invoke-NetNamespace red -FilePath false }",
            "NativeProgramFailed",
            ErrorCategory.NotSpecified,
            "exit code 1"
        );
}
