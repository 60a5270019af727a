using System.Globalization;
using System.Text;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A definition of <c>$NAME=value</c>; one over several lines holds them with newlines between.</summary>
internal sealed class Macro
{
    public string Value { get; set; } = string.Empty;

    public bool IsMultiline { get; set; }

    /// <summary>Makes the value anew at each use, from the words behind the name; null where the value stands.</summary>
    public Func<string[], string>? Make { get; set; }

    /// <summary>How many words may follow the name in braces.</summary>
    public int MostArguments { get; init; }
}

/// <summary>The macros of a configuration: <c>$NAME</c> before a blank, a comma, a bracket or the end, <c>${NAME}</c> anywhere.</summary>
internal sealed class MacroTable
{
    /// <summary>As keepalived's line buffer: what grows beyond it grows for ever.</summary>
    private const int LongestLine = 1023;

    /// <summary>A line in which so many macros are replaced refers to itself.</summary>
    private const int MostReplacements = 400;

    private readonly Dictionary<string, Macro> _macros = new(StringComparer.Ordinal);

    public MacroTable(KeepalivedReadOptions options, string configurationId, Func<string> directory)
    {
        _macros["_PWD"] = new Macro { Make = _ => directory() };
        _macros["_INSTANCE"] = new Macro { Make = _ => configurationId };
        _macros["_HASH"] = new Macro { Value = "#" };
        _macros["_BANG"] = new Macro { Value = "!" };
        _macros["_RANDOM"] = new Macro { Make = RandomNumber, MostArguments = 2 };
        _macros["_ENV"] = new Macro { Make = words => Variable(options, words), MostArguments = 1 };
    }

    public Macro Set(string name, string value)
    {
        var macro = new Macro { Value = value };
        _macros[name] = macro;
        return macro;
    }

    /// <summary>Takes a line that is a definition, or returns null. A backslash at its end makes it one over several lines.</summary>
    public Macro? TryDefine(string line)
    {
        int end = 1;
        while (end < line.Length && IsNameCharacter(line[end]))
        {
            end++;
        }

        if (end == 1 || char.IsAsciiDigit(line[1]))
        {
            return null;
        }

        // keepalived takes no blank before the sign.
        if (end >= line.Length || line[end] != '=')
        {
            return null;
        }

        string value = line[(end + 1)..].TrimStart(' ', '\t');
        bool isContinued = value.EndsWith('\\');
        string first = isContinued ? value[..^1].TrimEnd(' ', '\t') : value;
        Macro macro = Set(line[1..end], isContinued && first.Length > 0 ? first + '\n' : first);
        macro.IsMultiline = isContinued;
        return macro;
    }

    /// <summary>Replaces the macros of a line.</summary>
    /// <param name="line">The line; of a macro over several lines it holds the first.</param>
    /// <param name="position">Where it stands, for errors.</param>
    /// <param name="rest">Takes the further lines of each macro over several lines, outermost first.</param>
    /// <returns>Whether anything was replaced.</returns>
    /// <exception cref="IpvsConfigurationException">The macros have no end.</exception>
    public bool Replace(ref string line, LinePosition position, Action<string> rest)
    {
        int count = 0;
        for (int at = line.IndexOf('$'); at >= 0 && at + 1 < line.Length; at = at < line.Length ? line.IndexOf('$', at) : -1)
        {
            if (Find(line, at) is not { } use)
            {
                at++;
                continue;
            }

            string value = use.Macro.Make?.Invoke(use.Arguments) ?? use.Macro.Value;
            if (use.Macro.IsMultiline)
            {
                int newline = value.IndexOf('\n');
                rest(newline < 0 ? string.Empty : value[(newline + 1)..]);
                value = newline < 0 ? value : value[..newline];
            }

            line = string.Concat(line.AsSpan(0, at), value, line.AsSpan(use.End));
            if (line.Length > LongestLine || ++count > MostReplacements)
            {
                throw KeepalivedErrors.At(
                    position,
                    $"the macro '{ConfigLine.Readable(use.Name)}' has no end: it leads back to itself, "
                        + $"or makes a line of more than {LongestLine} characters."
                );
            }

            if (value.TrimStart(' ', '\t').StartsWith('~'))
            {
                break;
            }
        }

        return count > 0;
    }

    private readonly record struct Use(Macro Macro, string Name, string[] Arguments, int End);

    private Use? Find(string line, int dollar)
    {
        bool hasBraces = line[dollar + 1] == '{';
        int start = hasBraces ? dollar + 2 : dollar + 1;
        int end = start;
        while (end < line.Length && IsNameCharacter(line[end]))
        {
            end++;
        }

        if (end == start || char.IsAsciiDigit(line[start]))
        {
            return null;
        }

        string name = line[start..end];
        string[] arguments = [];
        if (hasBraces)
        {
            int close = end;
            while (close < line.Length && (IsNameCharacter(line[close]) || line[close] is ' ' or '\t'))
            {
                close++;
            }

            if (
                close >= line.Length
                || line[close] != '}'
                || (close > end && line[close - 1] is ' ' or '\t' && line[end..close].Trim(' ', '\t').Length > 0)
            )
            {
                return null;
            }

            arguments = line[end..close].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            end = close + 1;
        }
        else if (end < line.Length && line[end] is not (' ' or '\t' or ',' or ')'))
        {
            return null;
        }

        bool isKnown =
            _macros.TryGetValue(name, out Macro? macro)
            && arguments.Length <= macro.MostArguments
            && (!macro.IsMultiline || end == line.Length);
        return isKnown ? new Use(macro!, name, arguments, end) : null;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static string RandomNumber(string[] words)
    {
        long least =
            words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first) ? first : 0;
        long most =
            words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long second)
                ? second
                : short.MaxValue;
        return (most <= least ? least : Random.Shared.NextInt64(least, most == long.MaxValue ? most : most + 1)).ToString(
            CultureInfo.InvariantCulture
        );
    }

    private static string Variable(KeepalivedReadOptions options, string[] words)
    {
        string? value =
            words.Length == 0 ? null
            : options.Environment is { } variables ? variables.GetValueOrDefault(words[0])
            : Environment.GetEnvironmentVariable(words[0]);
        return value is null ? string.Empty : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
    }
}
