using System.Diagnostics;
using System.Globalization;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Benchmarks;

/// <summary>A minute of a thousand slice events a second over a large table, by Watch-IpvsKubernetesService in a pwsh of its own.</summary>
internal sealed class WatchBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int Runs = 3;
    private const int Services = 5_000;
    private const int Endpoints = 4;
    private const int EventsPerSecond = 1_000;

    /// <summary>Every tenth event is of one of so many services, which change faster than they can be made.</summary>
    private const int HotServices = 10;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public override string Name => "watch";

    public override IEnumerable<string> Notes() => Enumerable.Range(1, Runs).Select(Measure);

    /// <summary>Writes when each change was made, and for which service.</summary>
    internal const string WriteChanges =
        "& { process { if ($_.Service) { [Console]::Out.WriteLine(\"$($_.Time) $($_.Service) $($_.Dropped)\") } } }";

    private static string Measure(int run)
    {
        using var stage = new WatchStage(Services, Endpoints);
        stage.Start(string.Empty, WriteChanges);
        stage.AwaitTable();
        stage.Lines.Clear();
        (long syncs, long seen) = (WatchStage.Metric("kubeproxy_sync_proxy_rules_duration_seconds_count"), Seen());
        TimeSpan processor = OtherProcess.Time(stage.ProcessId);
        var flood = new Flood(stage);
        flood.Run();
        processor = OtherProcess.Time(stage.ProcessId) - processor;
        stage.AwaitTable();
        long arrived = Seen() - seen;
        syncs = WatchStage.Metric("kubeproxy_sync_proxy_rules_duration_seconds_count") - syncs;
        if (arrived != flood.Sent)
        {
            throw new InvalidOperationException($"{flood.Sent} events were sent, and {arrived} arrived.");
        }

        (double[] waits, int changes) = flood.Waits();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Run {run}: {flood.Sent:N0} slice events in {Duration.TotalSeconds:N0} s over {Services:N0} services with {Endpoints} "
                + $"endpoints: {syncs:N0} syncs, {changes:N0} changes, from an event to the kernel {waits[waits.Length / 2]:N0} ms (p50), "
                + $"{waits[waits.Length * 99 / 100]:N0} ms (p99), {waits[^1]:N0} ms at most; {processor / Duration:P0} of a processor; "
                + $"resident {string.Join(", ", flood.Resident.Select(Mebibytes))} MiB after 0, 20, 40 and 60 s."
        );
    }

    private static string Mebibytes(long kilobytes) => (kilobytes / 1024.0).ToString("N1", CultureInfo.InvariantCulture);

    private static long Seen() => WatchStage.Metric("kubeproxy_sync_proxy_rules_endpoint_changes_total");

    /// <summary>The events, and when each service was changed and its change made.</summary>
    private sealed class Flood(WatchStage stage)
    {
        private readonly Dictionary<string, DateTime> _sent = [];
        private readonly List<double> _waits = [];
        private int _next = HotServices;
        private int _changes;

        public int Sent { get; private set; }

        public List<long> Resident { get; } = [];

        public void Run()
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < Duration)
            {
                if (clock.Elapsed >= Duration / 3 * Resident.Count)
                {
                    Resident.Add(OtherProcess.Memory(stage.ProcessId).Resident);
                }

                for (double due = clock.Elapsed.TotalSeconds * EventsPerSecond; Sent < due; Sent++)
                {
                    Send();
                }

                Read();
                Thread.Sleep(1);
            }

            Resident.Add(OtherProcess.Memory(stage.ProcessId).Resident);
        }

        /// <summary>From each event to its change in milliseconds, in order; and all changes.</summary>
        public (double[] Waits, int Changes) Waits()
        {
            Poll.Until(
                () =>
                {
                    Read();
                    return _sent.Count == 0;
                },
                $"the changes of {_sent.Count} services"
            );
            return ([.. _waits.Order()], _changes);
        }

        private void Send()
        {
            if (Sent % 10 == 0)
            {
                stage.Change(Sent / 10 % HotServices);
                return;
            }

            // One after the other, and none whose change has not been made: two that came to nothing together would never be told.
            while (!_sent.TryAdd($"shop/s{_next}", DateTime.UtcNow))
            {
                Advance();
            }

            stage.Change(_next);
            Advance();
        }

        private void Advance() => _next = _next + 1 == Services ? HotServices : _next + 1;

        private void Read()
        {
            while (stage.Lines.TryDequeue(out string? line))
            {
                if (line.Split(' ') is not [var time, var service, var dropped])
                {
                    throw new InvalidOperationException(line);
                }

                if (dropped != "0")
                {
                    throw new InvalidOperationException($"{dropped} events were dropped.");
                }

                _changes++;
                if (_sent.Remove(service, out DateTime sent))
                {
                    DateTime made = DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
                    _waits.Add((made - sent).TotalMilliseconds);
                }
            }
        }
    }
}
