using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>How a service's real servers share the work while some of them are down.</summary>
public sealed record PoolPolicy
{
    /// <summary>A slow start begins with this part of the weight.</summary>
    private const double LeastShare = 0.1;

    /// <summary>The sum of the full weights of servers that are up which the service needs, at least 1.</summary>
    public long Quorum { get; init; } = 1;

    /// <summary>How far above quorum the sum must come to gain it, and below it to lose it.</summary>
    public long Hysteresis { get; init; }

    /// <summary>How many servers stay in at least, as a number; those that are down beyond it are kept.</summary>
    public int MinimumHealthy { get; init; }

    /// <summary>The same as a part of all servers, 0 to 1, rounded up; the greater of both counts.</summary>
    public double MinimumHealthyShare { get; init; }

    /// <summary>How long a server that was down takes to come to its full weight; zero for none.</summary>
    public TimeSpan SlowStart { get; init; }

    /// <summary>Whether a sorry server takes over without quorum.</summary>
    public bool HasSorryServer { get; init; }

    /// <summary>Whether the service has quorum after servers changed, as keepalived reckons it.</summary>
    /// <param name="hadQuorum">Whether it had before.</param>
    /// <param name="sum">The sum of the full weights of servers that are up.</param>
    /// <returns>Whether it has now.</returns>
    public bool HasQuorum(bool hadQuorum, long sum) => hadQuorum ? sum > 0 && sum >= Quorum - Hysteresis : sum >= Quorum + Hysteresis;

    /// <summary>The weights that the servers are to have.</summary>
    /// <param name="servers">All servers of the service.</param>
    /// <param name="hadQuorum">Whether it had quorum before.</param>
    /// <param name="now">The time, on the clock of the servers' times.</param>
    /// <returns>The weight of each server in their order, and what holds for the service.</returns>
    public PoolPlan Plan(IReadOnlyList<PoolServer> servers, bool hadQuorum, TimeSpan now)
    {
        bool hasQuorum = HasQuorum(hadQuorum, servers.Where(IsCounted).Sum(server => (long)server.FullWeight));
        bool isSorry = HasSorryServer && !hasQuorum;
        bool[] kept = isSorry ? new bool[servers.Count] : Kept(servers);
        var weights = new int?[servers.Count];
        for (int i = 0; i < servers.Count; i++)
        {
            PoolServer server = servers[i];
            weights[i] =
                server.IsSuspended || isSorry ? 0
                : kept[i] ? server.FullWeight
                : server.Health switch
                {
                    ServerHealth.Up => Started(server, now),
                    ServerHealth.Down => 0,
                    _ => null,
                };
        }

        return new PoolPlan(weights, kept, hasQuorum, isSorry);
    }

    private static bool IsCounted(PoolServer server) => !server.IsSuspended && server.Health != ServerHealth.Down;

    /// <summary>The servers that are down and stay in all the same: those that failed last, so many that the least number is in.</summary>
    private bool[] Kept(IReadOnlyList<PoolServer> servers)
    {
        var kept = new bool[servers.Count];
        int all = servers.Count(server => !server.IsSuspended);
        int least = Math.Min(all, Math.Max(MinimumHealthy, (int)Math.Ceiling(MinimumHealthyShare * all)));
        int missing = least - servers.Count(IsCounted);
        foreach (
            int place in Enumerable
                .Range(0, servers.Count)
                .Where(place => servers[place] is { IsSuspended: false, Health: ServerHealth.Down })
                .OrderByDescending(place => servers[place].ChangedAt)
                .Take(Math.Max(missing, 0))
        )
        {
            kept[place] = true;
        }

        return kept;
    }

    private int Started(PoolServer server, TimeSpan now)
    {
        TimeSpan since = now - server.ChangedAt;
        if (SlowStart <= TimeSpan.Zero || !server.WasDown || since >= SlowStart || server.FullWeight == 0)
        {
            return server.FullWeight;
        }

        double share = Math.Max(LeastShare, Math.Max(since.Ticks, 0) / (double)SlowStart.Ticks);
        return Math.Max(1, (int)Math.Round(server.FullWeight * share));
    }
}

/// <summary>A real server as a pool's policy sees it.</summary>
/// <param name="FullWeight">Its weight while it is well, 0 to 2147483647.</param>
/// <param name="Health">What its checks say.</param>
/// <param name="ChangedAt">When that began, on a clock that only goes forward.</param>
/// <param name="WasDown">Whether it was down before it came up.</param>
/// <param name="IsSuspended">Whether somebody has taken it out: it stays at 0.</param>
public readonly record struct PoolServer(
    int FullWeight,
    ServerHealth Health,
    TimeSpan ChangedAt,
    bool WasDown = false,
    bool IsSuspended = false
);

/// <summary>What a pool's policy wants.</summary>
/// <param name="Weights">The weight of each server; null leaves it as it is, since nothing is known of the server yet.</param>
/// <param name="KeptUp">Which servers are down and stay in all the same.</param>
/// <param name="HasQuorum">Whether the service has quorum.</param>
/// <param name="IsSorryServerOn">Whether the sorry server takes over.</param>
public sealed record PoolPlan(IReadOnlyList<int?> Weights, IReadOnlyList<bool> KeptUp, bool HasQuorum, bool IsSorryServerOn);
