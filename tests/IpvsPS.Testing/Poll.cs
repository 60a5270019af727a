using System.Diagnostics;

namespace IpvsPS.Testing;

/// <summary>Waiting for what comes by itself: asked often, and never longer than a limit.</summary>
public static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than anything takes on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">What is waited for, for the error.</param>
    /// <param name="limit">The longest time; a minute by default.</param>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public static void Until(Func<bool> condition, string what, TimeSpan? limit = null) => Until(condition, () => what, limit);

    /// <summary>Waits until a condition holds, with an error that tells what was seen last.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">What is waited for and what was there instead, made when it is too late.</param>
    /// <param name="limit">The longest time; a minute by default.</param>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public static void Until(Func<bool> condition, Func<string> what, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        for (TimeSpan asked = TimeSpan.Zero; !condition(); asked = clock.Elapsed)
        {
            if (clock.Elapsed > (limit ?? Limit))
            {
                throw new TimeoutException($"After {clock.Elapsed.TotalSeconds:F1} s there is still not {what()}.");
            }

            // A guest has one processor: a question that starts programs leaves most of it to what is waited for.
            TimeSpan pause = 2 * (clock.Elapsed - asked);
            Thread.Sleep(new TimeSpan(Math.Clamp(pause.Ticks, Interval.Ticks, LongestInterval.Ticks)));
        }
    }
}
