using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Statistics;

/// <summary>What has come to the counters of one service or real server since it was read before.</summary>
/// <param name="Added">What was counted meanwhile; where the counters began anew, what they have counted since.</param>
/// <param name="Elapsed">
/// The time between the two readings by the monotonic clock; where the counters began anew, since the whole table was read before.
/// </param>
/// <param name="IsReset">Whether the counters began anew: they were reset, or it is new.</param>
/// <param name="IsChanged">Whether anything at all differs from before.</param>
public readonly record struct CounterChange(IpvsCounters Added, TimeSpan Elapsed, bool IsReset, bool IsChanged)
{
    /// <summary>A second's share of an amount; 0 where no time has passed.</summary>
    /// <param name="amount">What was counted in <see cref="Elapsed"/>.</param>
    public double PerSecond(ulong amount) => Elapsed > TimeSpan.Zero ? amount / Elapsed.TotalSeconds : 0;
}

/// <summary>
/// The counters of a table as they were read before, for exact differences. What has gone is remembered for a while: the kernel
/// keeps a removed real server's counters for two minutes and more and gives them back if it is added again.
/// </summary>
/// <param name="clock">The monotonic clock.</param>
public sealed class CounterHistory(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Dictionary<RealServerId, Known> _known = [];
    private long _before;
    private long _now;
    private long _pruned;

    /// <summary>Whether a table was read before the present one, so that there are differences.</summary>
    public bool HasBefore { get; private set; }

    /// <summary>How a service is named in the history: as a real server without an address.</summary>
    /// <param name="service">The service.</param>
    public static RealServerId IdOf(IpvsServiceId service) => new(service, default, 0);

    /// <summary>Begins a reading of the table, at this moment.</summary>
    public void Begin()
    {
        HasBefore = _now != 0;
        _before = _now;
        _now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_pruned, _now) > Memory)
        {
            _pruned = _now;
            foreach ((RealServerId id, Known known) in _known)
            {
                if (clock.GetElapsedTime(known.At, _now) > Memory)
                {
                    _known.Remove(id);
                }
            }
        }
    }

    /// <summary>Notes the counters of this reading, and tells what has come to them.</summary>
    /// <param name="id">Whose they are.</param>
    /// <param name="counters">The counters.</param>
    /// <param name="rest">What else a change is seen by, in one number: weight and connections, say.</param>
    public CounterChange Note(RealServerId id, in IpvsCounters counters, int rest)
    {
        bool isKnown = _known.TryGetValue(id, out Known before);
        _known[id] = new Known(counters, rest, _now);
        if (isKnown && counters.IsAfter(before.Counters))
        {
            IpvsCounters added = counters - before.Counters;
            return new CounterChange(added, clock.GetElapsedTime(before.At, _now), false, added != default || rest != before.Rest);
        }

        TimeSpan elapsed = HasBefore ? clock.GetElapsedTime(_before, _now) : TimeSpan.Zero;
        return new CounterChange(counters, elapsed, true, true);
    }

    private readonly record struct Known(IpvsCounters Counters, int Rest, long At);
}
