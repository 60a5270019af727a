namespace IpvsPS.Diagnosis;

/// <summary>The chains of iptables and ip6tables, from what their -save programs write.</summary>
internal static class IptablesRuleset
{
    /// <summary>Reads the chains.</summary>
    /// <param name="text">The program's output.</param>
    /// <param name="family"><c>ip</c> or <c>ip6</c>.</param>
    /// <param name="isLegacy">Whether legacy iptables holds them, and not nftables.</param>
    public static List<FilterChain> Read(string text, string family, bool isLegacy)
    {
        var chains = new List<FilterChain>();
        var rules = new Dictionary<(string, string), List<FilterRule>>();
        string table = string.Empty;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line[0])
            {
                case '*':
                    table = line[1..];
                    break;
                case ':':
                    FilterChain chain = ReadChain(line[1..].Split(' '), family, table, isLegacy);
                    chains.Add(chain);
                    rules[(table, chain.Name)] = [];
                    break;
                case '-' when line.StartsWith("-A ", StringComparison.Ordinal):
                    string name = line.Split(' ')[1];
                    if (rules.TryGetValue((table, name), out List<FilterRule>? list))
                    {
                        list.Add(IptablesRule.Read(line));
                    }

                    break;
            }
        }

        return [.. chains.Select(chain => chain with { Rules = rules[(chain.Table, chain.Name)] })];
    }

    private static FilterChain ReadChain(string[] words, string family, string table, bool isLegacy) =>
        new()
        {
            Family = family,
            Table = table,
            Name = words[0],
            Hook = words[0] switch
            {
                "PREROUTING" => FilterHook.Prerouting,
                "INPUT" => FilterHook.Input,
                "FORWARD" => FilterHook.Forward,
                "OUTPUT" => FilterHook.Output,
                "POSTROUTING" => FilterHook.Postrouting,
                _ => null,
            },
            IsNat = table == "nat",
            DropsByDefault = words.Length > 1 && words[1] == "DROP",
            IsLegacy = isLegacy,
        };
}
