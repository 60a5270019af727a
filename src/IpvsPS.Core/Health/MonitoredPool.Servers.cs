using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <content>What is known of each real server.</content>
internal sealed partial class MonitoredPool
{
    /// <summary>What the kernel has answered to a change that was sent.</summary>
    /// <param name="change">The change.</param>
    /// <param name="refusal">Why it was refused; null where it was made.</param>
    public void Settle(PoolChange change, string? refusal)
    {
        _isSorryPending &= change.Of is not null;
        if (refusal is not null)
        {
            tell(
                new HealthEvent(HealthEventKind.ChangeRefused, DateTimeOffset.UtcNow)
                {
                    Service = id,
                    Server = RealServerId.Of(id, change.Server),
                    Reason = refusal,
                }
            );
            return;
        }

        if (change.Of is not { } server)
        {
            IsSorryServerOn = change.Kind == PoolChangeKind.Add;
            Tell(IsSorryServerOn ? HealthEventKind.SorryOn : HealthEventKind.SorryOff, null, $"{change.Server}");
            return;
        }

        int former = server.Weight;
        server.IsRemoved = change.Kind == PoolChangeKind.Remove;
        (server.Weight, server.Pending, server.IsBeingRemoved) = (change.Server.Weight, null, false);
        HealthEventKind kind =
            change.Kind == PoolChangeKind.Set ? HealthEventKind.WeightChanged
            : server.IsRemoved ? HealthEventKind.Removed
            : HealthEventKind.Restored;
        Tell(kind, server, null, server.IsRemoved ? null : change.Server.Weight, change.Kind == PoolChangeKind.Add ? null : former);
    }

    /// <summary>Notes what is about to be sent, so that neither value is taken for somebody else's when the answer is lost.</summary>
    public void Note(PoolChange change)
    {
        _isSorryPending |= change.Of is null;
        if (change.Of is { } server)
        {
            server.Pending = change.Server.Weight;
            server.IsBeingRemoved = change.Kind == PoolChangeKind.Remove;
        }
    }

