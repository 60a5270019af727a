using System.Globalization;

namespace IpvsPS.Binding;

/// <summary>How long an address or a route lives, as it is typed: a time as <see cref="Duration"/> takes it, or <c>forever</c>.</summary>
public readonly record struct LifetimeArgument
{
    private const string ForeverText = "forever";

    /// <summary>Makes a lifetime of seconds.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <exception cref="FormatException">They are more than a TimeSpan holds.</exception>
    public LifetimeArgument(double seconds) => Value = new Duration(seconds).Value;

    /// <summary>Refuses a decimal, as which PowerShell reads <c>2d</c> without quotes.</summary>
    /// <param name="number">The number.</param>
    /// <exception cref="FormatException">Always; the message says what to write.</exception>
    public LifetimeArgument(decimal number) => Value = new Duration(number).Value;

    /// <summary>Makes a lifetime from a TimeSpan.</summary>
    /// <param name="value">The time.</param>
    public LifetimeArgument(TimeSpan value) => Value = value;

    /// <summary>Makes a lifetime from its text.</summary>
    /// <param name="text">Seconds such as <c>300</c>, <c>5m</c>, <c>hh:mm:ss</c>, or <c>forever</c>.</param>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public LifetimeArgument(string text) => this = Parse(text);

    /// <summary>The time, or null for ever.</summary>
    internal TimeSpan? Value { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The lifetime.</returns>
    /// <exception cref="FormatException">The text is no lifetime; the message says what to write.</exception>
    public static LifetimeArgument Parse(string text)
    {
        if (text.Trim().Equals(ForeverText, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        try
        {
            return new LifetimeArgument(Duration.Parse(text).Value);
        }
        catch (FormatException)
        {
            throw new FormatException(
                $"'{text}' is no lifetime: write seconds, such as 300, a number with its unit, such as 5m, hh:mm:ss, or forever."
            );
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>Seconds, or <c>forever</c>.</returns>
    public override string ToString() => Value is { } time ? time.TotalSeconds.ToString(CultureInfo.InvariantCulture) : ForeverText;
}
