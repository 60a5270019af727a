namespace IpvsPS.Drain;

/// <summary>How real servers are suspended.</summary>
/// <param name="By">Who suspends them, for whoever looks later: a user, a program.</param>
public sealed record SuspendOptions(string By)
{
    /// <summary>Why; null for no reason given. A real server that is suspended already keeps the reason it has.</summary>
    public string? Reason { get; init; }

    /// <summary>Over how long the weight goes down to 0, evenly and in steps a second apart at least; zero for at once.</summary>
    public TimeSpan Gradual { get; init; }

    /// <summary>
    /// Whether a scheduler that would refuse clients (<see cref="DrainRules.CheckScheduler"/>) gets its fallback flag first, where it
    /// has one. The flag stays when the real server is resumed.
    /// </summary>
    public bool SetsFallback { get; init; }
}
