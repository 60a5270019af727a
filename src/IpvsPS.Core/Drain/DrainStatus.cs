using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>How far a real server is.</summary>
public enum DrainState
{
    /// <summary>It has connections that count.</summary>
    Draining,

    /// <summary>It has none any more.</summary>
    Drained,

    /// <summary>Its time was over before it had none.</summary>
    TimedOut,

    /// <summary>It is not to be waited for: <see cref="DrainStatus.Problem"/> says why.</summary>
    Failed,
}

/// <summary>What is known of a real server that is waited for.</summary>
/// <param name="Server">Which one.</param>
public sealed record DrainStatus(RealServerId Server)
{
    /// <summary>How far it is.</summary>
    public DrainState State { get; init; }

    /// <summary>Why it has failed; else null.</summary>
    public DrainFinding? Problem { get; init; }

    /// <summary>Connections in the established state.</summary>
    public uint ActiveConnections { get; init; }

    /// <summary>Connections in every other state, and those of UDP.</summary>
    public uint InactiveConnections { get; init; }

    /// <summary>Persistence entries.</summary>
    public uint PersistentConnections { get; init; }

    /// <summary>
    /// Established connections and UDP flows without a packet for as long as the options leave out; null where the options leave
    /// out none, and before the connection table was read.
    /// </summary>
    public int? IdleConnections { get; init; }

    /// <summary>
    /// How long ago the last packet of the stillest established connection or UDP flow was; null where there is none or it was
    /// not looked for.
    /// </summary>
    public TimeSpan? OldestIdle { get; init; }

    /// <summary>Connections that keep it from being drained.</summary>
    public uint Counting { get; init; }

    /// <summary>Since the waiting began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>When the waiting ends at the latest, since it began; null for never.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How long it still takes, if connections go on ending as they did in the last 30 seconds; null where they do not end, and in
    /// the first 2 seconds.
    /// </summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Whether more is to be expected of it.</summary>
    public bool IsOver => State != DrainState.Draining;
}
