using System.Globalization;

namespace IpvsPS;

/// <summary>A counter in at most eight characters, as tables show it; the objects have the exact number.</summary>
public static class IpvsCounterText
{
    /// <summary>Shortens a counter as <c>ipvsadm --stats</c> does without <c>--exact</c>: by thousands, not by 1024.</summary>
    /// <param name="value">The counter or the rate.</param>
    /// <returns>The number below 100 million, else whole thousands (K), millions (M), billions (G) or trillions (T).</returns>
    public static string Shorten(ulong value) =>
        value switch
        {
            < 100_000_000 => value.ToString(CultureInfo.InvariantCulture),
            < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000}K"),
            < 100_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000}M"),
            < 100_000_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000_000}G"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000_000_000}T"),
        };

    /// <summary>Shortens a rate: with one decimal below 100, and else as the other form does.</summary>
    /// <param name="value">The rate, 0 or more.</param>
    /// <returns>Such as <c>0</c>, <c>41.5</c> or <c>123456K</c>.</returns>
    public static string Shorten(double value) =>
        value < 99.95 ? value.ToString("0.#", CultureInfo.InvariantCulture) : Shorten((ulong)Math.Round(value));
}
