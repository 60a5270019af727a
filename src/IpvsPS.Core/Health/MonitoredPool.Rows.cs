using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <content>The rows of the table, beside what is known of each real server.</content>
internal sealed partial class MonitoredPool
{
    private const string LostAnswer = "The kernel's answer was lost; the table has the change.";

    /// <summary>
    /// The service is not there: whoever has removed it has removed those too that this monitor had taken out. One that is in the
    /// configuration comes back with the service.
    /// </summary>
    public void ForgetRemoved()
    {
        foreach ((InetAddress, ushort) key in _servers.Keys.Where(key => _servers[key].IsRemoved && !Defined.ContainsKey(key)).ToList())
        {
            Lose(key, "Its service was removed while it was taken out.");
        }
    }

    /// <summary>The configuration says which real servers there are: one that was taken out and is no longer in it stays out.</summary>
    private void ForgetUndefined(IReadOnlyDictionary<(InetAddress, ushort), int> former)
    {
        foreach ((InetAddress, ushort) key in former.Keys.Where(key => !Defined.ContainsKey(key)).ToList())
        {
            if (_servers.TryGetValue(key, out PooledServer? server) && server.IsRemoved)
            {
                Lose(key, "The configuration has it no longer.");
            }
        }
    }

    /// <summary>Takes the rows of the table for what is known.</summary>
    /// <returns>The weight of the sorry server in the table; null where it is not there.</returns>
    private int? Meet(IReadOnlyList<RealServer> rows, SuspensionTable? suspended, TimeSpan now)
    {
        int? sorryWeight = null;
        HashSet<(InetAddress, ushort)> seen = [];
        foreach (RealServer row in rows)
        {
            if (Sorry is { } sorry && RealServer.CompareEndpoints(row, sorry) == 0)
            {
                sorryWeight = row.KernelWeight;
                continue;
            }

            (InetAddress, ushort) key = (row.Address, row.Port);
            seen.Add(key);
            Suspension? suspension = suspended?.Find(RealServerId.Of(id, row), row.Weight);
            if (!_servers.TryGetValue(key, out PooledServer? server))
            {
                _servers.Add(key, server = First(row, suspension, now));
            }
            else
            {
                Again(server, row, suspension);
            }
        }

        if (!_isRestored)
        {
            RestoreRemoved(seen, now);
            _isRestored = true;
        }

        Miss(seen);
        return sorryWeight;
    }

    /// <summary>What is not in the table any more: removed by this monitor, whose answer was lost, or by somebody else.</summary>
    private void Miss(HashSet<(InetAddress, ushort)> seen)
    {
        foreach ((InetAddress, ushort) key in _servers.Keys.Where(key => !seen.Contains(key)).ToList())
        {
            PooledServer server = _servers[key];
            if (server.IsBeingRemoved)
            {
                (server.IsRemoved, server.IsBeingRemoved) = (true, false);
                Tell(HealthEventKind.Removed, server, LostAnswer, null, server.Weight);
            }

            if (!server.IsRemoved)
            {
                Lose(key, "Somebody has removed it.");
            }
        }
    }

    private void Lose((InetAddress, ushort) key, string reason)
    {
        Tell(HealthEventKind.Vanished, _servers[key], reason);
        _servers[key].Targets.ForEach(one => scheduler.Remove(one.Target));
        _servers.Remove(key);
    }

    /// <summary>
    /// A real server that is seen for the first time. Its full weight is the one that it has; where that is 0, the one that is
    /// remembered by a monitor before or by whoever has suspended it, or that the configuration says. Else it is left alone.
    /// </summary>
    private PooledServer First(in RealServer row, Suspension? suspension, TimeSpan now)
    {
        RealServerHealth? before = FindSaved(row);
        bool isOurs = before is not null && !before.IsLeftAlone && (before.Weight == row.Weight || before.WantedWeight == row.Weight);
        int? defined = Defined.TryGetValue((row.Address, row.Port), out int weight) ? weight : null;
        int full =
            isOurs ? before!.FullWeight
            : row.Weight > 0 ? row.Weight
            : suspension?.FullWeight ?? defined ?? 0;
        var server = new PooledServer(RealServerId.Of(id, row))
        {
            Row = row,
            Weight = row.Weight,
            FullWeight = full,
            IsSuspended = suspension is not null,
            IsLeftAlone = full == 0,
            ChangedAt = now,
        };
        server.Restore(before);
        AddTargets(server, before);
        return server;
    }

    private void Again(PooledServer server, in RealServer row, Suspension? suspension)
    {
        bool wasSuspended = server.IsSuspended;
        bool isKnown = row.Weight == server.Pending || (!server.IsRemoved && row.Weight == server.Weight);
        (int former, bool wasRemoved) = (server.Weight, server.IsRemoved);
        server.Row = row;
        server.IsRemoved = false;
        server.IsSuspended = suspension is not null;
        (server.Weight, server.Pending) = (row.Weight, null);
        if (isKnown)
        {
            if (wasRemoved || row.Weight != former)
            {
                Tell(
                    wasRemoved ? HealthEventKind.Restored : HealthEventKind.WeightChanged,
                    server,
                    LostAnswer,
                    row.Weight,
                    wasRemoved ? null : former
                );
            }

            return;
        }

        if (suspension is not null)
        {
            // It was suspended at the weight that a script had asked for, which says nothing of the full one.
            bool wasAsked = suspension.FullWeight == server.AskedWeight;
            server.FullWeight = wasAsked ? server.FullWeight : suspension.FullWeight ?? server.FullWeight;
            server.IsLeftAlone = false;
            return;
        }

        server.IsLeftAlone = row.Weight == 0;
        bool isResumed = wasSuspended && (row.Weight == server.FullWeight || row.Weight == server.AskedWeight);
        server.FullWeight = row.Weight > 0 && !isResumed ? row.Weight : server.FullWeight;
        if (!isResumed)
        {
            Tell(HealthEventKind.Adopted, server, "Somebody has changed the weight.", row.Weight, former);
        }
    }

    private RealServerHealth? FindSaved(in RealServer row)
    {
        RealServerId wanted = RealServerId.Of(id, row);
        return saved?.Servers.FirstOrDefault(one => one.Server == wanted);
    }

    /// <summary>What a monitor before had taken out of the table comes back when it is up, where no configuration is without it.</summary>
    private void RestoreRemoved(HashSet<(InetAddress, ushort)> seen, TimeSpan now)
    {
        foreach (RealServerHealth before in saved?.Servers ?? [])
        {
            if (
                before.Removed is { } row
                && !seen.Contains((row.Address, row.Port))
                && (Defined.Count == 0 || Defined.ContainsKey((row.Address, row.Port)))
            )
            {
                var server = new PooledServer(before.Server)
                {
                    Row = row,
                    FullWeight = before.FullWeight,
                    IsRemoved = true,
                    ChangedAt = now,
                };
                server.Restore(before);
                AddTargets(server, before);
                _servers.Add((row.Address, row.Port), server);
            }
        }
    }
}
