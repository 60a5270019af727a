using IpvsPS.Health;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>What the machine does to a monitor: it writes no wrong weight, and says what has happened.</summary>
public sealed class HealthFaultTests : IDisposable
{
    private readonly HealthBed _bed = new(5, 7);
    private readonly string _folder = Directory.CreateTempSubdirectory("health-state").FullName;

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("no JSON at all", "does not hold")]
    [InlineData("""{ "format": "health", "version": 0, "bootId": "BOOT", "namespace": "NETNS", "content": {} }""", "no version 0")]
    [InlineData("""{ "format": "health", "version": 9, "bootId": "BOOT", "namespace": "NETNS", "content": {} }""", "version 9")]
    public void A_file_that_cannot_be_read_is_told_and_left_alone_and_weights_are_right(string content, string reason)
    {
        var directory = new StateDirectory(Path.Combine(_folder, "state"));
        Directory.CreateDirectory(directory.Path);
        string file = LocalMonitor.FileIn(directory, _bed);
        string name = Path.GetFileNameWithoutExtension(file)["health-".Length..];
        content = content.Replace("BOOT", directory.BootId, StringComparison.Ordinal).Replace("NETNS", name, StringComparison.Ordinal);
        File.WriteAllText(file, content);
        _bed.Open(1);
        _bed.Open(2);
        using var monitor = new LocalMonitor(_bed, directory);
        Assert.Contains(reason, monitor.Await(HealthEventKind.StateNotRead).Reason, StringComparison.Ordinal);
        GoesDownAndUp(monitor);
        Assert.Equal(content, File.ReadAllText(file));
    }

    [Fact]
    public void What_a_former_version_wrote_is_gone_on_with()
    {
        var directory = new StateDirectory(Path.Combine(_folder, "state"));
        _bed.Open(2);
        using (var first = new LocalMonitor(_bed, directory))
        {
            first.Await(HealthEventKind.WeightChanged, 1);
        }

        // It knew of no weights that scripts ask for.
        string file = LocalMonitor.FileIn(directory, _bed);
        string[] lines = [.. File.ReadAllLines(file).Where(line => !line.Contains("\"askedWeight\"", StringComparison.Ordinal))];
        Assert.NotEqual(File.ReadAllLines(file).Length, lines.Length);
        File.WriteAllLines(file, lines);
        _bed.AwaitWeights("1=0 2=7");
        _bed.Open(1);
        using var monitor = new LocalMonitor(_bed, directory);
        Assert.Equal((0, 5), Weights(monitor.Await(HealthEventKind.WeightChanged, 1)));
        _bed.AwaitWeights("1=5 2=7");
    }

    [Fact]
    public void A_full_file_system_is_told_and_weights_are_right()
    {
        LabSession.Native($"mount -t tmpfs -o size=64k tmpfs '{_folder}'");
        try
        {
            var directory = new StateDirectory(Path.Combine(_folder, "state"));
            Directory.CreateDirectory(directory.Path);
            LabSession.Native($"dd if=/dev/zero of='{_folder}/full' bs=4k 2> /dev/null || true");
            _bed.Open(1);
            _bed.Open(2);
            using (var monitor = new LocalMonitor(_bed, directory))
            {
                Assert.Contains("no space", monitor.Await(HealthEventKind.StateNotWritten).Reason, StringComparison.Ordinal);
                GoesDownAndUp(monitor);
                Assert.False(File.Exists(LocalMonitor.FileIn(directory, _bed)));
                File.Delete(Path.Combine(_folder, "full"));
                Poll.Until(() => File.Exists(LocalMonitor.FileIn(directory, _bed)), "what is known in a file");
            }
        }
        finally
        {
            LabSession.Native($"umount '{_folder}'");
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_an_hour_and_forth_delays_nothing()
    {
        _bed.Open(1);
        _bed.Open(2);
        using var monitor = new LocalMonitor(_bed, new StateDirectory(Path.Combine(_folder, "state")));
        monitor.Await(HealthEventKind.Up, 2);
        try
        {
            LabClock.Move(-3600);
            GoesDownAndUp(monitor);
        }
        finally
        {
            LabClock.Move(3600);
        }

        GoesDownAndUp(monitor);
    }

    private static (int?, int?) Weights(HealthEvent happened) => (happened.FormerWeight, happened.Weight);

    private void GoesDownAndUp(LocalMonitor monitor)
    {
        _bed.Close(1);
        Assert.Equal(ProbeOutcome.Refused, monitor.Await(HealthEventKind.Down, 1).Outcome);
        Assert.Equal((5, 0), Weights(monitor.Await(HealthEventKind.WeightChanged, 1)));
        Assert.Equal("1=0 2=7", _bed.Weights());
        _bed.Open(1);
        monitor.Await(HealthEventKind.Up, 1);
        Assert.Equal((0, 5), Weights(monitor.Await(HealthEventKind.WeightChanged, 1)));
        Assert.Equal("1=5 2=7", _bed.Weights());
    }
}
