using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <content>One look at the table, and what is done then.</content>
public sealed partial class HealthMonitor
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(10);

    private readonly List<RealServer> _rows = [];
    private readonly Dictionary<(RealServerId, IpvsHealthCheck), ProbeTarget> _ways = [];
    private readonly HashSet<(RealServerId, IpvsHealthCheck)> _withoutWay = [];
    private TimeSpan? _savedAt;
    private int _savedMark;

    private void Look()
    {
        TakeNext();
        var changes = new List<(MonitoredPool Pool, PoolChange Change)>();
        try
        {
            SuspensionTable? suspended = _suspensions.Read();
            HashSet<IpvsServiceId> there = [.. _client.ListServices().Select(service => service.Id)];
            _path?.Repair(there);
            foreach (MonitoredPool pool in _pools.Values)
            {
                TellIfGone(pool, there.Contains(pool.Id));
                _client.ReadRealServers(pool.Id, _rows);
                List<PoolChange> wanted = pool.Step(_rows, suspended, _clock.Elapsed);

                // A service that is gone takes no real server: the kernel would refuse each of them at each look.
                changes.AddRange(there.Contains(pool.Id) ? wanted.Select(change => (pool, change)) : []);
                if (!there.Contains(pool.Id))
                {
                    pool.ForgetRemoved();
                }
            }

            _told.Remove(HealthEventKind.TableNotRead);
        }
        catch (Exception e) when (e is NetlinkException or StateException)
        {
            // Nothing is written by half of the picture.
            TellOnce(HealthEventKind.TableNotRead, e.Message);
            Reopen();
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (_options.Applies)
        {
            Write(changes);
            _addresses.Keep(_pools.Values);
        }

        Save();
    }

    /// <summary>A connection that a fault has closed is of no more use.</summary>
    private void Reopen()
    {
        if (!_client.IsFaulted)
        {
            return;
        }

        try
        {
            IpvsClient fresh = Connect();
            _client.Dispose();
            _client = fresh;
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            // The next look tries again.
        }
    }

    private void TakeNext()
    {
        if (Interlocked.Exchange(ref _next, null) is not { } services)
        {
            return;
        }

        foreach (IpvsServiceId id in _pools.Keys.Except(services.Select(service => service.Id)).ToList())
        {
            _pools[id].End();
            _pools.Remove(id);
        }

        foreach (MonitoredService service in services)
        {
            if (!_pools.TryGetValue(service.Id, out MonitoredPool? pool))
            {
                ServiceHealth? before = _saved?.Services.FirstOrDefault(one => one.Id == service.Id);
                pool = new MonitoredPool(service.Id, before, _scheduler, FindTarget, _tell);
                _pools.Add(service.Id, pool);
            }

            pool.Use(service.Policy, service.Weights);
        }
    }

    private void TellIfGone(MonitoredPool pool, bool isThere)
    {
        if (isThere)
        {
            _gone.Remove(pool.Id);
        }
        else if (_gone.Add(pool.Id))
        {
            Tell(HealthEventKind.Vanished, "There is no such service; it is watched again when there is.", pool.Id);
        }
    }

    /// <summary>The target of a check; the way through the service, where probes go there, is made once.</summary>
    private ProbeTarget? FindTarget(RealServerId server, RealServer row, IpvsHealthCheck check)
    {
        if (_path is null)
        {
            return HealthTargets.Of(server, check);
        }

        (RealServerId, IpvsHealthCheck) key = (server, check);
        if (_ways.TryGetValue(key, out ProbeTarget? way))
        {
            return way;
        }

        if (_path.TryAdd(server.Service, row, check, out string? problem) is { } target)
        {
            _ways.Add(key, target);
            return target;
        }

        if (_withoutWay.Add(key))
        {
            _tell(
                new HealthEvent(HealthEventKind.CheckNotMade, DateTimeOffset.UtcNow)
                {
                    Service = server.Service,
                    Server = server,
                    Outcome = ProbeOutcome.NotMade,
                    Reason = problem,
                }
            );
        }

        return null;
    }

    /// <summary>One batch; what the kernel refuses is told, and the next look tries again.</summary>
    private void Write(List<(MonitoredPool Pool, PoolChange Change)> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        IpvsBatch batch = _client.StartBatch((place, refusal) => IsDoneBy(changes[place].Change.Kind, refusal));
        foreach ((MonitoredPool pool, PoolChange change) in changes)
        {
            pool.Note(change);
            Add(batch, pool.Id, change);
        }

        try
        {
            batch.Flush();
            _told.Remove(HealthEventKind.ChangeRefused);
        }
        catch (Exception e) when (e is NetlinkException or OperationCanceledException)
        {
            // What the kernel took of it the next look sees.
            TellOnce(HealthEventKind.ChangeRefused, e.Message);
            return;
        }

        Dictionary<int, NetlinkFailure> failures = batch.Failures.ToDictionary(failure => failure.Index);
        for (int i = 0; i < changes.Count; i++)
        {
            bool isLost = failures.TryGetValue(i, out NetlinkFailure? failure) && failure.Error == Errno.ENOBUFS;
            if (!isLost)
            {
                changes[i].Pool.Settle(changes[i].Change, failure is null ? null : $"{failure.Error} {failure.KernelMessage}".TrimEnd());
            }
        }
    }

    /// <summary>Whether the refusal of a change that was sent again says that it was made the first time, whose answer was lost.</summary>
    private static bool IsDoneBy(PoolChangeKind kind, Errno refusal) =>
        (kind, refusal) is (PoolChangeKind.Add, Errno.EEXIST) or (PoolChangeKind.Remove, Errno.ENOENT);

    private static void Add(IpvsBatch batch, IpvsServiceId service, PoolChange change)
    {
        switch (change.Kind)
        {
            case PoolChangeKind.Add:
                batch.AddRealServer(service, change.Server);
                break;
            case PoolChangeKind.Set:
                batch.SetRealServer(service, change.Server);
                break;
            default:
                batch.RemoveRealServer(service, change.Server);
                break;
        }
    }

    /// <summary>Writes what is known where it has changed, and else now and then, so that its age tells that the monitor lives.</summary>
    private void Save()
    {
        int mark = _pools.Values.Aggregate(0, (all, pool) => HashCode.Combine(all, pool.Mark()));
        bool isDue = _savedAt is not { } savedAt || _clock.Elapsed - savedAt >= SaveInterval;
        if (!isDue && mark == _savedMark)
        {
            return;
        }

        ServiceHealth[] services = [.. _pools.Values.Select(pool => pool.ToServiceHealth()).OrderBy(service => service.Id)];
        try
        {
            using StateTransaction<HealthTable> transaction = _file.Begin(_stop);
            transaction.Save(new HealthTable(Environment.ProcessId, DateTimeOffset.UtcNow, services));
            (_savedAt, _savedMark) = (_clock.Elapsed, mark);
            _told.Remove(HealthEventKind.StateNotWritten);
        }
        catch (StateException e)
        {
            TellOnce(HealthEventKind.StateNotWritten, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Stopped while another held the lock.
        }
    }
}
