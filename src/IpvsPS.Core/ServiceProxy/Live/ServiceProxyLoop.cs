using System.Diagnostics;
using IpvsPS.Firewall;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>
/// Keeps a node's services as its cluster wants them, for ever, on the thread that runs it: what comes is made, what somebody else has
/// changed is made right, and what fails is tried again. Nothing is ever taken away because the cluster cannot be asked.
/// </summary>
public sealed partial class ServiceProxyLoop : IDisposable
{
    /// <summary>How often real servers that end are looked at.</summary>
    private static readonly TimeSpan DrainInterval = TimeSpan.FromSeconds(5);

    /// <summary>A wait in milliseconds is no longer than an int.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    /// <summary>A sync that is on its way is finished when the loop is stopped, but for this long at the most.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4);

    private readonly NetNamespaceHandle _netns;
    private readonly StateDirectory _directory;
    private readonly ServiceProxyOptions _options;
    private readonly ServiceProxyLoopOptions _loop;
    private readonly ClusterFeed _feed;
    private readonly Action<ServiceProxyHappening> _tell;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _late = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HealthCheckServers _checks;
    private readonly AddressEvents _addresses;
    private readonly HashSet<ServiceProxyEvent> _told = [];
    private ServiceProxySync? _sync;
    private ClusterState? _cluster;
    private LoopTimes _times = new();
    private bool _needsAll = true;
    private bool _hasSynced;
    private int _failures;

    /// <summary>Opens a namespace, whose services are kept by nobody else from now on.</summary>
    /// <param name="netns">The namespace; it must stay open.</param>
    /// <param name="directory">Where the record lies.</param>
    /// <param name="options">How this node's services are to be made.</param>
    /// <param name="loop">How they are kept.</param>
    /// <param name="feed">The objects.</param>
    /// <param name="tell">Is told of what happens, on the thread of <see cref="Run"/>.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The kernel has no IPVS, or refused a socket.</exception>
    /// <exception cref="StateException">The record could not be read, or another process keeps the services.</exception>
    public ServiceProxyLoop(
        NetNamespaceHandle netns,
        StateDirectory directory,
        ServiceProxyOptions options,
        ServiceProxyLoopOptions loop,
        ClusterFeed feed,
        Action<ServiceProxyHappening> tell,
        CancellationToken stop
    )
    {
        (_netns, _directory, _options, _loop, _feed, _tell, _stop) = (netns, directory, options, loop, feed, tell, stop);
        _checks = new HealthCheckServers(netns, options, Figures);
        _sync = ServiceProxySync.Open(netns, directory, Figures.TakeFlows, _late.Token);
        try
        {
            _addresses = AddressEvents.Open(netns);
        }
        catch
        {
            // Else nobody could keep the services until this is collected.
            _sync.Dispose();
            throw;
        }
    }

    /// <summary>What has been done, and how it is.</summary>
    public ServiceProxyFigures Figures { get; } = new();

    /// <summary>Keeps the services until it is stopped; the table stays as it is then.</summary>
    public void Run()
    {
        using CancellationTokenRegistration late = _stop.Register(() => _late.CancelAfter(StopTime));
        WaitHandle[] handles = [_feed.Changed, _addresses.Changed, _stop.WaitHandle];
        while (!_stop.IsCancellationRequested)
        {
            _loop.Beat?.Invoke();
            if (_feed.IsListed && _times.Next <= _clock.Elapsed)
            {
                Pass();
                continue;
            }

            switch (WaitHandle.WaitAny(handles, Pause()))
            {
                case 0:
                    Figures.Queue();
                    _times = _times.Queue(_clock.Elapsed);
                    break;
                case 1:
                    _times = _times.ReadAddresses(_clock.Elapsed);
                    break;
            }
        }
    }

    /// <summary>How long nothing is to be done, if nothing happens.</summary>
    private TimeSpan Pause()
    {
        TimeSpan most = _loop.Beat is null ? LongestWait : _loop.BeatInterval;
        TimeSpan pause = _feed.IsListed ? _times.Next - _clock.Elapsed : most;
        return pause <= TimeSpan.Zero ? TimeSpan.Zero
            : pause < most ? pause
            : most;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _addresses.Dispose();
        _checks.Dispose();
        _sync?.Dispose();
        _late.Dispose();
    }

    private void Pass()
    {
        try
        {
            _sync ??= ServiceProxySync.Open(_netns, _directory, Figures.TakeFlows, _late.Token);
            Work(_sync);
        }
        catch (Exception e) when (e is NetlinkException or FirewallException or StateException or NetNamespaceException)
        {
            // The next pass compares everything, over new sockets.
            _sync?.Dispose();
            (_sync, _needsAll) = (null, true);
            Figures.CountFailure(e is FirewallException);
            _tell(new(ServiceProxyHappeningKind.Failed, DateTimeOffset.UtcNow) { Failure = e });
            Retry();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It took too long to finish: the record has what was begun.
        }
    }

