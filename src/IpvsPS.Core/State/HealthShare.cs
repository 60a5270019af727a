using System.Globalization;

namespace IpvsPS.State;

/// <summary>A part of a pool as text: <c>50%</c>.</summary>
public static class HealthShare
{
    /// <summary>Reads a percentage, 0 to 100.</summary>
    /// <param name="text">The text, with its percent sign.</param>
    /// <param name="share">The part, 0 to 1.</param>
    /// <returns>Whether the text is a percentage.</returns>
    public static bool TryParse(string text, out double share)
    {
        share = 0;
        bool isNumber =
            text.EndsWith('%')
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share);
        share /= 100;
        return isNumber && share is >= 0 and <= 1;
    }

    /// <summary>The text of a part.</summary>
    /// <param name="share">The part, 0 to 1.</param>
    /// <returns>Such as <c>50%</c>.</returns>
    public static string Format(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, 6)}%");
}
