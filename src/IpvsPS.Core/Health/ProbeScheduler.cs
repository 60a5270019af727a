using System.Diagnostics;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>A probe that has ended, with what it changed.</summary>
/// <param name="Target">What was probed.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Before">The state before it.</param>
/// <param name="After">The state after it.</param>
/// <param name="Lateness">How long after its time it began, because others had their turn: not the server's fault.</param>
public sealed record ProbeReport(ProbeTarget Target, ProbeResult Result, HealthState Before, HealthState After, TimeSpan Lateness);

/// <summary>
/// Probes targets over and over, equal ones once, on a clock that only goes forward. Intervals are spread by a tenth, the
/// first round by up to two seconds, and what a pause has missed is not made up for.
/// </summary>
/// <param name="probe">Makes one probe.</param>
/// <param name="report">Is told of each probe, one at a time. Other probes go on meanwhile.</param>
/// <param name="mostAtOnce">How many probes run at once; others wait for their turn.</param>
public sealed class ProbeScheduler(
    Func<ProbeTarget, CancellationToken, Task<ProbeResult>> probe,
    Action<ProbeReport> report,
    int mostAtOnce = 512
) : IProbeTargets
{
    private const double Tenth = 0.1;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2);

    /// <summary>What is due so soon is started with what is due now: waking up costs more than a probe.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    /// <summary>A wait that takes so much longer was a pause of this process.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly object _reporting = new();
    private readonly Dictionary<ProbeTarget, Entry> _entries = [];
    private readonly PriorityQueue<Entry, TimeSpan> _queue = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<(Entry Entry, TimeSpan Lateness)> _due = [];

    /// <summary>When the loop looks again by itself; it looks at once when something is due sooner, or has its turn at last.</summary>
    private TimeSpan _looksAt = TimeSpan.MaxValue;
    private bool _waitsForTurn;
    private int _running;

    /// <summary>
    /// Whether starting a probe and taking its report take no time, so that neither needs a thread of the pool: the probe goes on
    /// elsewhere.
    /// </summary>
    internal bool StartsInPlace { get; init; }

    /// <summary>How many distinct targets there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Adds a target; one that is there already is counted once more, and probed no more often.</summary>
    /// <param name="target">The target.</param>
    /// <param name="state">What is known of it, from an earlier run; null where nothing is.</param>
    public void Add(ProbeTarget target, HealthState? state = null)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(target, out Entry? entry))
            {
                entry.Uses++;
                return;
            }

            entry = new Entry(target, state ?? HealthState.Start(target.Check));
            _entries.Add(target, entry);
            if (!Enqueue(entry, _clock.Elapsed + First(target.Check)))
            {
                return;
            }
        }

        _changed.Release();
    }

    /// <summary>Takes a target off that was added; the last time ends its probes.</summary>
    /// <param name="target">The target.</param>
    public void Remove(ProbeTarget target)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(target, out Entry? entry) && --entry.Uses == 0)
            {
                _entries.Remove(target);
            }
        }
    }

    /// <summary>What is known of a target.</summary>
    /// <param name="target">The target.</param>
    /// <returns>Its state, or null where it was not added.</returns>
    public HealthState? Find(ProbeTarget target) => Find(target, out _);

    /// <inheritdoc cref="Find(ProbeTarget)"/>
    /// <param name="target">The target.</param>
    /// <param name="last">How the last probe ended; null before it.</param>
    public HealthState? Find(ProbeTarget target, out ProbeResult? last)
    {
        lock (_lock)
        {
            bool isThere = _entries.TryGetValue(target, out Entry? entry);
            last = entry?.Last;
            return isThere ? entry!.State : null;
        }
    }

    /// <summary>Probes until it is stopped; probes that run then are ended.</summary>
    /// <param name="stop">Stops it.</param>
    /// <returns>A task that ends when the last probe has.</returns>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait = TakeDue();
            _due.ForEach(due => Start(due.Entry, due.Lateness, stop));
            _due.Clear();
            TimeSpan began = _clock.Elapsed;
            try
            {
                await _changed.WaitAsync(wait, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (wait >= TimeSpan.Zero && _clock.Elapsed - began > wait + LongestPause)
            {
                Spread();
            }
        }

        while (Volatile.Read(ref _running) > 0)
        {
            await Task.Delay(10, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>When the next probe is due after one has ended.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="random">0 to 1.</param>
    /// <returns>The interval, a tenth less or more.</returns>
    internal static TimeSpan Jitter(TimeSpan interval, double random) => interval * (1 - Tenth + (2 * Tenth * random));

    /// <summary>Takes what is due and has its turn, and says how long nothing else is.</summary>
    private TimeSpan TakeDue()
    {
        lock (_lock)
        {
            TimeSpan now = _clock.Elapsed;
            (_looksAt, _waitsForTurn) = (TimeSpan.MaxValue, false);
            while (_queue.TryPeek(out Entry? entry, out TimeSpan due))
            {
                if (entry.Uses > 0 && due > now + Grain)
                {
                    _looksAt = due;
                    return due - now;
                }

                if (entry.Uses > 0 && _running >= mostAtOnce)
                {
                    // A probe that ends makes room and says so.
                    _waitsForTurn = true;
                    return Timeout.InfiniteTimeSpan;
                }

                _queue.Dequeue();
                if (entry.Uses > 0)
                {
                    _running++;
                    _due.Add((entry, due < now ? now - due : TimeSpan.Zero));
                }
            }

            return Timeout.InfiniteTimeSpan;
        }
    }

    private void Start(Entry entry, TimeSpan lateness, CancellationToken stop) =>
        _ = StartsInPlace ? ProbeAsync(entry, lateness, stop) : Task.Run(() => ProbeAsync(entry, lateness, stop), CancellationToken.None);

    /// <summary>After a pause of this process all would be due at once: they are spread as in the first round.</summary>
    private void Spread()
    {
        lock (_lock)
        {
            TimeSpan now = _clock.Elapsed;
            List<Entry> late = [];
            while (_queue.TryPeek(out _, out TimeSpan due) && due <= now)
            {
                late.Add(_queue.Dequeue());
            }

            late.ForEach(entry => Enqueue(entry, now + First(entry.Target.Check)));
        }
    }

    private async Task ProbeAsync(Entry entry, TimeSpan lateness, CancellationToken stop)
    {
        try
        {
            ProbeResult result = await probe(entry.Target, stop).ConfigureAwait(false);
            Tell(entry, result, lateness);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        finally
        {
            bool wakes;
            lock (_lock)
            {
                _running--;
                wakes = _waitsForTurn;
                if (entry.Uses > 0)
                {
                    IpvsHealthCheck check = entry.Target.Check;
                    TimeSpan interval = entry.State.IsChanging ? check.FastInterval ?? check.Interval : check.Interval;
                    wakes |= Enqueue(entry, _clock.Elapsed + Jitter(interval, Random.Shared.NextDouble()));
                }
            }

            if (wakes)
            {
                _changed.Release();
            }
        }
    }

    /// <summary>Counts a result and reports it. Whoever is told may take a while: only other reports wait for that.</summary>
    private void Tell(Entry entry, ProbeResult result, TimeSpan lateness)
    {
        HealthState before;
        lock (_lock)
        {
            if (entry.Uses == 0)
            {
                return;
            }

            before = entry.State;
            entry.State = before.Next(entry.Target.Check, result.Outcome);
            entry.Last = result;
        }

        lock (_reporting)
        {
            report(new ProbeReport(entry.Target, result, before, entry.State, lateness));
        }
    }

    /// <summary>Says whether the loop must look sooner than it would; who says so once need not be asked again.</summary>
    private bool Enqueue(Entry entry, TimeSpan due)
    {
        _queue.Enqueue(entry, due);
        bool isSooner = due < _looksAt;
        _looksAt = isSooner ? due : _looksAt;
        return isSooner;
    }

    private static TimeSpan First(IpvsHealthCheck check) =>
        (check.Interval < LongestStart ? check.Interval : LongestStart) * Random.Shared.NextDouble();

    private sealed class Entry(ProbeTarget target, HealthState state)
    {
        public ProbeTarget Target { get; } = target;

        public HealthState State { get; set; } = state;

        public ProbeResult? Last { get; set; }

        public int Uses { get; set; } = 1;
    }
}
