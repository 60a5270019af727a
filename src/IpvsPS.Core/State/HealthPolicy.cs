using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>What becomes of a real server that is down.</summary>
public enum HealthFailureAction
{
    /// <summary>It gets the weight 0, and keeps its connections.</summary>
    Quiesce,

    /// <summary>It is removed from the table, with its connections.</summary>
    Remove,
}

/// <summary>The checks of one real server, instead of those of all.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its port, 0 to 65535 in host order; null for every port of that address.</param>
/// <param name="Checks">Its checks, which must all pass; none for the one that goes by the service's protocol.</param>
public sealed record RealServerChecks(InetAddress Address, ushort? Port, IReadOnlyList<IpvsHealthCheck> Checks)
{
    /// <summary>Whether it is asked nothing and counts as up; it has no checks then.</summary>
    public bool IsUnchecked { get; init; }
}

/// <summary>
/// How a service is watched: its checks, and how its real servers share the work while some are down. What is null is said
/// elsewhere: in a configuration's section for all services, or by default.
/// </summary>
public sealed record HealthPolicy
{
    /// <summary>The checks, which must all pass; none for the one that goes by the service's protocol.</summary>
    public IReadOnlyList<IpvsHealthCheck>? Checks { get; init; }

    /// <summary>The checks of real servers that have their own; null where all have the same.</summary>
    public IReadOnlyList<RealServerChecks>? ServerChecks { get; init; }

    /// <summary>Every check that some real server may have.</summary>
    public IEnumerable<IpvsHealthCheck> AllChecks => (Checks ?? []).Concat((ServerChecks ?? []).SelectMany(server => server.Checks));

    /// <summary>The sum of the full weights of servers that are up which the service needs, 1 or more; 1 unless given.</summary>
    public long? Quorum { get; init; }

    /// <summary>How far above quorum the sum must come to gain it, and below it to lose it; 0 unless given.</summary>
    public long? Hysteresis { get; init; }

    /// <summary>How many servers stay in at least; those that are down beyond it are kept.</summary>
    public int? MinimumHealthy { get; init; }

    /// <summary>The same as a part of all servers, 0 to 1.</summary>
    public double? MinimumHealthyShare { get; init; }

    /// <summary>How long a server that was down takes to come to its full weight.</summary>
    public TimeSpan? SlowStart { get; init; }

    /// <summary>What becomes of a server that is down; Quiesce unless given.</summary>
    public HealthFailureAction? OnFailure { get; init; }

    /// <summary>The server that takes over without quorum, with its weight.</summary>
    public RealServer? SorryServer { get; init; }

    /// <summary>The link that has the virtual address while there is quorum; null leaves addresses alone.</summary>
    public string? AnnounceLink { get; init; }

    /// <summary>The checks of a real server: its own, else those of all.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="port">Its port.</param>
    /// <returns>The checks; null or none for the one that goes by the service's protocol.</returns>
    public IReadOnlyList<IpvsHealthCheck>? ChecksOf(InetAddress address, ushort port) => OwnOf(address, port)?.Checks ?? Checks;

    /// <summary>Whether a real server is asked nothing and counts as up.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="port">Its port, 0 to 65535 in host order.</param>
    /// <returns>Whether it is.</returns>
    public bool IsUnchecked(InetAddress address, ushort port) => OwnOf(address, port)?.IsUnchecked == true;

    /// <summary>This policy, with another's values where it has none.</summary>
    /// <param name="defaults">The other; null for none.</param>
    /// <returns>The policy of both.</returns>
    public HealthPolicy Or(HealthPolicy? defaults)
    {
        bool hasMinimum = MinimumHealthy is not null || MinimumHealthyShare is not null;
        return defaults is null
            ? this
            : new HealthPolicy
            {
                Checks = Checks ?? defaults.Checks,
                ServerChecks = ServerChecks ?? defaults.ServerChecks,
                Quorum = Quorum ?? defaults.Quorum,
                Hysteresis = Hysteresis ?? defaults.Hysteresis,
                MinimumHealthy = hasMinimum ? MinimumHealthy : defaults.MinimumHealthy,
                MinimumHealthyShare = hasMinimum ? MinimumHealthyShare : defaults.MinimumHealthyShare,
                SlowStart = SlowStart ?? defaults.SlowStart,
                OnFailure = OnFailure ?? defaults.OnFailure,
                SorryServer = SorryServer ?? defaults.SorryServer,
                AnnounceLink = AnnounceLink ?? defaults.AnnounceLink,
            };
    }

    private RealServerChecks? OwnOf(InetAddress address, ushort port) =>
        ServerChecks?.FirstOrDefault(server => server.Address == address && (server.Port ?? port) == port);
}
