namespace IpvsPS.Configuration.Keepalived;

/// <summary>What lines are made of: comments, quotes, escapes, words.</summary>
internal static class ConfigText
{
    private static readonly char[] Blanks = [' ', '\t', '\f', '\n', '\r', '\v'];

    /// <summary>
    /// Takes off comments, the escapes of the characters that begin them, and blanks at both ends. A backslash at the end,
    /// which continues a macro, stays, without the blanks before it.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="isUnterminated">Whether a double quote is left open.</param>
    public static string WithoutComment(string line, out bool isUnterminated)
    {
        bool inQuotes = false;
        bool isContinued = false;
        var text = new System.Text.StringBuilder(line.Length);
        string trimmed = line.TrimStart(' ', '\t');
        for (int i = 0; i < trimmed.Length; i++)
        {
            char c = trimmed[i];
            if (c == '\\')
            {
                if (i + 1 == trimmed.Length)
                {
                    isContinued = true;
                    break;
                }

                bool isPlain = !inQuotes && trimmed[i + 1] is '#' or '!';
                text.Append(isPlain ? string.Empty : "\\").Append(trimmed[++i]);
                continue;
            }

            inQuotes ^= c == '"';
            if (!inQuotes && c is '!' or '#')
            {
                break;
            }

            text.Append(c);
        }

        isUnterminated = inQuotes;
        string result = text.ToString().TrimEnd(' ', '\t');
        return isContinued ? result + '\\' : result;
    }

    /// <summary>
    /// Splits at blanks; double quotes hold a word together and end one that touches them. Where a quote is not closed,
    /// the rest of the line is dropped.
    /// </summary>
    public static string[] Split(string line, out bool isUnterminated)
    {
        var words = new List<string>();
        isUnterminated = false;
        for (int at = 0; ; )
        {
            while (at < line.Length && Array.IndexOf(Blanks, line[at]) >= 0)
            {
                at++;
            }

            if (at == line.Length)
            {
                return [.. words];
            }

            bool isQuoted = line[at] == '"';
            int start = isQuoted ? at + 1 : at;
            int end = isQuoted ? line.IndexOf('"', start) : EndOfWord(line, start);
            if (end < 0)
            {
                isUnterminated = true;
                return [.. words];
            }

            words.Add(line[start..end]);
            at = isQuoted ? end + 1 : end;
        }
    }

    /// <summary>
    /// Splits as a shell does, for commands and regular expressions: single and double quotes anywhere in a word, and a
    /// backslash before any character.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="resolveEscapes">Whether \n, \x41 and the like become the characters they mean; else they stay as they are.</param>
    /// <returns>The words, or null where a quote or an escape is not finished.</returns>
    public static string[]? SplitQuoted(string line, bool resolveEscapes)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        char quote = '\0';
        bool isInWord = false;
        for (int at = 0; at < line.Length; )
        {
            char c = line[at++];
            if (c == '\\')
            {
                if (at == line.Length)
                {
                    return null;
                }

                isInWord = true;
                word.Append(resolveEscapes ? Escaped(line, ref at) : $"\\{line[at++]}");
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                (quote, isInWord) = (quote == '\0' ? c : '\0', true);
            }
            else if (quote == '\0' && Array.IndexOf(Blanks, c) >= 0)
            {
                Finish(words, word, ref isInWord);
            }
            else
            {
                isInWord = true;
                word.Append(c);
            }
        }

        Finish(words, word, ref isInWord);
        return quote == '\0' ? [.. words] : null;
    }

    /// <summary>The place of the first brace outside quotes, or -1.</summary>
    public static int FindBrace(string line)
    {
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            isQuoted ^= line[i] == '"';
            if (!isQuoted && line[i] is '{' or '}')
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary><c>@id text</c> is for the host of that id, <c>@^id text</c> for all others.</summary>
    /// <returns>Whether the line is for this host.</returns>
    public static bool TakeOffHost(ref string line, string configurationId)
    {
        bool isOthers = line.Length > 1 && line[1] == '^';
        int start = isOthers ? 2 : 1;
        int blank = line.AsSpan(start).IndexOfAny(' ', '\t');
        if (blank < 0)
        {
            return false;
        }

        bool isThisHost = line.AsSpan(start, blank).SequenceEqual(configurationId);
        line = line[(start + blank)..].TrimStart(' ', '\t');
        return isThisHost != isOthers;
    }

    private static void Finish(List<string> words, System.Text.StringBuilder word, ref bool isInWord)
    {
        if (isInWord)
        {
            words.Add(word.ToString());
            word.Clear();
            isInWord = false;
        }
    }

    private static int EndOfWord(string line, int start)
    {
        int end = start;
        while (end < line.Length && line[end] != '"' && Array.IndexOf(Blanks, line[end]) < 0)
        {
            end++;
        }

        return end;
    }

    /// <summary>
    /// The character of an escape, of which the backslash is passed: \x and two digits, \c and a letter, three octal
    /// digits, a name.
    /// </summary>
    private static char Escaped(string line, ref int at)
    {
        char c = line[at++];
        if (c == 'x' && at < line.Length && char.IsAsciiHexDigit(line[at]))
        {
            return Digits(line, ref at, 16, 2, 0);
        }

        if (c == 'c' && at < line.Length)
        {
            return (char)(line[at++] & 0x1f);
        }

        return c is >= '0' and <= '7'
            ? Digits(line, ref at, 8, 2, c - '0')
            : c switch
            {
                'a' => '\a',
                'b' => '\b',
                'E' => '\u001b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                _ => c,
            };
    }

    private static char Digits(string line, ref int at, int radix, int most, int value)
    {
        for (
            int i = 0;
            i < most && at < line.Length && char.IsAsciiHexDigit(line[at]) && Convert.ToInt32(line[at].ToString(), 16) < radix;
            i++
        )
        {
            value = (value * radix) + Convert.ToInt32(line[at++].ToString(), 16);
        }

        return (char)(value & 0xff);
    }
}
