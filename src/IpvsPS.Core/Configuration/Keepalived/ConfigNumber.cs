using System.Globalization;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A number as C's strtoul reads it: blanks, a sign, digits, and whatever follows them.</summary>
/// <param name="Value">The number that the digits make; beyond any range where there are too many.</param>
/// <param name="IsNegative">Whether a minus stands before it.</param>
/// <param name="IsWhole">Whether nothing follows the digits.</param>
internal readonly record struct ConfigNumber(Int128 Value, bool IsNegative, bool IsWhole)
{
    /// <summary>More than any field takes.</summary>
    private static readonly Int128 TooLarge = Int128.MaxValue >> 8;

    public static ConfigNumber Parse(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(" \t\f\n\r\v");
        bool isNegative = rest.StartsWith("-");
        rest = isNegative || rest.StartsWith("+") ? rest[1..] : rest;
        Int128 value = 0;
        int count = 0;
        for (; count < rest.Length && char.IsAsciiDigit(rest[count]); count++)
        {
            value = value > TooLarge / 10 ? TooLarge : (value * 10) + (rest[count] - '0');
        }

        return new ConfigNumber(value, isNegative, count > 0 && count == rest.Length);
    }

    /// <summary>A number with an optional sign, decimal, hexadecimal with 0x or octal with 0; null for anything else.</summary>
    public static long? ParseLong(string text)
    {
        bool isNegative = text.StartsWith('-');
        string digits = isNegative || text.StartsWith('+') ? text[1..] : text;
        bool isHexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isOctal = !isHexadecimal && digits.Length > 1 && digits[0] == '0';
        if (digits.Length == 0)
        {
            return null;
        }

        try
        {
            long value =
                isHexadecimal ? long.Parse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : isOctal ? Convert.ToInt64(digits, 8)
                : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            return isNegative ? -value : value;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
