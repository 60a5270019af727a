using System.Globalization;

namespace IpvsPS;

/// <summary>
/// A time as users type it: a number of seconds, or a TimeSpan. PowerShell on its own would take a number for
/// ticks of 100 nanoseconds.
/// </summary>
public readonly record struct IpvsTimeSpan
{
    /// <summary>Makes a time of whole seconds.</summary>
    /// <param name="seconds">Seconds.</param>
    public IpvsTimeSpan(int seconds) => Value = TimeSpan.FromSeconds(seconds);

    /// <summary>Makes a time from a TimeSpan.</summary>
    /// <param name="value">The time.</param>
    public IpvsTimeSpan(TimeSpan value) => Value = value;

    /// <summary>Makes a time from its text.</summary>
    /// <param name="text">Seconds such as <c>300</c>, or <c>hh:mm:ss</c>.</param>
    /// <exception cref="FormatException">The text is neither.</exception>
    public IpvsTimeSpan(string text) => this = Parse(text);

    /// <summary>The time.</summary>
    public TimeSpan Value { get; }

    /// <summary>Parses seconds such as <c>300</c>, or <c>hh:mm:ss</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The time.</returns>
    /// <exception cref="FormatException">The text is neither, or longer than 2147483647 seconds.</exception>
    public static IpvsTimeSpan Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds))
        {
            return seconds is >= int.MinValue and <= int.MaxValue
                ? new IpvsTimeSpan((int)seconds)
                : throw new FormatException($"{seconds} seconds are too many: write {int.MaxValue} at most.");
        }

        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value)
            ? new IpvsTimeSpan(value)
            : throw new FormatException($"'{text}' is no time: write seconds, such as 300, or hh:mm:ss, such as 00:05:00.");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns><c>hh:mm:ss</c>, with days in front where there are any.</returns>
    public override string ToString() => Value.ToString("c", CultureInfo.InvariantCulture);
}
