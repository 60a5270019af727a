namespace IpvsPS.Statistics;

/// <summary>
/// Waits for the moments of an interval, which are counted from the first one, so that they do not drift. It goes by the monotonic
/// clock: setting the machine's clock moves none of them.
/// </summary>
/// <param name="interval">From one moment to the next; more than zero.</param>
/// <param name="clock">The monotonic clock.</param>
public sealed class Pace(TimeSpan interval, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _moment;

    /// <summary>How long it is to the next moment. Moments that have passed meanwhile are left out.</summary>
    public TimeSpan Next()
    {
        TimeSpan passed = clock.GetElapsedTime(_start);
        _moment = Math.Max(_moment + 1, (passed.Ticks / interval.Ticks) + 1);
        return TimeSpan.FromTicks(_moment * interval.Ticks) - passed;
    }

    /// <summary>Waits for the next moment.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Wait(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(Next());
        cancellation.ThrowIfCancellationRequested();
    }
}
