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
}
