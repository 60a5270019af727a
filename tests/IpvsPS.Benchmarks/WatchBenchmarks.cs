using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.State;

namespace IpvsPS.Benchmarks;

/// <summary>A flood of slice events over a large table, from the feed to the kernel.</summary>
internal sealed class WatchBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int ServiceCount = 5_000;
    private const int EndpointCount = 4;
    private const int EventsPerSecond = 1_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, long> _waiting = [];
    private readonly List<double> _seconds = [];
    private readonly object _gate = new();

    public override string Name => "watch";

    public override IEnumerable<string> Notes()
    {
        using var netns = new BenchmarkNamespace();
        using var feed = new ClusterFeed(Enum.GetValues<ClusterKind>());
        using var stop = new CancellationTokenSource();
        using var synced = new ManualResetEventSlim();
        Fill(feed);
        var options = new ServiceProxyOptions("node1") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link };
        using var loop = new ServiceProxyLoop(
            netns.Handle,
            StateDirectory.Default,
            options,
            new ServiceProxyLoopOptions(),
            feed,
            happened => Note(happened, synced),
            stop.Token
        );
        var thread = new Thread(loop.Run);
        thread.Start();
        synced.Wait();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int sent = Flood(feed);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        WaitForAll(feed);
        stop.Cancel();
        thread.Join();
        double[] sorted = [.. _seconds.Order()];
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{sent:N0} slice events in {Duration.TotalSeconds:N0} s over {ServiceCount:N0} services with {EndpointCount} endpoints: "
                + $"{loop.Figures.Syncs:N0} syncs, from an event to the kernel {sorted[sorted.Length / 2] * 1000:N0} ms (p50), "
                + $"{sorted[sorted.Length * 99 / 100] * 1000:N0} ms (p99), {sorted[^1] * 1000:N0} ms at most; the heap "
                + $"{before / 1e6:N1} MB before and {after / 1e6:N1} MB after, {loop.Figures.Failures} failures."
        );
    }

    private static void Fill(ClusterFeed feed)
    {
        using JsonDocument list = JsonDocument.Parse(ClusterObjects.Json(ServiceCount, EndpointCount));
        JsonElement[] items = [.. list.RootElement.GetProperty("items").EnumerateArray()];
        feed.Replace(ClusterKind.Service, [.. items.Where(item => KindOf(item) == "Service")]);
        feed.Replace(ClusterKind.EndpointSlice, [.. items.Where(item => KindOf(item) == "EndpointSlice")]);
        feed.Replace(ClusterKind.Node, []);
        feed.Replace(ClusterKind.ServiceRange, []);
    }

    private int Flood(ClusterFeed feed)
    {
        long begin = Stopwatch.GetTimestamp();
        int sent = 0;
        var random = new Random(1);
        var held = new int[ServiceCount];
        Array.Fill(held, EndpointCount);
        while (Stopwatch.GetElapsedTime(begin) is var passed && passed < Duration)
        {
            for (; sent < passed.TotalSeconds * EventsPerSecond; sent++)
            {
                int one = random.Next(ServiceCount);
                held[one] = held[one] == EndpointCount ? EndpointCount - 1 : EndpointCount;
                using JsonDocument slice = JsonDocument.Parse(ClusterObjects.Slice(one, held[one]));
                lock (_gate)
                {
                    _waiting.TryAdd($"shop/s{one}", Stopwatch.GetTimestamp());
                }

                feed.Put(ClusterKind.EndpointSlice, slice.RootElement);
            }

            Thread.Sleep(1);
        }

        return sent;
    }

    /// <summary>A change of a service ends the wait of its events. Where two of them came to nothing, the next change ends it.</summary>
    private void Note(ServiceProxyHappening happened, ManualResetEventSlim synced)
    {
        if (happened.Kind == ServiceProxyHappeningKind.Synced)
        {
            synced.Set();
        }

        lock (_gate)
        {
            if (happened.Change is { Service: { Length: > 0 } service } && _waiting.Remove(service, out long came))
            {
                _seconds.Add(Stopwatch.GetElapsedTime(came).TotalSeconds);
            }
        }
    }

    private static void WaitForAll(ClusterFeed feed)
    {
        while (feed.PendingCount is not (0, 0))
        {
            Thread.Sleep(50);
        }

        Thread.Sleep(1000);
    }

    private static string KindOf(JsonElement item) => item.GetProperty("kind").GetString()!;
}
