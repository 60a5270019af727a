namespace IpvsPS.ServiceProxy.Live;

/// <summary>When a loop has what to do, on its clock.</summary>
internal readonly record struct LoopTimes()
{
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    /// <summary>When what waits is made.</summary>
    private TimeSpan Queued { get; init; } = TimeSpan.Zero;

    /// <summary>Before this nothing is made.</summary>
    private TimeSpan Earliest { get; init; }

    /// <summary>When everything is compared.</summary>
    public TimeSpan Repair { get; private init; } = Never;

    /// <summary>When the machine's addresses are read.</summary>
    public TimeSpan Addresses { get; private init; } = Never;

    /// <summary>When real servers that end are looked at.</summary>
    public TimeSpan Drain { get; private init; } = Never;

    /// <summary>When the first of all that is to be done.</summary>
    public TimeSpan Next
    {
        get
        {
            TimeSpan first = Min(Min(Queued, Repair), Min(Addresses, Drain));
            return first > Earliest ? first : Earliest;
        }
    }

    /// <summary>An address of the machine has come or gone.</summary>
    public LoopTimes ReadAddresses(TimeSpan now) => this with { Addresses = Min(Addresses, now) };

    /// <summary>Something waits from now on.</summary>
    public LoopTimes Queue(TimeSpan now) => this with { Queued = Min(Queued, now) };

    /// <summary>After everything that was due was done.</summary>
    public LoopTimes After(TimeSpan now, ServiceProxyLoopOptions options, bool hasComparedAll, TimeSpan? drain) =>
        new()
        {
            Queued = Never,
            Earliest = now + options.MinimumInterval,
            Repair = hasComparedAll ? now + options.RepairInterval : Repair,
            Drain =
                drain is null ? Never
                : Drain <= now || Drain == Never ? now + drain.Value
                : Drain,
        };

    /// <summary>Everything that is to be done is done at a time, and nothing before.</summary>
    public LoopTimes AllAt(TimeSpan time) => this with { Queued = time, Earliest = time };

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
