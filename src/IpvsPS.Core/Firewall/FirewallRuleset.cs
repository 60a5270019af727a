using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IpvsPS.Firewall;

/// <summary>What kube-proxy has left in nftables, and the commands that remove it.</summary>
/// <param name="Names">Its tables and chains, such as <c>ip nat KUBE-SERVICES</c>.</param>
/// <param name="Commands">One transaction; empty where there is nothing.</param>
internal sealed record KubeProxyRules(IReadOnlyList<string> Names, string Commands)
{
    public static KubeProxyRules None { get; } = new([], string.Empty);
}

/// <summary>Reads what kube-proxy has left in nftables, from what <c>nft -j list ruleset</c> writes.</summary>
internal static class FirewallRuleset
{
    /// <summary>The chains that kube-proxy makes by iptables, those of kubelet not among them.</summary>
    public static readonly IReadOnlyList<string> KubeProxyChains =
    [
        "KUBE-SERVICES",
        "KUBE-POSTROUTING",
        "KUBE-NODE-PORT",
        "KUBE-LOAD-BALANCER",
        "KUBE-MARK-MASQ",
        "KUBE-FORWARD",
        "KUBE-PROXY-FIREWALL",
        "KUBE-SOURCE-RANGES-FIREWALL",
        "KUBE-IPVS-FILTER",
        "KUBE-IPVS-OUT-FILTER",
        "KUBE-EXTERNAL-SERVICES",
        "KUBE-NODEPORTS",
        "KUBE-PROXY-CANARY",
    ];

    /// <summary>The table of kube-proxy's nftables mode.</summary>
    private const string KubeProxyTable = "kube-proxy";

    private static readonly string[] Families = ["ip", "ip6"];
    private static readonly string[] Tables = ["nat", "filter", "mangle", "raw", "security"];
    private static readonly SearchValues<char> NameLetters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./"
    );

    /// <summary>What kube-proxy has left; nothing where the text is not known.</summary>
    public static KubeProxyRules OfKubeProxy(string json)
    {
        var names = new List<string>();
        StringBuilder rules = new(),
            flushes = new(),
            removals = new();
        foreach ((string kind, JsonElement item) in Items(json))
        {
            (string family, string table) = (Text(item, "family"), Text(item, "table"));
            if (kind == "table" && Text(item, "name") == KubeProxyTable && Families.Contains(family))
            {
                names.Add($"{family} {KubeProxyTable}");
                removals.Append(CultureInfo.InvariantCulture, $"delete table {family} {KubeProxyTable}\n");
            }
            else if (kind == "chain" && IsOf(family, table, Text(item, "name")))
            {
                string name = $"{family} {table} {Text(item, "name")}";
                names.Add(name);
                flushes.Append(CultureInfo.InvariantCulture, $"flush chain {name}\n");
                removals.Append(CultureInfo.InvariantCulture, $"delete chain {name}\n");
            }
            else if (
                kind == "rule"
                && Jump(item) is { } target
                && IsOf(family, table, target)
                && !KubeProxyChains.Contains(Text(item, "chain"))
            )
            {
                AppendRule(rules, family, table, item);
            }
        }

        return names.Count == 0 ? KubeProxyRules.None : new KubeProxyRules(names, $"{rules}{flushes}{removals}");
    }

    /// <summary>A rule of somebody else's chain that jumps to one of kube-proxy's goes, by its number.</summary>
    private static void AppendRule(StringBuilder rules, string family, string table, JsonElement rule)
    {
        string chain = Text(rule, "chain");
        bool isName = chain.Length > 0 && !chain.AsSpan().ContainsAnyExcept(NameLetters);
        if (isName && rule.TryGetProperty("handle", out JsonElement handle) && handle.TryGetUInt64(out ulong number))
        {
            rules.Append(CultureInfo.InvariantCulture, $"delete rule {family} {table} {chain} handle {number}\n");
        }
    }

    private static bool IsOf(string family, string table, string chain) =>
        Families.Contains(family) && Tables.Contains(table) && KubeProxyChains.Contains(chain);

    private static string? Jump(JsonElement rule)
    {
        if (rule.TryGetProperty("expr", out JsonElement expressions) && expressions.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement expression in expressions.EnumerateArray())
            {
                if (expression.ValueKind == JsonValueKind.Object && expression.TryGetProperty("jump", out JsonElement jump))
                {
                    return Text(jump, "target");
                }
            }
        }

        return null;
    }

    private static List<(string Kind, JsonElement Item)> Items(string json)
    {
        var items = new List<(string, JsonElement)>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement entry in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                JsonProperty only = entry.EnumerateObject().First();
                items.Add((only.Name, only.Value.Clone()));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Another version of nft: what others have is then not known.
            items.Clear();
        }

        return items;
    }

    private static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
}
