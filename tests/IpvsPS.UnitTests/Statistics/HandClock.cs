namespace IpvsPS.UnitTests.Statistics;

/// <summary>A monotonic clock that a test moves, in ticks of 100 nanoseconds, and a machine's clock that a test sets.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTimeOffset Time { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

    public override DateTimeOffset GetUtcNow() => Time;

    public override long GetTimestamp() => _now;

    public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;
}
