using IpvsPS.Ipvs;

namespace IpvsPS.Screen;

/// <summary>What comes in a second.</summary>
/// <param name="Connections">New connections.</param>
/// <param name="IncomingPackets">Packets from clients.</param>
/// <param name="OutgoingPackets">Packets to clients.</param>
/// <param name="IncomingBytes">Bytes from clients.</param>
/// <param name="OutgoingBytes">Bytes to clients.</param>
internal readonly record struct ScreenRates(
    double Connections,
    double IncomingPackets,
    double OutgoingPackets,
    double IncomingBytes,
    double OutgoingBytes
)
{
    /// <summary>The rates of an amount.</summary>
    public static ScreenRates Of(in IpvsCounters added, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        return new(
            added.Connections / seconds,
            added.IncomingPackets / seconds,
            added.OutgoingPackets / seconds,
            added.IncomingBytes / seconds,
            added.OutgoingBytes / seconds
        );
    }

    public static ScreenRates operator +(in ScreenRates left, in ScreenRates right) =>
        new(
            left.Connections + right.Connections,
            left.IncomingPackets + right.IncomingPackets,
            left.OutgoingPackets + right.OutgoingPackets,
            left.IncomingBytes + right.IncomingBytes,
            left.OutgoingBytes + right.OutgoingBytes
        );
}

/// <summary>The counters of a service or a real server between two readings of it, and how its connections went lately.</summary>
internal sealed class ScreenCounter
{
    /// <summary>How many of the last rates are kept.</summary>
    public const int MostRecent = 30;

    private IpvsCounters _counters;
    private long _readAt;
    private float[]? _recent;
    private int _recentCount;

    /// <summary>The rates since it was read before; null where it was not.</summary>
    public ScreenRates? Rates { get; private set; }

    /// <summary>The sum of the last rates of connections, which tells shares among counters that are read at the same times.</summary>
    public double RecentSum { get; private set; }

    /// <summary>The last rates of connections, the latest last.</summary>
    /// <param name="count">How many at most.</param>
    public float[] Recent(int count)
    {
        int length = Math.Min(Math.Min(count, _recentCount), MostRecent);
        var rates = new float[length];
        for (int i = 0; i < length; i++)
        {
            rates[i] = _recent![(_recentCount - length + i) % MostRecent];
        }

        return rates;
    }

    /// <summary>
    /// Notes a reading. Of counters that went back, what they have counted since is what came; those that are read for the first time
    /// tell nothing yet.
    /// </summary>
    /// <param name="counters">The counters.</param>
    /// <param name="now">When they were read, by the monotonic clock.</param>
    /// <param name="clock">The clock.</param>
    public void Note(in IpvsCounters counters, long now, TimeProvider clock)
    {
        if (_readAt != 0 && clock.GetElapsedTime(_readAt, now) is var elapsed && elapsed > TimeSpan.Zero)
        {
            ScreenRates rates = ScreenRates.Of(counters.IsAfter(_counters) ? counters - _counters : counters, elapsed);
            Rates = rates;
            Keep((float)rates.Connections);
        }

        _counters = counters;
        _readAt = now;
    }

    private void Keep(float rate)
    {
        _recent ??= new float[MostRecent];
        _recent[_recentCount++ % MostRecent] = rate;
        double sum = 0;
        foreach (float one in _recent)
        {
            sum += one;
        }

        RecentSum = sum;
    }
}
