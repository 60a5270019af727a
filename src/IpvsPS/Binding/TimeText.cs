using System.Globalization;

namespace IpvsPS.Binding;

/// <summary>Times as the text that objects show: ISO 8601 in UTC.</summary>
internal static class TimeText
{
    /// <summary>The time to the second, as of a state that lasts.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static string Of(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The time to the thousandth of a second, as of events and samples.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static string Exact(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
