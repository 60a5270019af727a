using System.Collections;
using System.Globalization;

namespace IpvsPS.Ipvs;

/// <summary>Turns a setting's value into the text of its file, and back.</summary>
public static class IpvsSettingText
{
    private static readonly char[] Separators = [' ', '\t', ',', '\n'];

    /// <summary>The value of a file's text; text that does not fit the kind stays text.</summary>
    public static object Read(IpvsSettingDefinition definition, string text)
    {
        string trimmed = text.Trim();
        long[] numbers = ParseNumbers(trimmed);
        bool isInt = numbers.All(number => number is >= int.MinValue and <= int.MaxValue);
        return (definition.Kind, numbers.Length) switch
        {
            (IpvsSettingKind.Switch, 1) => numbers[0] != 0,
            (IpvsSettingKind.Number, 1) when isInt => (int)numbers[0],
            (IpvsSettingKind.Number or IpvsSettingKind.LongNumber, 1) => numbers[0],
            (IpvsSettingKind.Pair, 2) when isInt => Array.ConvertAll(numbers, number => (int)number),
            _ => trimmed,
        };
    }

    /// <summary>A value in words and figures: lists with blanks, switches as 1 and 0.</summary>
    public static string Join(object value) =>
        value switch
        {
            bool isOn => isOn ? "1" : "0",
            string text => text,
            IEnumerable list => string.Join(' ', list.Cast<object?>().Select(item => Join(item ?? string.Empty))),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
        };

    /// <summary>The text to write for a value, or what is wrong with it.</summary>
    public static (string Text, Problem<IpvsProblemCode>? Problem) Write(IpvsSettingDefinition definition, object value)
    {
        string text = Join(value).Trim();
        string figures = text.ToLowerInvariant() switch
        {
            "true" or "on" => "1",
            "false" or "off" => "0",
            _ => text,
        };
        string? written = definition.Kind switch
        {
            IpvsSettingKind.Text => text,
            IpvsSettingKind.Switch => figures is "0" or "1" ? figures : null,
            IpvsSettingKind.Pair => ParseNumbers(text) is [var first, var second] && IsPair(first, second) ? $"{first} {second}" : null,
            // true is no number, though the kernel would be given 1.
            _ => ParseNumbers(text) is [var number] && number >= definition.Minimum && number <= definition.Maximum && value is not bool
                ? number.ToString(CultureInfo.InvariantCulture)
                : null,
        };
        return written is not null
            ? (written, null)
            : (text, new(IpvsProblemCode.SettingValueInvalid, nameof(IpvsSetting.Value), definition.Name, definition.Values, text));
    }

    /// <summary><c>proc_do_sync_threshold</c>.</summary>
    private static bool IsPair(long first, long second) =>
        first >= 0 && second >= 0 && first <= int.MaxValue && second <= int.MaxValue && (second == 0 || first < second);

    /// <summary>The numbers of a text; none where any part is no number.</summary>
    private static long[] ParseNumbers(string text)
    {
        string[] parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(PlainSign(parts[i]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return [];
            }
        }

        return numbers;
    }

    /// <summary>A number with a sign of ASCII: a file has the sign of the culture in which Export-Csv wrote it, which is a true minus for
    /// Swedish and has a mark of direction before it for Arabic and Hebrew.</summary>
    private static string PlainSign(string number) => number.TrimStart('\u061c', '\u200e', '\u200f').Replace('\u2212', '-');
}
