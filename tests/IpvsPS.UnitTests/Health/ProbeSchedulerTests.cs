using System.Collections.Concurrent;
using System.Net;
using IpvsPS.Health;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Targets once, turns, spread, and ends. Probes are made up.</summary>
public sealed class ProbeSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IpvsHealthCheck Fast = new()
    {
        Interval = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromMilliseconds(10),
        Rise = 1,
        Fall = 2,
    };

    [Fact]
    public async Task Equal_targets_are_probed_once_and_end_with_the_last_use()
    {
        var reports = new BlockingCollection<ProbeReport>();
        var scheduler = new ProbeScheduler((_, _) => Answer(ProbeOutcome.Passed), reports.Add);
        scheduler.Add(Target(1));
        scheduler.Add(Target(1));
        scheduler.Add(Target(2));
        Assert.Equal(2, scheduler.Count);
        using var stop = new CancellationTokenSource();
        Task running = scheduler.RunAsync(stop.Token);
        Until(() => scheduler.Find(Target(1))?.Health == ServerHealth.Up && scheduler.Find(Target(2))?.Health == ServerHealth.Up);
        scheduler.Remove(Target(1));
        Assert.NotNull(scheduler.Find(Target(1)));
        scheduler.Remove(Target(1));
        Assert.Null(scheduler.Find(Target(1)));
        await stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotEmpty(reports);
    }

    [Theory]
    [InlineData(IpvsHealthCheckKind.Tcp, "10.0.0.9", 80, 1)]
    [InlineData(IpvsHealthCheckKind.Tcp, "10.0.0.9", null, 2)]
    [InlineData(IpvsHealthCheckKind.Tcp, null, 80, 2)]
    [InlineData(IpvsHealthCheckKind.Icmp, null, null, 2)]
    [InlineData(IpvsHealthCheckKind.Icmp, "10.0.0.9", null, 1)]
    [InlineData(IpvsHealthCheckKind.Script, "10.0.0.9", 80, 4)]
    public void What_a_check_asks_is_asked_once_for_all_real_servers(IpvsHealthCheckKind kind, string? address, int? port, int count)
    {
        var scheduler = new ProbeScheduler((_, _) => Answer(ProbeOutcome.Passed), _ => { });
        foreach ((string server, int own) in new[] { ("10.0.0.1", 80), ("10.0.0.1", 81), ("10.0.0.2", 80), ("10.0.0.2", 81) })
        {
            // Each service has read the check for itself.
            IpvsHealthCheck check = Fast with
            {
                Kind = kind,
                Address = address is null ? null : IPAddress.Parse(address),
                Port = port,
            };
            scheduler.Add(new ProbeTarget(IPAddress.Parse(server), own, check));
        }

        Assert.Equal(count, scheduler.Count);
    }

    [Fact]
    public async Task No_more_run_at_once_than_may_and_all_have_their_turn()
    {
        int running = 0,
            most = 0;
        var probed = new ConcurrentDictionary<ProbeTarget, int>();
        var scheduler = new ProbeScheduler(
            async (target, stop) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Delay(5, stop);
                Interlocked.Decrement(ref running);
                probed.AddOrUpdate(target, 1, (_, count) => count + 1);
                return new ProbeResult(ProbeOutcome.Passed, TimeSpan.Zero);
            },
            _ => { },
            mostAtOnce: 3
        );
        for (int i = 1; i <= 40; i++)
        {
            scheduler.Add(Target(i));
        }

        using var end = new CancellationTokenSource();
        Task run = scheduler.RunAsync(end.Token);
        Until(() => probed.Count == 40 && probed.Values.Min() >= 2);
        await end.CancelAsync();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Who_takes_long_over_a_report_holds_up_no_probe()
    {
        using var goOn = new ManualResetEventSlim();
        var probed = new ConcurrentDictionary<ProbeTarget, int>();
        var scheduler = new ProbeScheduler(
            (target, _) =>
            {
                probed.TryAdd(target, 1);
                return Answer(ProbeOutcome.Passed);
            },
            _ => goOn.Wait(Patience)
        );
        scheduler.Add(Target(1));
        using var stop = new CancellationTokenSource();
        Task running = scheduler.RunAsync(stop.Token);
        Until(() => probed.Count == 1);
        Task<int> later = Task.Run(
            () =>
            {
                scheduler.Add(Target(2));
                return scheduler.Count;
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, await later.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Until(() => probed.Count == 2);
        goOn.Set();
        await stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reports_tell_what_changed_and_a_stop_ends_what_hangs()
    {
        var reports = new BlockingCollection<ProbeReport>();
        int count = 0;
        var scheduler = new ProbeScheduler(
            async (_, stop) =>
            {
                if (++count > 2)
                {
                    await Task.Delay(Timeout.Infinite, stop);
                }

                return new ProbeResult(ProbeOutcome.Refused, TimeSpan.Zero);
            },
            reports.Add
        );
        scheduler.Add(Target(1), new HealthState(ServerHealth.Up));
        using var stop = new CancellationTokenSource();
        Task running = scheduler.RunAsync(stop.Token);
        Until(() => count > 2);
        await stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(["Up Up", "Up Down"], reports.Select(report => $"{report.Before.Health} {report.After.Health}"));
    }

    [Theory]
    [InlineData(0, 900)]
    [InlineData(0.5, 1000)]
    [InlineData(1, 1100)]
    public void Intervals_are_spread_by_a_tenth(double random, int expected)
    {
        Assert.Equal(expected, ProbeScheduler.Jitter(TimeSpan.FromSeconds(1), random).TotalMilliseconds, precision: 6);
    }

    private static ProbeTarget Target(int last) => new(new IPAddress([10, 0, 0, (byte)last]), 80, Fast);

    private static Task<ProbeResult> Answer(ProbeOutcome outcome) => Task.FromResult(new ProbeResult(outcome, TimeSpan.Zero));

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
