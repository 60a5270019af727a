using System.Text;
using System.Text.RegularExpressions;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>File names with braces, <c>*</c>, <c>?</c> and <c>[a-z]</c>, as glob(3) takes them.</summary>
internal static class GlobPattern
{
    /// <summary>Braces can multiply; so many names nobody types.</summary>
    private const int MostNames = 4096;

    public static bool HasWildcards(string pattern) => pattern.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>What a pattern with <c>{a,b}</c> stands for, in order.</summary>
    public static List<string> ExpandBraces(string pattern)
    {
        var whole = new List<string>();
        var waiting = new Stack<string>([pattern]);
        while (waiting.TryPop(out string? next) && whole.Count < MostNames)
        {
            int open = next.IndexOf('{');
            int close = open < 0 ? -1 : Close(next, open);
            if (close < 0)
            {
                whole.Add(next);
                continue;
            }

            foreach (string choice in Enumerable.Reverse(Choices(next[(open + 1)..close])))
            {
                if (waiting.Count < MostNames)
                {
                    waiting.Push(next[..open] + choice + next[(close + 1)..]);
                }
            }
        }

        return whole;
    }

    /// <summary>The files and directories that match, in the order of their bytes.</summary>
    public static IReadOnlyList<string> Find(string pattern, string directory)
    {
        string full = Path.IsPathRooted(pattern) ? pattern : Path.Combine(directory, pattern);
        string[] parts = full.Split('/', StringSplitOptions.RemoveEmptyEntries);
        List<string> found = ["/"];
        for (int i = 0; i < parts.Length; i++)
        {
            found = Descend(found, parts[i]);
        }

        return found;
    }

    private static List<string> Descend(List<string> directories, string part)
    {
        var next = new List<string>();
        if (!HasWildcards(part))
        {
            next.AddRange(directories.Select(directory => Path.GetFullPath(Path.Combine(directory, part))).Where(Path.Exists));
            return next;
        }

        Regex regex = ToRegex(part);
        foreach (string directory in directories.Where(Directory.Exists))
        {
            string[] names = [.. Entries(directory).Where(name => regex.IsMatch(name) && (name[0] != '.' || part[0] == '.'))];
            Array.Sort(names, StringComparer.Ordinal);
            next.AddRange(names.Select(name => Path.Combine(directory, name)));
        }

        return next;
    }

    private static IEnumerable<string> Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory).Select(path => Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Regex ToRegex(string part)
    {
        var text = new StringBuilder("^");
        for (int i = 0; i < part.Length; i++)
        {
            int close = part[i] == '[' ? part.IndexOf(']', Math.Min(i + 2, part.Length)) : -1;
            if (close > 0)
            {
                string inside = part[(i + 1)..close]
                    .Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("[", "\\[", StringComparison.Ordinal);
                text.Append('[').Append(inside[0] == '!' ? "^" + inside[1..] : inside).Append(']');
                i = close;
                continue;
            }

            text.Append(
                part[i] switch
                {
                    '*' => ".*",
                    '?' => ".",
                    _ => Regex.Escape(part[i].ToString()),
                }
            );
        }

        try
        {
            return new Regex(
                text.Append('$').ToString(),
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            );
        }
        catch (ArgumentException)
        {
            // A range such as [z-a]: it matches nothing but itself.
            return new Regex($"^{Regex.Escape(part)}$", RegexOptions.NonBacktracking);
        }
    }

    private static int Close(string pattern, int open)
    {
        int depth = 0;
        for (int i = open; i < pattern.Length; i++)
        {
            depth +=
                pattern[i] == '{' ? 1
                : pattern[i] == '}' ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static List<string> Choices(string inside)
    {
        var choices = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            depth +=
                inside[i] == '{' ? 1
                : inside[i] == '}' ? -1
                : 0;
            if (inside[i] == ',' && depth == 0)
            {
                choices.Add(inside[start..i]);
                start = i + 1;
            }
        }

        choices.Add(inside[start..]);
        return choices;
    }
}
