using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.State;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Health;

/// <summary>A monitor in a process of its own, and what is done to it.</summary>
[Trait(Kernels.Seconds, "35")]
public sealed partial class HealthMonitorTests(LabSession lab) : IDisposable
{
    private const string Fast = "{ \"kind\": \"Tcp\", \"interval\": 0.3, \"timeout\": 0.3, \"rise\": 1, \"fall\": 2 }";

    private const string Watched =
        $"{HealthBed.Service} -Check @{{ Kind = 'Tcp'; Interval = '300ms'; Timeout = '300ms'; Rise = 1; Fall = 2 }} "
        + "-SorryServer 10.5.0.9:80 -SorryForwardingMethod Masquerade -Apply";

    private readonly HealthBed _bed = new(5, 7, 0);

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Servers_come_and_go_with_their_listeners_and_the_next_monitor_goes_on()
    {
        _bed.Open(1);
        _bed.Open(2);
        _bed.Start(Watched);
        _bed.Await("Up", 2);
        Assert.Equal("1=5 2=7 3=0", _bed.Weights());
        lab.Fails(
            $"Watch-IpvsHealth {HealthBed.Service} -NetNamespace {_bed.Namespace}",
            "IpvsHealthMonitorRuns",
            ErrorCategory.ResourceBusy,
            "Get-IpvsHealth"
        );

        _bed.Close(1);
        Assert.Equal("Refused", _bed.Await("Down", 1).GetProperty("Outcome").GetString());
        _bed.AwaitWeights("1=0 2=7 3=0");
        Poll.Until(() => Known() == "1 Down 0 5,2 Up 7 7,3 Down 0 0", () => $"known: {Known()}");
        Assert.Equal(
            ["Down", "Up", "Down"],
            Texts($"Get-IpvsRealServer -NetNamespace {_bed.Namespace} | ForEach-Object {{ \"$($_.Health)\" }}")
        );
        Assert.Equal(
            ["", "Down", "Up", "Down"],
            Texts(
                $"Watch-IpvsStatistic -RealServer -Count 1 -Interval 100ms -NetNamespace {_bed.Namespace} | "
                    + "ForEach-Object { \"$($_.Health)\" }"
            )
        );

        // A person's weight is the full one.
        _bed.Namespace.Native($"ipvsadm -e -t {HealthBed.Service} -r 10.5.0.2:80 -m -w 9");
        Assert.Equal(9, _bed.Await("Adopted", 2).GetProperty("Weight").GetInt32());

        // Killed while one is down; the next knows its full weight.
        _bed.Monitor.Kill();
        _bed.Monitor.WaitForExit();
        string file = LocalMonitor.FileIn(StateDirectory.Default, _bed);
        File.WriteAllText(file, Written().Replace(File.ReadAllText(file), "\"written\": \"2020-01-01T00:00:00.0000000+00:00\""));
        Assert.Contains(
            $"process {_bed.Monitor.Id}, has ended",
            Assert.Single(lab.Works($"Get-IpvsHealth -NetNamespace {_bed.Namespace}").Warnings),
            StringComparison.Ordinal
        );
        _bed.Open(1);
        _bed.Start(Watched);
        _bed.Await("Up", 1);
        _bed.AwaitWeights("1=5 2=9 3=0");

        // None is left: the sorry server takes over.
        _bed.Open(9);
        _bed.Close(1);
        _bed.Close(2);
        _bed.Await("SorryOn");
        _bed.AwaitWeights("1=0 2=0 3=0 9=1");
        _bed.Open(2);
        _bed.Await("SorryOff");
        _bed.AwaitWeights("1=0 2=9 3=0");

        _bed.Signal("TERM");
        Assert.True(_bed.Monitor.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal("1=0 2=9 3=0", _bed.Weights());
    }

    [Fact]
    public void A_configuration_is_read_again_a_pause_writes_nothing_and_a_flushed_table_is_told()
    {
        _bed.Open(1);
        _bed.Open(2);
        Write("1, \"health\": { \"check\": [" + Fast + "] }");
        _bed.Start($"-LiteralPath '{_bed.Configuration}' -Apply");
        _bed.Await("Up", 2);

        // The process stands still while its probes run.
        _bed.Signal("STOP");
        Thread.Sleep(7000);
        _bed.Signal("CONT");
        _bed.Await("Paused");
        Assert.Equal("1=5 2=7 3=0", _bed.Weights());

        // A fault in the file leaves the former one.
        Write("1, \"health\": { \"checks\": [] }");
        Assert.Contains("line 1", _bed.Await("ReloadFailed").GetProperty("Reason").GetString(), StringComparison.Ordinal);
        Write("1, \"health\": { \"check\": [" + Fast + "], \"minimumHealthy\": 2 }");
        _bed.Await("Reloaded");
        _bed.Signal("HUP");
        _bed.Await("Reloaded");
        _bed.Close(1);
        _bed.Await("KeptUp", 1);
        Assert.Equal("1=5 2=7 3=0", _bed.Weights());

        _bed.Namespace.Native("ipvsadm -C");
        _bed.Await("Vanished");
        Assert.Equal(string.Empty, _bed.Weights());
        LabSession.Native($"ip netns delete {_bed.Namespace}");
        _bed.Await("NamespaceGone");
        Assert.True(_bed.Monitor.WaitForExit(TimeSpan.FromSeconds(10)));
        LabSession.Native($"ip netns add {_bed.Namespace}");
    }

    [Fact]
    public void Wrong_input_is_named_before_anything_starts()
    {
        Write("1");
        lab.Fails(
            $"Watch-IpvsHealth -Path '{_bed.Configuration}' -NetNamespace {_bed.Namespace}",
            "IpvsHealthSectionMissing",
            ErrorCategory.InvalidData,
            "health"
        );
        Write("1, \"health\": { \"check\": [{ \"rise\": 0 }] }");
        lab.Fails(
            $"Watch-IpvsHealth -Path '{_bed.Configuration}' -NetNamespace {_bed.Namespace}",
            "IpvsConfigurationInvalid",
            ErrorCategory.InvalidData,
            "line 1",
            "rise is 1 or more"
        );
        lab.Fails(
            $"Watch-IpvsHealth {HealthBed.Service} -MinimumHealthy half -NetNamespace {_bed.Namespace}",
            "IpvsHealthMinimumInvalid",
            ErrorCategory.InvalidArgument,
            "50%"
        );
        lab.Fails($"Watch-IpvsHealth -NetNamespace {_bed.Namespace}", "IpvsServiceMissing", ErrorCategory.InvalidArgument, "-Path");
        lab.Fails(
            $"Watch-IpvsHealth 10.9.9.9:80 -NetNamespace {_bed.Namespace}",
            "IpvsServiceNotFound",
            ErrorCategory.ObjectNotFound,
            "10.9.9.9"
        );
        lab.Fails(
            $"Watch-IpvsHealth {HealthBed.Service} -Via Namespace -NetNamespace {_bed.Namespace}",
            "IpvsHealthViaConflict",
            ErrorCategory.InvalidArgument
        );
        EngineResult none = lab.Works($"Get-IpvsHealth -NetNamespace {_bed.Namespace}");
        Assert.Empty(none.Output);
        Assert.Contains("No monitor has run", Assert.Single(none.Warnings), StringComparison.Ordinal);
    }

    [GeneratedRegex("\"written\": *\"[^\"]*\"")]
    private static partial Regex Written();

    private void Write(string version) =>
        File.WriteAllText(
            _bed.Configuration,
            $$"""{ "version": {{version}}, "services": [ { "virtualAddress": "10.0.0.185", "virtualPort": 80, """
                + "\"realServers\": [ { \"address\": \"10.5.0.1\", \"weight\": 5 } ] } ] }"
        );

    private string Known() =>
        string.Join(
            ',',
            Texts(
                $"Get-IpvsHealth -NetNamespace {_bed.Namespace} | ForEach-Object "
                    + "{ \"$($_.RealAddress.Split('.')[3]) $($_.Health) $($_.Weight) $($_.FullWeight)\" }"
            )
        );

    private string[] Texts(string script) => [.. lab.Works(script).Output.Select(item => $"{item}")];
}
