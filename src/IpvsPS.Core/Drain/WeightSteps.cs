namespace IpvsPS.Drain;

/// <summary>
/// The weights on the way from one to 0 and back, evenly spread. Steps are a second apart at least: each makes the schedulers
/// sh and mh build their tables anew.
/// </summary>
internal readonly record struct WeightSteps
{
    /// <summary>The last step; the first is 0.</summary>
    public int Last { get; }

    /// <summary>The time from one step to the next.</summary>
    public TimeSpan Interval { get; }

    public WeightSteps(TimeSpan duration)
    {
        Last = duration > TimeSpan.Zero ? Math.Max(1, (int)Math.Min(duration.TotalSeconds, int.MaxValue - 1)) : 0;
        Interval = Last > 0 ? duration / Last : TimeSpan.Zero;
    }

    /// <summary>The weight at a step on the way down: below the full one at the first, 0 at the last.</summary>
    public int Down(int fullWeight, int step) => (int)((long)fullWeight * (Last - step) / (Last + 1));

    /// <summary>The weight at a step on the way up: 1 or more at the first, the full one at the last.</summary>
    public int Up(int fullWeight, int step) => (int)((((long)fullWeight * (step + 1)) + Last) / (Last + 1));
}
