using System.Globalization;
using IpvsPS.Health;
using IpvsPS.State;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;

namespace IpvsPS.Benchmarks;

/// <summary>
/// Thousands of connections every five seconds by Watch-IpvsHealth and by keepalived, side by side: twice as many each time until
/// the processor bears no more, and the most that it bears twice again.
/// </summary>
internal sealed class HealthBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int Runs = 3;
    private const int Least = 1_000;
    private const int Most = 32_000;

    /// <summary>Of the probes that are due in the time; a tenth less is how the intervals are spread.</summary>
    private const double LeastMade = 0.9;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LatestStart = TimeSpan.FromSeconds(1);

    public override string Name => "health";

    public override IEnumerable<string> Notes()
    {
        var rows = new List<string>();
        int borne = 0;
        for (int size = Least; size <= Most && Add(rows, size, 1); size *= 2)
        {
            borne = size;
        }

        for (int run = 2; run <= Runs && borne > 0; run++)
        {
            Add(rows, borne, run);
        }

        yield return string.Join(
            '\n',
            [
                "| targets, every 5 s | run | probes due | made by IpvsPS, keepalived | CPU a probe of IpvsPS | of keepalived | ratio "
                    + "| memory of IpvsPS, resident, proportional | of keepalived | late, half, 99 % | in TIME_WAIT |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
                .. rows,
            ]
        );
    }

    /// <summary>Measures one size; says whether the processor bears it.</summary>
    private static bool Add(List<string> rows, int size, int run)
    {
        using var stage = new LoadStage(size);
        if (stage.Measure(RunTime) is not { } report)
        {
            rows.Add($"| {size:N0} | {run} | not every target was probed within a minute |");
            return false;
        }

        double due = size * (RunTime / Interval);
        List<double> late = Lateness(stage, size);
        double latest = late[late.Count * 99 / 100];
        (double ours, double theirs) = (Micro(report.OurTime, report.OurProbes), Micro(report.TheirTime, report.TheirProbes));
        rows.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {run} | {due:N0} | {report.OurProbes:N0}, {report.TheirProbes:N0} | {ours:N0} µs | {theirs:N0} µs "
                    + $"| {ours / theirs:N2} | {Memory(report.OurMemory)} | {Memory(report.TheirMemory)} "
                    + $"| {late[late.Count / 2]:N1} ms, {latest:N1} ms | {report.TimeWaits} |"
            )
        );
        return report.OurProbes >= LeastMade * due && report.TheirProbes >= LeastMade * due && latest <= LatestStart.TotalMilliseconds;
    }

    private static double Micro(TimeSpan time, int probes) => time.TotalMicroseconds / Math.Max(probes, 1);

    private static string Memory(ProcessMemory memory) =>
        string.Create(CultureInfo.InvariantCulture, $"{memory.Resident / 1024.0:N1}, {memory.Proportional / 1024.0:N1} MiB");

    /// <summary>
    /// How late probes begin, in milliseconds and in order, with the monitor's own scheduler and connections in this process and
    /// keepalived beside them.
    /// </summary>
    private static List<double> Lateness(LoadStage stage, int size)
    {
        using IDisposable theirs = stage.StartKeepalived();
        using var connects = new ConnectLoop(stage.Ours);
        var late = new List<double>();
        var scheduler = new ProbeScheduler(
            new Prober(stage.Ours) { Connects = connects }.RunAsync,
            report => late.Add(report.Lateness.TotalMilliseconds)
        )
        {
            StartsInPlace = true,
        };
        var check = new IpvsHealthCheck();
        foreach (System.Net.IPAddress address in LoadStage.Addresses(size))
        {
            scheduler.Add(new ProbeTarget(address, 80, check));
        }

        using var stop = new CancellationTokenSource(RunTime);
        using CancellationTokenRegistration end = stop.Token.Register(connects.End);
        scheduler.RunAsync(stop.Token).Wait(CancellationToken.None);
        late.Sort();
        return late;
    }
}
