using System.Globalization;

namespace IpvsPS.Screen;

/// <summary>Numbers, names and trends in a few cells.</summary>
internal static class ScreenText
{
    private const string Bars = " ▁▂▃▄▅▆▇█";
    private const string AsciiBars = " .:-=+*#@";
    private const string Units = " kMGTP";

    /// <summary>A number in five cells at most: <c>0</c>, <c>4.2</c>, <c>412</c>, <c>3.1k</c>, <c>88M</c>; by thousands.</summary>
    public static string Short(double value)
    {
        int unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        string format = value < 9.95 ? "0.#" : "0";
        return value.ToString(format, CultureInfo.InvariantCulture) + (unit == 0 ? string.Empty : Units[unit]);
    }

    /// <summary>A rate; a dash where none is known yet.</summary>
    public static string Rate(double? value) => value is { } known ? Short(known) : "-";

    /// <summary>A whole number with the separators of thousands: <c>5,000</c>.</summary>
    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A whole number of something: <c>1 service</c>, <c>5,000 services</c>.</summary>
    public static string Quantity(long count, string one) => $"{Whole(count)} {one}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A part of a whole in per cent, 0 to 100; a dash where there is no whole.</summary>
    public static string Share(double part, double whole) =>
        whole > 0 ? Math.Round(100 * part / whole).ToString("0", CultureInfo.InvariantCulture) : "-";

    /// <summary>A bar for each rate, by the largest of them; a rate of nothing is a blank.</summary>
    /// <param name="rates">The rates, the latest last.</param>
    /// <param name="isAscii">Whether the terminal has ASCII only.</param>
    public static string Trend(float[] rates, bool isAscii)
    {
        string bars = isAscii ? AsciiBars : Bars;
        float most = rates.Length == 0 ? 0 : rates.Max();
        return string.Create(
            rates.Length,
            (rates, bars, most),
            static (cells, of) =>
            {
                for (int i = 0; i < cells.Length; i++)
                {
                    cells[i] =
                        of.rates[i] <= 0 ? ' ' : of.bars[Math.Max(1, (int)Math.Ceiling(of.rates[i] / of.most * (of.bars.Length - 1)))];
                }
            }
        );
    }

    /// <summary>
    /// A name as the screen takes it: whatever is no printable ASCII, and might move the cursor or take two cells, is a question mark.
    /// </summary>
    public static string Clean(string name) =>
        name.All(IsPlain) ? name : string.Concat(name.Select(letter => IsPlain(letter) ? letter : '?'));

    /// <summary>A text in exactly so many cells.</summary>
    public static string Fit(string text, int width, bool isRight, bool isAscii) =>
        text.Length > width ? Cut(text, width, isAscii)
        : isRight ? text.PadLeft(width)
        : text.PadRight(width);

    private static string Cut(string text, int width, bool isAscii) =>
        width <= 0 ? string.Empty
        : isAscii ? text[..width]
        : text[..(width - 1)] + "…";

    private static bool IsPlain(char letter) => letter is >= ' ' and <= '~';
}
