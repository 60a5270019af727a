using System.Globalization;
using System.Text.Json.Nodes;

namespace IpvsPS.KernelTests.FromIp;

/// <summary>What <c>ip -d -j</c> shows of a namespace, less what differs between any two of them.</summary>
internal static class IpState
{
    /// <summary>Shows links, addresses and routes; <c>ip -d addr</c> has all that <c>ip -d link</c> has.</summary>
    public static string Command(string options = "") => $"ip {options} -d -j addr; ip {options} -d -j route show table all";

    /// <summary>Numbers of links, and identities made of hardware addresses.</summary>
    private static readonly HashSet<string> Passing =
    [
        "ifindex",
        "link_index",
        "link_netnsid",
        "permaddr",
        "bridge_id",
        "root_id",
        "designated_bridge",
        "designated_root",
    ];

    private static readonly HashSet<string> Lifetimes = ["valid_life_time", "preferred_life_time"];

    /// <summary>The output of <see cref="Command"/> to compare with another's, one item a line; routes have no order but that of their
    /// making.</summary>
    public static string Comparable(string output)
    {
        IEnumerable<JsonNode?> rows = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonNode.Parse(line)!.AsArray().ToArray());
        return string.Join(
            '\n',
            rows.OfType<JsonObject>()
                .Where(row => !IsMadeOfHardwareAddress(row["dst"]))
                .Select(row => Simplify(row).ToJsonString())
                .Order(StringComparer.Ordinal)
        );
    }

    private static JsonNode Simplify(JsonObject row)
    {
        if ((string?)row["link_type"] == "ether")
        {
            row.Remove("address");
        }

        foreach ((string name, JsonNode? value) in row.ToArray())
        {
            switch (value)
            {
                case not null when Passing.Contains(name) || name.EndsWith("_timer", StringComparison.Ordinal):
                    row.Remove(name);
                    break;
                case JsonValue seconds when Lifetimes.Contains(name):
                    // Within a minute of each other; for ever stays for ever.
                    row[name] = Math.Ceiling((double)seconds / 60).ToString(CultureInfo.InvariantCulture);
                    break;
                case JsonObject inner:
                    Simplify(inner);
                    break;
                case JsonArray list:
                    SimplifyAll(list);
                    break;
            }
        }

        return row;
    }

    private static void SimplifyAll(JsonArray list)
    {
        foreach (JsonNode made in list.Where(item => item is JsonObject row && IsMadeOfHardwareAddress(row["local"])).ToArray()!)
        {
            list.Remove(made);
        }

        foreach (JsonObject item in list.OfType<JsonObject>())
        {
            Simplify(item);
        }
    }

    /// <summary>A link-local address that the kernel makes of a hardware address, and the route to it.</summary>
    private static bool IsMadeOfHardwareAddress(JsonNode? address) =>
        address is JsonValue
        && ((string)address!).StartsWith("fe80:", StringComparison.Ordinal)
        && ((string)address!).Contains("ff:fe", StringComparison.Ordinal);
}
