using IpvsPS.State;

namespace IpvsPS.Health;

/// <content>What is asked of the kernel for each real server, and what its checks say.</content>
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
            if (change.Of is { } refused)
            {
                (refused.Pending, refused.IsBeingRemoved) = (null, false);
            }

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
            IsSorryServerOn = change.Kind != PoolChangeKind.Remove && change.Server.Weight > 0;
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
