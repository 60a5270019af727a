using System.Text.Json;

namespace IpvsPS.Diagnosis;

/// <summary>The chains of nftables, from what <c>nft -j list ruleset</c> writes.</summary>
internal static class NftRuleset
{
    /// <summary>Reads the chains of the families ip, ip6 and inet.</summary>
    /// <param name="json">The program's output; empty where there are no tables.</param>
    /// <param name="foreign">
    /// The tables that hold rules of iptables' programs, which nft cannot read: family and name, to be read from those programs.
    /// </param>
    /// <exception cref="JsonException">The output is not JSON.</exception>
    public static List<FilterChain> Read(string json, HashSet<(string Family, string Table)> foreign)
    {
        var chains = new List<FilterChain>();
        var rules = new Dictionary<(string, string, string), List<FilterRule>>();
        var sets = new Dictionary<(string, string, string), IReadOnlyList<string>?>();
        using JsonDocument document = JsonDocument.Parse(json.Length == 0 ? """{"nftables":[]}""" : json);
        List<JsonElement> items = [.. document.RootElement.GetProperty("nftables").EnumerateArray()];
        foreach (JsonElement item in items)
        {
            if (item.TryGetProperty("set", out JsonElement set))
            {
                sets[(Text(set, "family"), Text(set, "table"), Text(set, "name"))] = set.TryGetProperty("elem", out JsonElement elements)
                    ? NftValues.Read(elements)
                    : [];
            }
            else if (item.TryGetProperty("chain", out JsonElement chain) && Text(chain, "family") is "ip" or "ip6" or "inet")
            {
                chains.Add(ReadChain(item.GetProperty("chain")));
            }
        }

        foreach (JsonElement item in items)
        {
            if (item.TryGetProperty("rule", out JsonElement rule) && Text(rule, "family") is "ip" or "ip6" or "inet")
            {
                ReadRule(item.GetProperty("rule"), sets, rules, foreign);
            }
        }

        return
        [
            .. chains
                .Where(chain => !foreign.Contains((chain.Family, chain.Table)))
                .Select(chain => chain with { Rules = rules.GetValueOrDefault((chain.Family, chain.Table, chain.Name), []) }),
        ];
    }

    private static FilterChain ReadChain(JsonElement chain) =>
        new()
        {
            Family = Text(chain, "family"),
            Table = Text(chain, "table"),
            Name = Text(chain, "name"),
            Hook = Text(chain, "hook") switch
            {
                "prerouting" => FilterHook.Prerouting,
                "input" => FilterHook.Input,
                "forward" => FilterHook.Forward,
                "output" => FilterHook.Output,
                "postrouting" => FilterHook.Postrouting,
                _ => null,
            },
            IsNat = Text(chain, "type") == "nat",
            DropsByDefault = Text(chain, "policy") == "drop",
        };

    private static void ReadRule(
        JsonElement rule,
        Dictionary<(string, string, string), IReadOnlyList<string>?> sets,
        Dictionary<(string, string, string), List<FilterRule>> rules,
        HashSet<(string, string)> foreign
    )
    {
        (string family, string table, string chain) = (Text(rule, "family"), Text(rule, "table"), Text(rule, "chain"));
        var parts = new NftRule(name => sets.GetValueOrDefault((family, table, name)));
        if (rule.TryGetProperty("expr", out JsonElement expressions))
        {
            foreach (JsonProperty expression in expressions.EnumerateArray().SelectMany(one => one.EnumerateObject()))
            {
                parts.Add(expression);
            }
        }

        if (parts.IsForeign)
        {
            foreign.Add((family, table));
        }

        string text = $"handle {(rule.TryGetProperty("handle", out JsonElement handle) ? handle.GetRawText() : "?")}";
        if (!rules.TryGetValue((family, table, chain), out List<FilterRule>? list))
        {
            rules.Add((family, table, chain), list = []);
        }

        list.AddRange(parts.Build(text));
    }

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
}
