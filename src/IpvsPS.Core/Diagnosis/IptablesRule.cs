using System.Globalization;

namespace IpvsPS.Diagnosis;

/// <summary>One rule of iptables.</summary>
internal static class IptablesRule
{
    /// <summary>The options that say nothing of the packet, and how many words follow each.</summary>
    private static readonly Dictionary<string, int> Silent = new()
    {
        ["-m"] = 1,
        ["--match"] = 1,
        ["--comment"] = 1,
        ["--reject-with"] = 1,
        ["--log-prefix"] = 1,
        ["--log-level"] = 1,
        ["--to-source"] = 1,
        ["--to-destination"] = 1,
        ["--to-ports"] = 1,
        ["--persistent"] = 0,
        ["--random-fully"] = 0,
        ["--random"] = 0,
    };

    /// <summary>Reads a line that begins with -A and the chain.</summary>
    public static FilterRule Read(string line)
    {
        List<string> words = Split(line);
        var matches = new List<FilterMatch>();
        (FilterVerdict Verdict, string? Target) verdict = (FilterVerdict.Continue, null);
        bool isNegated = false;
        for (int i = 2; i < words.Count; i++)
        {
            string option = words[i];
            if (option == "!")
            {
                isNegated = true;
                continue;
            }

            if (option is "-j" or "-g" or "--jump" or "--goto" && i + 1 < words.Count)
            {
                verdict = VerdictOf(words[++i], option is "-g" or "--goto");
            }
            else if (Silent.TryGetValue(option, out int count))
            {
                i += count;
            }
            else
            {
                matches.Add(ReadMatch(words, ref i, isNegated));
            }

            isNegated = false;
        }

        int mark = words.FindIndex(word => word is "--set-xmark" or "--set-mark");
        bool isMark = words.Contains("MARK");
        return new FilterRule(matches, verdict.Verdict, verdict.Target, line)
        {
            Mark = isMark && mark >= 0 && mark + 1 < words.Count ? ReadMark(words[mark + 1]) : null,
            MayMark = words.Exists(word => word is "--restore-mark" or "--tproxy-mark" or "--map-mark") || (isMark && mark < 0),
        };
    }

    /// <summary>The value that a packet without a mark gets: what stands behind the slash is what is cleared before.</summary>
    private static uint? ReadMark(string text)
    {
        string value = text.Split('/')[0];
        bool isHex = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return uint.TryParse(
            isHex ? value[2..] : value,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out uint mark
        )
            ? mark
            : null;
    }

    private static FilterMatch ReadMatch(List<string> words, ref int i, bool isNegated)
    {
        FilterField field = words[i] switch
        {
            "-s" or "--source" => FilterField.Source,
            "-d" or "--destination" => FilterField.Destination,
            "-i" or "--in-interface" => FilterField.InputLink,
            "-o" or "--out-interface" => FilterField.OutputLink,
            "-p" or "--protocol" => FilterField.Protocol,
            "--dport" or "--dports" or "--destination-port" => FilterField.DestinationPort,
            "--sport" or "--sports" or "--source-port" => FilterField.SourcePort,
            "--ctstate" or "--state" => FilterField.State,
            "--icmp-type" or "--icmpv6-type" => FilterField.IcmpType,
            _ => FilterField.Unknown,
        };
        var values = new List<string>();
        while (i + 1 < words.Count && words[i + 1] != "!" && !words[i + 1].StartsWith('-'))
        {
            values.AddRange(words[++i].Split(','));
        }

        return values.Count > 0 || field == FilterField.Unknown ? new(field, isNegated, values) : new(FilterField.Unknown, false, []);
    }

    private static (FilterVerdict Verdict, string? Target) VerdictOf(string target, bool isGoto) =>
        target switch
        {
            "ACCEPT" => (FilterVerdict.Accept, null),
            "DROP" or "REJECT" => (FilterVerdict.Drop, null),
            "RETURN" => (FilterVerdict.Return, null),
            "MASQUERADE" or "SNAT" => (FilterVerdict.SourceNat, null),
            "DNAT" or "REDIRECT" => (FilterVerdict.DestinationNat, null),
            "QUEUE" or "NFQUEUE" or "SYNPROXY" or "TPROXY" => (FilterVerdict.Other, null),

            // Targets of extensions have capitals only, and go on to the next rule; chains of such names are followed too.
            "LOG"
            or "NFLOG"
            or "MARK"
            or "CONNMARK"
            or "CT"
            or "NOTRACK"
            or "TRACE"
            or "TCPMSS"
            or "CLASSIFY"
            or "DSCP"
            or "SET"
            or "ULOG"
            or "AUDIT"
            or "CHECKSUM" => (FilterVerdict.Continue, null),
            _ => (isGoto ? FilterVerdict.Goto : FilterVerdict.Jump, target),
        };

    /// <summary>The words of a line; a comment in quotes is one.</summary>
    private static List<string> Split(string line)
    {
        var words = new List<string>();
        int place = 0;
        while (place < line.Length)
        {
            if (line[place] == ' ')
            {
                place++;
                continue;
            }

            bool isQuoted = line[place] == '"';
            int end = isQuoted ? EndOfQuote(line, place + 1) : line.IndexOf(' ', place);
            end = end < 0 ? line.Length : end;
            words.Add(isQuoted ? line[(place + 1)..end] : line[place..end]);
            place = end + 1;
        }

        return words;
    }

    private static int EndOfQuote(string line, int start)
    {
        int end = start;
        while (end < line.Length && line[end] != '"')
        {
            end += line[end] == '\\' ? 2 : 1;
        }

        return Math.Min(end, line.Length);
    }
}
