using System.Globalization;

namespace IpvsPS.Configuration.Keepalived;

/// <summary><c>~SEQ(name, first, step, last) text</c> or <c>~LST(name, a, b) text</c>: the text once for each value.</summary>
internal abstract class Sequence(string text)
{
    public string Text { get; } = text;

    /// <summary>Sets the variables of the next turn.</summary>
    /// <returns>Whether turns are left after it.</returns>
    public abstract bool Next(MacroTable macros);

    /// <summary>Reads <c>~SEQ</c>, <c>~SEQx</c> or <c>~LST</c>.</summary>
    /// <returns>The sequence, or null where it is not well formed.</returns>
    public static Sequence? Parse(string line, MacroTable macros, LinePosition position) =>
        line.StartsWith("~SEQ", StringComparison.Ordinal) ? NumberSequence.Read(line, macros, position) : ListSequence.Read(line);

    protected static string Trim(string text) => text.Trim(' ', '\t');
}

/// <summary>Numbers in steps, decimal or hexadecimal.</summary>
internal sealed class NumberSequence(string name, Int128 first, Int128 step, Int128 last, bool isHexadecimal, string text) : Sequence(text)
{
    private Int128 _next = first;

    public override bool Next(MacroTable macros)
    {
        macros.Set(
            name,
            isHexadecimal ? ((long)_next).ToString("x", CultureInfo.InvariantCulture) : _next.ToString(CultureInfo.InvariantCulture)
        );
        _next += step;
        return step > 0 ? _next <= last : _next >= last;
    }

    /// <summary><c>(name, last)</c>, <c>(name, first, last)</c> or <c>(name, first, step, last)</c>; the numbers may be macros.</summary>
    public static NumberSequence? Read(string line, MacroTable macros, LinePosition position)
    {
        bool isHexadecimal = line.Length > 4 && line[4] == 'x';
        string rest = line[(isHexadecimal ? 5 : 4)..].TrimStart(' ', '\t');
        int comma = rest.IndexOf(',');
        int close = rest.IndexOf(')');
        if (!rest.StartsWith('(') || comma < 0 || close < comma)
        {
            return null;
        }

        string name = Trim(rest[1..comma]);
        string numbers = rest[(comma + 1)..close];
        bool isMultiline = false;
        macros.Replace(ref numbers, position, _ => isMultiline = true);
        if (name.Length == 0 || name[0] == '{' || isMultiline || Numbers(numbers) is not { } values)
        {
            return null;
        }

        (Int128 first, Int128 step, Int128 last) = values.Length switch
        {
            1 => (values[0] < 0 ? -1 : 1, values[0] < 1 ? -1 : 1, values[0]),
            2 => (values[0], values[0] <= values[1] ? 1 : -1, values[1]),
            _ => (values[0], values[1], values[2]),
        };
        bool isEndless = step == 0 || (first < last && step < 0) || (first > last && step > 0);
        return (values.Length == 3 && isEndless) || (isHexadecimal && (first < 0 || last < 0))
            ? null
            : new NumberSequence(name, first, step, last, isHexadecimal, rest[(close + 1)..].TrimStart(' ', '\t'));
    }

    private static Int128[]? Numbers(string text)
    {
        string[] words = text.Split(',');
        var values = new Int128[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (ConfigNumber.ParseLong(Trim(words[i])) is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return values.Length <= 3 ? values : null;
    }
}

/// <summary>Values, or groups of values in braces for several variables.</summary>
internal sealed class ListSequence(string[] names, List<string[]> values, string text) : Sequence(text)
{
    private int _next;

    public override bool Next(MacroTable macros)
    {
        string[] turn = values[_next++];
        for (int i = 0; i < names.Length; i++)
        {
            macros.Set(names[i], i < turn.Length ? turn[i] : string.Empty);
        }

        return _next < values.Count;
    }

    public static ListSequence? Read(string line)
    {
        int at = 4;
        SkipBlanks(line, ref at);
        if (!Take(line, ref at, '(') || ReadGroup(line, ref at) is not { } names || !Take(line, ref at, ','))
        {
            return null;
        }

        var values = new List<string[]>();
        do
        {
            if (ReadGroup(line, ref at) is not { } turn || turn.Length > names.Length)
            {
                return null;
            }

            values.Add(turn);
        } while (Take(line, ref at, ','));

        return Take(line, ref at, ')') ? new ListSequence(names, values, line[at..].TrimStart(' ', '\t')) : null;
    }

    /// <summary>One value, or several in braces; where it ends the next comma or bracket stands.</summary>
    private static string[]? ReadGroup(string line, ref int at)
    {
        SkipBlanks(line, ref at);
        bool hasBraces = Take(line, ref at, '{');
        var values = new List<string>();
        do
        {
            SkipBlanks(line, ref at);
            int start = at;
            while (at < line.Length && line[at] is not (' ' or '\t' or ',' or '}' or ')'))
            {
                at++;
            }

            values.Add(line[start..at]);
            SkipBlanks(line, ref at);
        } while (hasBraces && Take(line, ref at, ','));

        bool isClosed = !hasBraces || Take(line, ref at, '}');
        SkipBlanks(line, ref at);
        return isClosed ? [.. values] : null;
    }

    private static bool Take(string line, ref int at, char c)
    {
        bool isThere = at < line.Length && line[at] == c;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private static void SkipBlanks(string line, ref int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }
    }
}
