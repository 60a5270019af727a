using System.Globalization;

namespace IpvsPS.Binding;

/// <summary>
/// A time as users type it: a number of seconds, a number with its unit (<c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>,
/// <c>1d</c>), or a TimeSpan. PowerShell on its own would take a number for ticks of 100 nanoseconds.
/// </summary>
public readonly record struct Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Makes a time of seconds.</summary>
    /// <param name="seconds">Seconds, also parts of one; 2147483647 at most.</param>
    /// <exception cref="FormatException">They are more.</exception>
    public Duration(double seconds) => Value = TimeText.OfSeconds(seconds);

    /// <summary>Refuses a decimal: PowerShell reads <c>2d</c> without quotes as the number 2, which would be two seconds.</summary>
    /// <param name="number">The number.</param>
    /// <exception cref="FormatException">Always; the message says what to write.</exception>
    public Duration(decimal number) =>
        throw new FormatException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{number}' came as a decimal, as which PowerShell reads {number}d without quotes: write '{number}d' in quotes for days, "
            ) + "or a number of seconds without d."
        );

    /// <summary>Makes it from a TimeSpan.</summary>
    /// <param name="value">The time; 2147483647 seconds at most, so that the end of it is a time too.</param>
    /// <exception cref="FormatException">It is more.</exception>
    public Duration(TimeSpan value)
    {
        // It makes no other time of what is in the range: a tick stays a tick.
        _ = TimeText.OfSeconds(value.TotalSeconds);
        Value = value;
    }

    /// <summary>Makes it from a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no time; the message says what to write.</exception>
    public Duration(string text) => this = Parse(text);

    /// <summary>The time.</summary>
    public TimeSpan Value { get; }

    /// <summary>The time in seconds.</summary>
    public double Seconds => Value.TotalSeconds;

    /// <summary>Reads a number of seconds, a number with ms, s, m, h or d, or <c>hh:mm:ss</c>; decimals have a point
    /// or the sign that the culture of the session has for it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The time.</returns>
    /// <exception cref="FormatException">It is no time; the message says what to write.</exception>
    public static Duration Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Contains(':') && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out TimeSpan span))
        {
            return new Duration(span);
        }

        string number = trimmed.TrimEnd("mshdMSHD".ToCharArray());
        (string Unit, double Seconds) unit = Array.Find(
            Units,
            unit => unit.Unit.Equals(trimmed[number.Length..], StringComparison.OrdinalIgnoreCase)
        );
        bool hasUnit = unit.Unit is not null || number.Length == trimmed.Length;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return hasUnit && double.TryParse(PlainPoint(number), style, CultureInfo.InvariantCulture, out double count)
            ? new Duration(count * (unit.Unit is null ? 1 : unit.Seconds))
            : throw new FormatException(
                $"'{text}' is no time: write seconds, such as 300, a number with its unit, such as 500ms, 2s or 5m, or "
                    + "hh:mm:ss, such as 00:05:00."
            );
    }

    /// <summary>A number with a decimal point: Export-Csv writes 1.5 as the culture of the session does, for German as 1,5. Thousands have
    /// no sign between them that this could be taken for.</summary>
    private static string PlainPoint(string number) => number.Replace(CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, ".");

    /// <summary>The time in seconds, which <see cref="Parse"/> reads.</summary>
    /// <returns>Such as <c>300</c> or <c>0.5</c>.</returns>
    public override string ToString() => Seconds.ToString(CultureInfo.InvariantCulture);
}
