using System.Diagnostics;
using IpvsPS.Firewall;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>What a proxy has done and how it is; written by its thread, read by any.</summary>
public sealed class ServiceProxyFigures
{
    /// <summary>A change that waits for longer means that the proxy is not healthy: twice kube-proxy's sync period.</summary>
    internal static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(60);

    private long _lastSync;
    private long _lastQueued;
    private long _waitingSince;

    /// <summary>How many changes of the kernel were made because objects wanted them.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>How many changes of somebody else were made right again.</summary>
    public long Repaired => Interlocked.Read(ref _repaired);

    /// <summary>How many syncs there were.</summary>
    public long Syncs => SyncSeconds.Count;

    /// <summary>How many syncs failed and were tried again.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Whether no change has waited for a minute. Before the first sync it is healthy, as kube-proxy is.</summary>
    public bool IsHealthy =>
        Interlocked.Read(ref _waitingSince) is var since
        && (since == 0 || LastSync is null || Stopwatch.GetElapsedTime(since) < LongestQueue);

    /// <summary>Whether load balancers may send to this node: its Node is there and is not leaving.</summary>
    public bool IsNodeEligible { get; internal set; }

    /// <summary>The end of the last sync that succeeded; null before the first.</summary>
    public DateTimeOffset? LastSync => TimeOf(Interlocked.Read(ref _lastSync));

    internal DateTimeOffset? LastQueued => TimeOf(Interlocked.Read(ref _lastQueued));

    internal Histogram SyncSeconds { get; } = Histogram.OfSyncs();

    internal Histogram ProgrammingSeconds { get; } = Histogram.OfProgramming();

    internal Histogram EventSeconds { get; } = Histogram.OfSyncs();

    internal (long Services, long Slices) ChangesSeen => (Interlocked.Read(ref _services), Interlocked.Read(ref _slices));

    internal IReadOnlyDictionary<AddressFamily, FamilyFigures> Families { get; } =
        FirewallWords.Families.ToDictionary(family => family, _ => new FamilyFigures());

    internal int Clashes { get; private set; }

    internal int Services { get; private set; }

    internal IReadOnlyList<HealthCheckPort> HealthChecks { get; private set; } = [];

    internal long FilterFailures => Interlocked.Read(ref _filterFailures);

    private long _changes;
    private long _repaired;
    private long _failures;
    private long _filterFailures;
    private long _services;
    private long _slices;

    /// <summary>Changes wait from now on, if none did.</summary>
    internal void Queue()
    {
        Interlocked.Exchange(ref _lastQueued, DateTimeOffset.UtcNow.UtcTicks);
        Interlocked.CompareExchange(ref _waitingSince, Stopwatch.GetTimestamp(), 0);
    }

    /// <summary>A sync has succeeded.</summary>
    internal void Take(FeedBatch batch, TimeSpan duration)
    {
        SyncSeconds.Observe(duration.TotalSeconds);
        foreach (long arrived in batch.Arrivals)
        {
            EventSeconds.Observe(Stopwatch.GetElapsedTime(arrived).TotalSeconds);
        }

        foreach (DateTimeOffset trigger in batch.Triggers)
        {
            ProgrammingSeconds.Observe(Math.Max(0, (DateTimeOffset.UtcNow - trigger).TotalSeconds));
        }

        Interlocked.Add(ref _services, batch.Kinds.GetValueOrDefault(ClusterKind.Service)?.Changes ?? 0);
        Interlocked.Add(ref _slices, batch.Kinds.GetValueOrDefault(ClusterKind.EndpointSlice)?.Changes ?? 0);
        Interlocked.Exchange(ref _lastSync, DateTimeOffset.UtcNow.UtcTicks);
    }

    /// <summary>Nothing waits: what was said to is done, or came to nothing.</summary>
    internal void Settle() => Interlocked.Exchange(ref _waitingSince, 0);

    /// <summary>What services want now.</summary>
    internal void Take(ServiceTracker tracker)
    {
        IsNodeEligible = tracker.Node.Own is { IsLeaving: false };
        HealthChecks = [.. tracker.State.HealthChecks];
        Services = tracker.State.ServiceCount;
        Clashes = tracker.State.Events.Count(told =>
            told.Code is ServiceProxyEventCode.ServiceClash or ServiceProxyEventCode.ForeignService
        );
        ServiceRules[] local =
        [
            .. tracker.State.Rules.Values.Where(rules => rules.Service.IsInternalPolicyLocal || rules.Service.IsExternalPolicyLocal),
        ];
        foreach ((AddressFamily family, FamilyFigures figures) in Families)
        {
            figures.Take(local, family);
        }
    }

    internal void TakeFlows(AddressFamily family, TimeSpan duration, int forgotten) => Families[family].Take(duration, forgotten);

    internal void Count(int changes, bool isRepair) => Interlocked.Add(ref isRepair ? ref _repaired : ref _changes, changes);

    internal void CountFailure(bool isOfFilter)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Add(ref _filterFailures, isOfFilter ? 1 : 0);
        Queue();
    }

    private static DateTimeOffset? TimeOf(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
