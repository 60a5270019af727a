using System.Diagnostics;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Drain;

/// <summary>What one process suspends and another resumes, and what is left where one is killed.</summary>
public sealed class DrainProcessTests(LabSession lab) : IDisposable
{
    private readonly ScratchNamespace _netns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("drain").FullName;

    public void Dispose()
    {
        _netns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void One_process_suspends_and_another_resumes()
    {
        Make();
        LabSession.Native(Command("Suspend-IpvsRealServer 10.1.0.3 -NetNamespace $args[0] -Reason 'from afar' | Out-Null"));
        Assert.Equal("0 8", Weights());
        Assert.Equal("from afar", Text($"(Get-IpvsRealServer -RealAddress 10.1.0.3 -NetNamespace {_netns}).SuspendReason"));
        lab.Works($"Resume-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}");
        Assert.Equal("6 8", Weights());
    }

    [Fact]
    public void The_same_name_made_again_has_nothing_suspended()
    {
        Make();
        lab.Works($"$null = Suspend-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}");
        _netns.Leave();
        LabSession.Native($"ip netns delete {_netns}; ip netns add {_netns}; ip -n {_netns} link set lo up");
        Make(weight: 0);
        Assert.Equal(
            "False 0",
            Text(
                $"Get-IpvsRealServer -RealAddress 10.1.0.3 -NetNamespace {_netns} | ForEach-Object "
                    + $"{{ \"$($_.Suspended) $($_.FullWeight)\" }}"
            )
        );
        lab.Fails(
            $"Resume-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}",
            "IpvsFormerWeightUnknown",
            System.Management.Automation.ErrorCategory.ObjectNotFound
        );
        Assert.Equal("0 8", Weights());
    }

    /// <summary>Killed at whatever moment, the weight is the full one or comes back.</summary>
    [Fact]
    public void A_killed_process_leaves_a_weight_that_comes_back()
    {
        Make();
        var random = new Random(13);
        for (int round = 0; round < 4; round++)
        {
            string script = Write(
                "while ($true) { $null = Suspend-IpvsRealServer * -NetNamespace $args[0] 3>$null; "
                    + "[Console]::Out.WriteLine('round'); Resume-IpvsRealServer * -NetNamespace $args[0] -SlowStart 100ms }"
            );
            var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"exec {LabSession.PwshCommand} '{script}' {_netns}");
            using Process process = Process.Start(start)!;
            Assert.Equal("round", process.StandardOutput.ReadLine());
            Thread.Sleep(random.Next(400));
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            EngineResult resumed = lab.Run($"Resume-IpvsRealServer * -NetNamespace {_netns}");
            Assert.Empty(resumed.Errors);
            Assert.Equal("6 8", Weights());
        }
    }

    [Fact]
    public void Export_and_sync_know_what_is_suspended()
    {
        Make();
        string file = Path.Combine(_folder, "web.json");
        lab.Works(
            $"$null = Suspend-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}; Export-IpvsConfiguration {file} " + $"-NetNamespace {_netns}"
        );
        string text = File.ReadAllText(file);
        Assert.Contains(
            "\"address\": \"10.1.0.3\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 6, " + "\"suspended\": true",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"address\": \"10.1.0.4\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 8 }",
            text,
            StringComparison.Ordinal
        );

        // A file that gives it weight leaves it suspended, and says so; what it says of the others is done.
        File.WriteAllText(
            file,
            text.Replace(", \"suspended\": true", string.Empty, StringComparison.Ordinal)
                .Replace("\"weight\": 8", "\"weight\": 9", StringComparison.Ordinal)
        );
        EngineResult synced = lab.Run($"Sync-IpvsConfiguration {file} -NetNamespace {_netns} 3>&1");
        Assert.Contains(
            "is suspended and keeps the weight 0",
            Assert.Single(synced.ThrowOnError().Output).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal("0 9", Weights());
        Assert.Empty(lab.Works($"Compare-IpvsConfiguration {file} -NetNamespace {_netns} 3>$null").Output);
        lab.Works($"Resume-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}");
        Assert.Equal("6 9", Weights());
    }

    [Fact]
    public void A_file_with_a_suspended_server_suspends_it_where_it_is_loaded()
    {
        Make();
        string file = Path.Combine(_folder, "web.json");
        lab.Works(
            $"$null = Suspend-IpvsRealServer 10.1.0.3 -NetNamespace {_netns}; Export-IpvsConfiguration {file} " + $"-NetNamespace {_netns}"
        );
        using var other = new ScratchNamespace();
        lab.Works($"Import-IpvsConfiguration {file} -NetNamespace {other}");
        Assert.Equal(
            "True 0 6",
            Text(
                $"Get-IpvsRealServer -RealAddress 10.1.0.3 -NetNamespace {other} | ForEach-Object "
                    + $"{{ \"$($_.Suspended) $($_.Weight) $($_.FullWeight)\" }}"
            )
        );
        lab.Works($"Resume-IpvsRealServer 10.1.0.3 -NetNamespace {other}; Sync-IpvsConfiguration {file} -NetNamespace {other}");
        Assert.Equal(
            "True 0 6",
            Text(
                $"Get-IpvsRealServer -RealAddress 10.1.0.3 -NetNamespace {other} | ForEach-Object "
                    + $"{{ \"$($_.Suspended) $($_.Weight) $($_.FullWeight)\" }}"
            )
        );
    }

    [Fact]
    public void A_removed_server_that_is_added_again_is_not_suspended()
    {
        Make();
        lab.Works($"Suspend-IpvsRealServer 10.1.0.3 -NetNamespace {_netns} | Remove-IpvsRealServer");
        _netns.Native("ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.3 -m -w 0");
        Assert.Equal("False", Text($"(Get-IpvsRealServer -RealAddress 10.1.0.3 -NetNamespace {_netns}).Suspended"));
    }

    private void Make(int weight = 6) =>
        _netns.Native(
            $"sh -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.3 -m -w {weight}; ipvsadm -a -t 10.0.0.1:80 -r "
                + $"10.1.0.4 -m -w 8'"
        );

    private string Weights() => Text($"(Get-IpvsRealServer -NetNamespace {_netns} | ForEach-Object Weight) -join ' '");

    private string Text(string script) => $"{Assert.Single(lab.Works(script).Output)}";

    private string Command(string script) => $"{LabSession.PwshCommand} '{Write(script)}' {_netns}";

    private string Write(string script)
    {
        string path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, script);
        return path;
    }
}
