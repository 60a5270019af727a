namespace IpvsPS.Drain;

/// <summary>How long a real server still takes to drain, if its connections go on ending as they have ended of late.</summary>
internal sealed class DrainForecast
{
    /// <summary>How far back it looks: what was long ago says nothing of the connections that are left.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>What it takes at least for a rate.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private readonly Queue<(TimeSpan Time, uint Count)> _counts = [];

    /// <summary>Takes a count into account.</summary>
    /// <param name="elapsed">When, since the waiting began.</param>
    /// <param name="counting">How many connections keep it from being drained.</param>
    /// <returns>How long it still takes; null where fewer than 2 seconds are known, and where the connections do not end.</returns>
    public TimeSpan? Next(TimeSpan elapsed, uint counting)
    {
        _counts.Enqueue((elapsed, counting));
        while (_counts.Peek().Time < elapsed - Window)
        {
            _counts.Dequeue();
        }

        (TimeSpan began, uint first) = _counts.Peek();
        TimeSpan known = elapsed - began;
        return known < Least || counting >= first ? null : known * ((double)counting / (first - counting));
    }
}
