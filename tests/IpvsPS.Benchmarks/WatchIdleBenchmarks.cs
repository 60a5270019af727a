using System.Diagnostics;
using System.Globalization;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Benchmarks;

/// <summary>What Watch-IpvsKubernetesService holds, and how often it is woken where nothing happens, beside a bare pwsh.</summary>
internal sealed class WatchIdleBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public override string Name => "watch-idle";

    public override IEnumerable<string> Notes()
    {
        using Process bare = Shell.Start("exec pwsh -NoProfile -NonInteractive -Command 'Start-Sleep 10000'");
        var rows = new List<string> { "| | resident, proportional | processor in a minute | woken in a minute |\n|---|--:|--:|---|" };
        foreach (int services in (int[])[100, 5_000])
        {
            using var stage = new WatchStage(services, 10);
            stage.Start(string.Empty, WatchBenchmarks.WriteChanges);
            stage.AwaitTable();
            rows.Add(Row(string.Create(CultureInfo.InvariantCulture, $"{services:N0} services with 10 endpoints"), stage.ProcessId));
        }

        rows.Add(Row("a bare pwsh", bare.Id));
        bare.Kill();
        bare.WaitForExit();
        yield return string.Join('\n', rows);
    }

    private static string Row(string title, int process)
    {
        Thread.Sleep(Settling);
        (Dictionary<string, long> before, TimeSpan time) = (OtherProcess.Wakeups(process), OtherProcess.Time(process));
        Thread.Sleep(Duration);
        Dictionary<string, long> after = OtherProcess.Wakeups(process);
        time = OtherProcess.Time(process) - time;
        var woken = after
            .Select(thread => (Name: thread.Key, Count: thread.Value - before.GetValueOrDefault(thread.Key)))
            .Where(thread => thread.Count > 0)
            .GroupBy(thread => thread.Name[..thread.Name.LastIndexOf(' ')])
            .Select(threads => $"{threads.Key} {threads.Sum(thread => thread.Count)}");
        ProcessMemory memory = OtherProcess.Memory(process);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {title} | {memory.Resident / 1024.0:N1}, {memory.Proportional / 1024.0:N1} MiB | {time.TotalMilliseconds:N0} ms "
                + $"| {string.Join(", ", woken)} |"
        );
    }
}