    private void Work(ServiceProxySync sync)
    {
        TimeSpan began = _clock.Elapsed;
        FeedBatch batch = _feed.Take();
        bool isRepair = _times.Repair <= began;
        IReadOnlyList<HostAddress>? host = _cluster is null || isRepair || _times.Addresses <= began ? ReadHost(sync) : null;
        ServiceProxyChanges changes = TakeIn(sync, batch, host);
        bool isComplete = true;
        if (_needsAll)
        {
            isComplete = Make(sync, sync.Plan(_cluster!, _loop.Sync), isRepair: false, isWhole: true);
        }
        else if (!changes.IsEmpty)
        {
            isComplete = Make(sync, sync.PlanChanges(_cluster!, changes, _loop.Sync), isRepair: false, isWhole: false);
        }

        if (!_needsAll && (isRepair || _times.Drain <= began) && sync.Draining.Count > 0)
        {
            isComplete &= Make(sync, sync.PlanDraining(_cluster!, _loop.Sync), isRepair: false, isWhole: false);
        }

        if (!_needsAll && isRepair)
        {
            isComplete &= Make(sync, sync.Plan(_cluster!, _loop.Sync), isRepair: true, isWhole: true);
        }

        batch.Problems.ForEach(TellProblem);
        Finish(batch, sync, isComplete, isRepair || _needsAll, began);
    }

    private ServiceProxyChanges TakeIn(ServiceProxySync sync, FeedBatch batch, IReadOnlyList<HostAddress>? host)
    {
        if (_cluster is null)
        {
            _cluster = sync.Begin(batch.Objects(), _options, host!);
        }
        else
        {
            batch.Apply(_cluster.Tracker);
            if (host is not null)
            {
                _cluster.Tracker.SetHost(host);
            }
        }

        return _cluster.Tracker.Update();
    }

    /// <summary>Makes the changes of a plan and tells them; false where the kernel refused some.</summary>
    private bool Make(ServiceProxySync sync, ServiceProxyPlan plan, bool isRepair, bool isWhole)
    {
        // A real server whose end has come since its service was looked at is removed as objects wanted it, and nothing is repaired.
        bool areRemovalsWanted =
            !isRepair
            || plan.Table.RemovedServers.TrueForAll(one => sync.Draining.ContainsKey(RealServerId.Of(one.Service.Id, one.Present)));
        List<ServiceProxyChange> changes = [.. plan.Changes()];
        IReadOnlyList<ServiceProxyRefusal> refusals =
            changes.Count == 0 && plan.HasSameRecord ? [] : sync.Apply(_cluster!, plan, _loop.Sync);
        foreach (ServiceProxyChange change in changes)
        {
            bool isRemoval = change is { Item: ServiceProxyItem.RealServer, Action: ServiceProxyAction.Remove };
            bool isOfRepair = isRepair && !(isRemoval && areRemovalsWanted);
            Figures.Count(1, isOfRepair);
            ServiceProxyHappeningKind kind = isOfRepair ? ServiceProxyHappeningKind.Repaired : ServiceProxyHappeningKind.Changed;
            _tell(new(kind, DateTimeOffset.UtcNow) { Change = change });
        }

        foreach (ServiceProxyRefusal refusal in refusals)
        {
            _tell(new(ServiceProxyHappeningKind.Refused, DateTimeOffset.UtcNow) { Refusal = refusal });
        }

        plan.Events.Where(_told.Add).ToList().ForEach(TellProblem);
        if (isWhole)
        {
            _told.IntersectWith(plan.Events);
        }

        return refusals.Count == 0;
    }

    private void Finish(FeedBatch batch, ServiceProxySync sync, bool isComplete, bool hasComparedAll, TimeSpan began)
    {
        TimeSpan now = _clock.Elapsed;
        if (!batch.IsEmpty || _needsAll || hasComparedAll)
        {
            Figures.Take(batch, now - began);
            Figures.Take(_cluster!.Tracker);
            _checks.Update(Figures.HealthChecks).ForEach(TellProblem);
        }

        _times = _times.After(now, _loop, hasComparedAll, sync.Draining.Count > 0 ? DrainInterval : null);
        if (!_hasSynced && isComplete)
        {
            _hasSynced = true;
            _tell(new(ServiceProxyHappeningKind.Synced, DateTimeOffset.UtcNow) { ServiceCount = Figures.Services });
        }

        if (isComplete)
        {
            Figures.Settle();
        }

        _needsAll = !isComplete;
        if (!isComplete)
        {
            Figures.CountFailure(isOfFilter: false);
            Retry();
        }
        else if (_failures > 0)
        {
            _failures = 0;
            _tell(new(ServiceProxyHappeningKind.Recovered, DateTimeOffset.UtcNow));
        }
    }

    /// <summary>The machine's addresses; those that the proxy itself puts on its link matter only where ranges of node ports may hold
    /// them.</summary>
    private List<HostAddress> ReadHost(ServiceProxySync sync) =>
        [.. sync.ReadHost().Where(address => _options.NodePortRanges.Length > 0 || address.Link != ServiceProxyOptions.LinkName)];

    private void Retry()
    {
        TimeSpan pause = _loop.RetryInterval * Math.Pow(2, Math.Min(_failures++, 10));
        _times = _times.AllAt(_clock.Elapsed + (pause < LongestRetry ? pause : LongestRetry));
    }

    private void TellProblem(ServiceProxyEvent problem) =>
        _tell(new(ServiceProxyHappeningKind.Problem, DateTimeOffset.UtcNow) { Problem = problem });
}
