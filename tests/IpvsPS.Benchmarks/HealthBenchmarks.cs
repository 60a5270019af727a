using System.Globalization;
using System.Net;
using IpvsPS.Health;
using IpvsPS.State;
using IpvsPS.Testing.Health;

namespace IpvsPS.Benchmarks;

/// <summary>Thousands of connections every five seconds by Watch-IpvsHealth and by keepalived, side by side.</summary>
internal sealed class HealthBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int Runs = 3;
    private static readonly int[] Sizes = [500, 2_000];
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(20);

    public override string Name => "health";

    public override IEnumerable<string> Notes()
    {
        yield return string.Join(' ', Sizes.Select(Lateness));
        yield return string.Join(
            '\n',
            [
                "| targets, every 5 s | run | probes of IpvsPS, keepalived | CPU a probe of IpvsPS | of keepalived | ratio "
                    + "| memory of IpvsPS | of keepalived | in TIME_WAIT |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
                .. Sizes.SelectMany(size => Enumerable.Range(1, Runs).Select(run => Beside(size, run))),
            ]
        );
    }

    private static string Beside(int size, int run)
    {
        using var stage = new LoadStage(size);
        LoadReport report = stage.Measure(RunTime);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {size:N0} | {run} | {report.OurProbes:N0}, {report.TheirProbes:N0} | {Micro(report.OurTime, report.OurProbes):N0} µs | "
                + $"{Micro(report.TheirTime, report.TheirProbes):N0} µs | "
                + $"{Micro(report.OurTime, report.OurProbes) / Micro(report.TheirTime, report.TheirProbes):N2} | "
                + $"{report.OurKilobytes / 1024.0:N0} MiB | {report.TheirKilobytes / 1024.0:N1} MiB | {report.TimeWaits} |"
        );
    }

    private static double Micro(TimeSpan time, int probes) => time.TotalMicroseconds / Math.Max(probes, 1);

    /// <summary>How late probes begin, with the monitor's own scheduler and connections.</summary>
    private static string Lateness(int size)
    {
        using var stage = new LoadStage(size);
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
        foreach (IPAddress address in LoadStage.Addresses(size))
        {
            scheduler.Add(new ProbeTarget(address, 80, check));
        }

        using var stop = new CancellationTokenSource(RunTime);
        using CancellationTokenRegistration end = stop.Token.Register(connects.End);
        scheduler.RunAsync(stop.Token).Wait(CancellationToken.None);
        late.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {late.Count:N0} probes of {size:N0} targets half began within {late[late.Count / 2]:N1} ms of their time and 99 % within "
                + $"{late[late.Count * 99 / 100]:N1} ms."
        );
    }
}