    /// <summary>Takes the rows of the table for what is known; says whether the sorry server is among them.</summary>
    private bool Meet(IReadOnlyList<RealServer> rows, SuspensionTable? suspended, TimeSpan now)
    {
        bool hasSorryRow = false;
        HashSet<(InetAddress, ushort)> seen = [];
        foreach (RealServer row in rows)
        {
            if (Sorry is { } sorry && RealServer.CompareEndpoints(row, sorry) == 0)
            {
                hasSorryRow = true;
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
        return hasSorryRow;
    }

    /// <summary>What is not in the table any more: removed by this monitor, whose answer was lost, or by somebody else.</summary>
    private void Miss(HashSet<(InetAddress, ushort)> seen)
    {
        foreach ((InetAddress, ushort) key in _servers.Keys.Where(key => !seen.Contains(key)).ToList())
        {
            PooledServer server = _servers[key];
            server.IsRemoved |= server.IsBeingRemoved;
            if (!server.IsRemoved)
            {
                Tell(HealthEventKind.Vanished, server, "Somebody has removed it.");
                server.Targets.ForEach(one => scheduler.Remove(one.Target));
                _servers.Remove(key);
            }
        }
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
        int former = server.Weight;
        server.Row = row;
        server.IsRemoved = false;
        server.IsSuspended = suspension is not null;
        (server.Weight, server.Pending) = (row.Weight, null);
        if (isKnown)
        {
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

    /// <summary>What a monitor before had taken out of the table comes back when it is up.</summary>
    private void RestoreRemoved(HashSet<(InetAddress, ushort)> seen, TimeSpan now)
    {
        foreach (RealServerHealth before in saved?.Servers ?? [])
        {
            if (before.Removed is { } row && !seen.Contains((row.Address, row.Port)))
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

    private void AddTargets(PooledServer server, RealServerHealth? before)
    {
        server.IsUnchecked = Policy.IsUnchecked(server.Row.Address, server.Row.Port);
        if (server.IsUnchecked)
        {
            return;
        }

        IReadOnlyList<IpvsHealthCheck> checks = Policy.ChecksOf(server.Row.Address, server.Row.Port) is { Count: > 0 } given
            ? given
            : [HealthDefaults.CheckFor(id, server.Id.Port)];
        foreach (IpvsHealthCheck check in checks)
        {
            if (target(server.Id, server.Row, check) is { } probed)
            {
                string text = HealthCheckText.Format(check);
                CheckCount? count = before?.Checks.FirstOrDefault(one => one.Check == text);
                server.Targets.Add((check, text, probed));
                scheduler.Add(probed, count is null ? null : new HealthState(count.Health, count.Passes, count.Failures));
            }
        }
    }

    private void JudgeSorry(TimeSpan now)
    {
        if (Sorry is not { } row)
        {
            _sorry?.Targets.ForEach(one => scheduler.Remove(one.Target));
            _sorry = null;
            return;
        }

        if (_sorry is null || _sorry.Id != RealServerId.Of(id, row))
        {
            _sorry?.Targets.ForEach(one => scheduler.Remove(one.Target));
            _sorry = new PooledServer(RealServerId.Of(id, row)) { Row = row, ChangedAt = now };
            AddTargets(_sorry, null);
        }

        Judge(_sorry, now);
    }

    /// <summary>What a server's checks say of it now.</summary>
    private void Judge(PooledServer server, TimeSpan now)
    {
        var states = new List<HealthState>(server.Targets.Count);
        bool isNotMade = false;
        ProbeResult? worst = null;
        List<int?> asked = [];
        foreach ((IpvsHealthCheck check, _, ProbeTarget probed) in server.Targets)
        {
            HealthState state = scheduler.Find(probed, out ProbeResult? last) ?? HealthState.Start(check);
            states.Add(state);
            isNotMade |= state.NotMade >= check.Fall;
            worst = last is not null && (worst is null || worst.IsPassed) ? last : worst;
            WarnOfExpiry(server, check, last);
            if (check.SetsWeight && last?.IsPassed == true)
            {
                asked.Add(last.Weight);
            }
        }

        // Whoever asks for no weight is content with any; before the first answer the one that was asked for last stays.
        server.AskedWeight = asked.Count > 0 ? asked.Min() : server.AskedWeight;

        server.Last = worst ?? server.Last;
        ServerHealth health = states.Count == 0 && !server.IsUnchecked ? ServerHealth.Unknown : HealthState.Combine(states);
        if (isNotMade && !server.IsNotMadeTold)
        {
            Tell(HealthEventKind.CheckNotMade, server, worst?.Detail);
        }

        server.IsNotMadeTold = isNotMade;

        // What is not known changes nothing: a check that was added must first say something.
        if (health == server.Health || health == ServerHealth.Unknown)
        {
            return;
        }

        server.WasDown = server.Health == ServerHealth.Down;
        (server.Health, server.ChangedAt, server.Since) = (health, now, DateTimeOffset.UtcNow);
        Tell(
            health == ServerHealth.Up ? HealthEventKind.Up : HealthEventKind.Down,
            server,
            health == ServerHealth.Up ? null : worst?.Detail
        );
    }

    private void WarnOfExpiry(PooledServer server, IpvsHealthCheck check, ProbeResult? last)
    {
        if (check.CertificateWarning is not { } warning || last?.Certificate is not { } certificate)
        {
            return;
        }

        bool isNear = certificate.Expires - DateTime.UtcNow < warning;
        if (isNear && !server.IsExpiryTold)
        {
            Tell(HealthEventKind.CertificateExpiring, server, $"{certificate.Subject} expires on {certificate.Expires:u}.");
        }

        server.IsExpiryTold = isNear;
    }
}
