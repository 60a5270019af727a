using System.Globalization;

namespace IpvsPS.Words;

/// <summary>Times as the text that objects show: ISO 8601 in UTC.</summary>
internal static class TimeText
{
    /// <summary>The time to the second, as of a state that lasts.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static string Of(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The time to the thousandth of a second, as of events and samples.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static string Exact(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The time of a number of seconds.</summary>
    /// <param name="seconds">Seconds, also parts of one; 2147483647 at most.</param>
    /// <exception cref="FormatException">They are more.</exception>
    public static TimeSpan OfSeconds(double seconds) =>
        Math.Abs(seconds) <= int.MaxValue
            ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : throw new FormatException(
                $"{seconds.ToString(CultureInfo.InvariantCulture)} seconds are too many: write {int.MaxValue} at most."
            );
}
