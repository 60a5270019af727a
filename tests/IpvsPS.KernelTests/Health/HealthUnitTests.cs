using System.Text.Json;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>docs/ipvsps-health.service, as it is, under systemd.</summary>
[Trait(Kernels.Seconds, "40")]
public sealed class HealthUnitTests : IDisposable
{
    private const string Unit = "ipvsps-health";

    private readonly HealthBed _bed = new(50, 50);

    public void Dispose() => _bed.Dispose();

    /// <summary>Type=notify: systemctl start ends when the monitor has said that it is ready.</summary>
    [Fact]
    public void Systemd_starts_it_and_starts_it_again_when_it_is_killed_or_stands_still_and_has_its_events_in_JSON()
    {
        WriteFiles();
        _bed.Open(1);
        _bed.Open(2);
        using var manager = new ServiceManager(_bed.Folder);
        manager.Run($"systemctl start systemd-journald {Unit}");
        Assert.Equal("running", manager.Show(Unit, "SubState"));
        _bed.Close(2);
        _bed.AwaitWeights("1=50 2=0");
        JsonElement down = AwaitEvent(manager, "Down");
        Assert.Equal(("10.5.0.2", "Refused"), (down.GetProperty("RealAddress").GetString(), down.GetProperty("Outcome").GetString()));

        // The next one goes on from what the one before knew: the weight 0 is the monitor's, the full one is 50.
        manager.EndMain(Unit, "KILL");
        Assert.Equal("1=50 2=0", _bed.Weights());
        _bed.Open(2);
        _bed.AwaitWeights("1=50 2=50");

        manager.EndMain(Unit, "STOP");
        Assert.Contains(manager.Journal(Unit), line => line.Contains("Watchdog timeout", StringComparison.Ordinal));
        manager.Run($"systemctl reload {Unit}");
        AwaitEvent(manager, "Reloaded");
        manager.Run($"systemctl stop {Unit}");
        Assert.Equal(("inactive", "success"), (manager.Show(Unit, "ActiveState"), manager.Show(Unit, "Result")));
        Assert.Equal("1=50 2=50", _bed.Weights());
    }

    /// <summary>The unit, with a watchdog that a test can wait for.</summary>
    private void WriteFiles()
    {
        Directory.CreateDirectory("/etc/ipvsps");
        File.WriteAllText(
            "/etc/ipvsps/health.json",
            """
            { "version": 1, "health": { "check": [{ "kind": "Tcp", "interval": 0.3, "timeout": 0.3, "rise": 1, "fall": 2 }] },
              "services": [{ "virtualAddress": "10.0.0.185", "virtualPort": 80 }] }
            """
        );
        ServiceManager.WriteUnit(_bed.Folder, $"{Unit}.service", _bed.Namespace, "WatchdogSec=10\n");
    }

    /// <summary>All that the monitor has written are lines of JSON; waits for one of a kind.</summary>
    private static JsonElement AwaitEvent(ServiceManager manager, string kind)
    {
        JsonElement[] found = [];
        Poll.Until(
            () =>
            {
                found = [.. manager.Events(Unit).Where(happened => happened.GetProperty("Kind").GetString() == kind)];
                return found.Length > 0;
            },
            $"{kind} in the journal"
        );
        return found[0];
    }
}
