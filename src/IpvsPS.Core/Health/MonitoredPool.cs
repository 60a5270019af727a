using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>A change of the table that a pool wants.</summary>
/// <param name="Kind">Add, set or remove.</param>
/// <param name="Server">The real server as it is to be.</param>
/// <param name="Of">What is known of it; null for the sorry server.</param>
internal readonly record struct PoolChange(PoolChangeKind Kind, RealServer Server, PooledServer? Of);

/// <summary>What is done with a real server.</summary>
internal enum PoolChangeKind
{
    Add,
    Set,
    Remove,
}

/// <summary>
/// One service as a monitor sees it. It is told the service's rows in the table and answers with the changes that it wants;
/// it talks with no kernel itself.
/// </summary>
internal sealed partial class MonitoredPool(
    IpvsServiceId id,
    ServiceHealth? saved,
    IProbeTargets scheduler,
    Func<RealServerId, RealServer, IpvsHealthCheck, ProbeTarget?> target,
    Action<HealthEvent> tell
)
{
    private readonly Dictionary<(InetAddress, ushort), PooledServer> _servers = [];
    private PooledServer? _sorry;
    private bool _isRestored;
    private bool _isSorryPending;

    /// <summary>Whether the sorry server has weight 0 in the configuration, or had it in the table before it was called for: it then
    /// stays there, and its weight changes.</summary>
    private bool _isSorryInhibited;

    public IpvsServiceId Id => id;

    /// <summary>How it is watched; another one may take its place, and servers keep their states.</summary>
    public HealthPolicy Policy { get; private set; } = new();

    /// <summary>The weights of its real servers in a configuration; none where it is watched without one.</summary>
    public IReadOnlyDictionary<(InetAddress, ushort), int> Defined { get; private set; } = new Dictionary<(InetAddress, ushort), int>();

    public bool HasQuorum { get; private set; } = saved?.HasQuorum ?? true;

    public bool IsSorryServerOn { get; private set; } = saved?.IsSorryServerOn ?? false;

    public IEnumerable<PooledServer> Servers => _servers.Values;

    private RealServer? Sorry =>
        Policy.SorryServer is { } sorry
            ? sorry with
            {
                Port = sorry.Port == 0 && !id.IsFirewallMark ? id.Port : sorry.Port,
                IsSuspended = false,
            }
            : null;

    /// <summary>Takes another policy. Equal checks go on with what they have counted.</summary>
    public void Use(HealthPolicy policy, IReadOnlyDictionary<(InetAddress, ushort), int> defined)
    {
        Policy = policy;
        IReadOnlyDictionary<(InetAddress, ushort), int> before = Defined;
        Defined = defined;
        ForgetUndefined(before);
        PooledServer[] known = _sorry is null ? [.. _servers.Values] : [.. _servers.Values, _sorry];
        foreach (PooledServer server in known)
        {
            List<ProbeTarget> former = server.Targets.ConvertAll(one => one.Target);
            server.Targets.Clear();
            AddTargets(server, null);
            former.ForEach(scheduler.Remove);
        }
    }

    /// <summary>Ends the probes.</summary>
    public void End()
    {
        foreach (PooledServer server in _sorry is null ? _servers.Values : _servers.Values.Append(_sorry))
        {
            server.Targets.ForEach(one => scheduler.Remove(one.Target));
        }
    }

    /// <summary>Compares the service with what is known, judges it, and says what is to be done, in that order.</summary>
    /// <param name="rows">Its rows in the table now.</param>
    /// <param name="suspended">What is suspended.</param>
    /// <param name="now">The time on the monitor's clock.</param>
    /// <returns>The changes in the order in which they are to be made.</returns>
    public List<PoolChange> Step(IReadOnlyList<RealServer> rows, SuspensionTable? suspended, TimeSpan now)
    {
        int? sorryWeight = Meet(rows, suspended, now);
        MeetSorry(sorryWeight);
        foreach (PooledServer server in _servers.Values)
        {
            Judge(server, now);
        }

        JudgeSorry(now);
        PooledServer[] servers = [.. _servers.Values];
        bool hasSorry = Sorry is not null && _sorry?.Health != ServerHealth.Down;
        PoolPlan plan = Pool(servers, hasSorry).Plan([.. servers.Select(server => server.ToPoolServer())], HasQuorum, now);
        TellQuorum(plan, servers);
        return Changes(servers, plan, sorryWeight);
    }

    /// <summary>Tells what is known apart from what was known before, for a look each second at thousands of servers.</summary>
    /// <returns>A hash of what the file says of health and weights.</returns>
    public int Mark()
    {
        var mark = default(HashCode);
        mark.Add((id, HasQuorum, IsSorryServerOn));
        foreach (PooledServer server in _servers.Values)
        {
            mark.Add((server.Id, server.Health, server.FullWeight, server.Weight, server.Wanted, server.AskedWeight));
            mark.Add((server.IsRemoved, server.IsKeptUp, server.IsSuspended));
        }

        return mark.ToHashCode();
    }

    public ServiceHealth ToServiceHealth() =>
        new(id)
        {
            HasQuorum = HasQuorum,
            IsSorryServerOn = IsSorryServerOn,
            Servers = [.. _servers.Values.OrderBy(server => server.Id).Select(server => server.ToRealServerHealth(scheduler))],
        };

    /// <summary>Looks at the sorry server in the table. Where the answer about it was lost, the table says whether it is in: else it
    /// would stay for ever.</summary>
    /// <param name="weight">Its weight there; null where it is not there.</param>
    private void MeetSorry(int? weight)
    {
        bool isDefined = Sorry is { } sorry && Defined.TryGetValue((sorry.Address, sorry.Port), out int defined) && defined == 0;
        bool isFound = weight == 0 && !IsSorryServerOn && !_isSorryPending;
        _isSorryInhibited = weight is not null && (_isSorryInhibited || isDefined || isFound);
        bool isIn = weight > 0 || (weight == 0 && !_isSorryInhibited);
        if (_isSorryPending && isIn != IsSorryServerOn)
        {
            IsSorryServerOn = isIn;
            Tell(isIn ? HealthEventKind.SorryOn : HealthEventKind.SorryOff, null, $"{Sorry}");
        }

        _isSorryPending = false;
    }

    /// <summary>A quorum above all weights together would never be met.</summary>
    private PoolPolicy Pool(PooledServer[] servers, bool hasSorry) =>
        new()
        {
            Quorum = Math.Max(
                1,
                Math.Min(Policy.Quorum ?? 1, servers.Where(server => !server.IsLeftAlone).Sum(server => (long)server.FullWeight))
            ),
            Hysteresis = Policy.Hysteresis ?? 0,
            MinimumHealthy = Policy.MinimumHealthy ?? 0,
            MinimumHealthyShare = Policy.MinimumHealthyShare ?? 0,
            SlowStart = Policy.SlowStart ?? TimeSpan.Zero,
            HasSorryServer = hasSorry,
        };

    private void TellQuorum(PoolPlan plan, PooledServer[] servers)
    {
        if (plan.HasQuorum != HasQuorum)
        {
            HasQuorum = plan.HasQuorum;
            int up = servers.Count(server => server.Health == ServerHealth.Up && !server.IsSuspended && !server.IsLeftAlone);
            Tell(
                HasQuorum ? HealthEventKind.QuorumGained : HealthEventKind.QuorumLost,
                null,
                $"{up} of {servers.Length} real servers are up."
            );
        }

        for (int i = 0; i < servers.Length; i++)
        {
            if (plan.KeptUp[i] && !servers[i].IsKeptUp)
            {
                Tell(HealthEventKind.KeptUp, servers[i], "Too few are up for it to be taken out.");
            }

            servers[i].IsKeptUp = plan.KeptUp[i];
            servers[i].Wanted = plan.Weights[i];
        }
    }

    /// <summary>The sorry server first in and last out, so that there is never none; between them weights, the higher first.</summary>
    private List<PoolChange> Changes(PooledServer[] servers, PoolPlan plan, int? sorryWeight)
    {
        var changes = new List<PoolChange>();
        if (plan.IsSorryServerOn && (sorryWeight is null || (_isSorryInhibited && sorryWeight == 0 && Sorry!.Value.Weight > 0)))
        {
            changes.Add(new PoolChange(_isSorryInhibited ? PoolChangeKind.Set : PoolChangeKind.Add, Sorry!.Value, null));
        }

        changes.AddRange(
            servers
                .Select(server => Change(server))
                .OfType<PoolChange>()
                .OrderBy(change => change.Kind)
                .ThenByDescending(change => change.Server.Weight)
        );
        if (!plan.IsSorryServerOn && IsSorryServerOn && sorryWeight is not null)
        {
            changes.Add(
                _isSorryInhibited
                    ? new PoolChange(PoolChangeKind.Set, Sorry!.Value with { Weight = 0 }, null)
                    : new PoolChange(PoolChangeKind.Remove, Sorry!.Value, null)
            );
        }

        return changes;
    }

    private PoolChange? Change(PooledServer server)
    {
        if (server.Wanted is not { } wanted || server.IsLeftAlone || server.IsSuspended)
        {
            return null;
        }

        bool isTakenOut = Policy.OnFailure == HealthFailureAction.Remove && server.Health == ServerHealth.Down && !server.IsKeptUp;
        RealServer row = server.Row with { Weight = wanted };
        return server.IsRemoved
            ? isTakenOut
                ? null
                : new PoolChange(PoolChangeKind.Add, row, server)
            : isTakenOut
                ? new PoolChange(PoolChangeKind.Remove, row, server)
                : server.Weight != wanted
                    ? new PoolChange(PoolChangeKind.Set, row, server)
                    : null;
    }

    private void Tell(HealthEventKind kind, PooledServer? server, string? reason, int? weight = null, int? former = null) =>
        tell(
            new HealthEvent(kind, DateTimeOffset.UtcNow)
            {
                Service = id,
                Server = server?.Id,
                Reason = reason,
                Outcome = kind is HealthEventKind.Up or HealthEventKind.Down or HealthEventKind.CheckNotMade ? server?.Last?.Outcome : null,
                Weight = weight,
                FormerWeight = former,
            }
        );
}
