namespace IpvsPS.State;

/// <summary>How far a suspension is.</summary>
public enum SuspensionPhase
{
    /// <summary>The weight is 0.</summary>
    Suspended,

    /// <summary>The weight is being lowered step by step.</summary>
    Suspending,

    /// <summary>The weight is being raised step by step, up to the full one.</summary>
    Resuming,
}

/// <summary>
/// What is remembered of a real server whose weight has been taken away for a while. It is written before the weight is
/// changed and removed after it is back, and says itself for which weights it holds: so a process that is killed in between
/// leaves a suspension that holds, or one that does not and is dropped.
/// </summary>
public sealed record Suspension
{
    /// <summary>Which real server.</summary>
    public required RealServerId Server { get; init; }

    /// <summary>The weight before; null where it was 0 already and nothing was remembered.</summary>
    public int? FullWeight { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Who suspended it: a user, a program.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>Why; null where no reason was given.</summary>
    public string? Reason { get; init; }

    /// <summary>How far it is.</summary>
    public SuspensionPhase Phase { get; init; }

    /// <summary>While it goes step by step: the weight of the last step.</summary>
    public int LastWeight { get; init; }

    /// <summary>While it goes step by step: the weight that is being written.</summary>
    public int NextWeight { get; init; }

    /// <summary>Whether a real server with this weight is the one that was left like this, and nobody has changed it since.</summary>
    public bool Holds(int weight) => Phase == SuspensionPhase.Suspended ? weight == 0 : weight == LastWeight || weight == NextWeight;
}
