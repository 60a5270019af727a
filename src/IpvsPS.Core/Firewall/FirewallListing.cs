using System.Text.Json;

namespace IpvsPS.Firewall;

/// <summary>The table as it is in the kernel.</summary>
/// <param name="LayoutName">The name of the set that tells which chains it has; empty where there is none.</param>
/// <param name="Elements">The elements of its sets.</param>
internal sealed record FirewallListing(string LayoutName, HashSet<FirewallElement> Elements)
{
    private static readonly Dictionary<string, (FirewallSet Set, AddressFamily Family, IpvsProtocol Protocol)> Names =
        Enum.GetValues<FirewallSet>()
            .SelectMany(set =>
                FirewallWords.Families.SelectMany(family =>
                    (FirewallWords.HasProtocol(set) ? FirewallWords.Protocols : [default]).Select(protocol =>
                        (FirewallWords.Name(set, family, protocol), (set, family, protocol))
                    )
                )
            )
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Reads what <c>nft -j list table</c> writes; null where it is not in the form that is known, so that the table is made
    /// anew.</summary>
    public static FirewallListing? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string layout = string.Empty;
            HashSet<FirewallElement> elements = [];
            foreach (JsonElement item in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                if (!item.TryGetProperty("set", out JsonElement set) && !item.TryGetProperty("map", out set))
                {
                    continue;
                }

                string name = set.GetProperty("name").GetString()!;
                if (name.StartsWith("layout_", StringComparison.Ordinal))
                {
                    layout = name;
                }
                else if (set.TryGetProperty("elem", out JsonElement list))
                {
                    elements.UnionWith(list.EnumerateArray().Select(element => ReadElement(name, element)));
                }
            }

            return new FirewallListing(layout, elements);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static FirewallElement ReadElement(string name, JsonElement value)
    {
        (FirewallSet set, AddressFamily family, IpvsProtocol protocol) = Names[name];
        uint mark = 0;
        if (set == FirewallSet.ShortCircuit)
        {
            mark = value[1].GetUInt32();
            value = value[0];
        }

        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("elem", out JsonElement inner))
        {
            value = inner.GetProperty("val");
        }

        if (set == FirewallSet.HealthCheck)
        {
            return FirewallElement.ForHealthCheck(family, value.GetUInt16());
        }

        if (set is FirewallSet.Pods or FirewallSet.Range)
        {
            (InetAddress network, byte prefix) = ReadRange(value);
            return FirewallElement.ForRange(set, network, prefix);
        }

        if (set == FirewallSet.Address)
        {
            return FirewallElement.ForAddress(ReadAddress(value));
        }

        JsonElement parts = value.GetProperty("concat");
        var element = new FirewallElement(set, protocol, ReadAddress(parts[0]), parts[1].GetUInt16()) { Mark = mark };
        if (set != FirewallSet.Allowed)
        {
            return element;
        }

        (InetAddress source, byte length) = ReadRange(parts[2]);
        return element with { Source = source, Length = length };
    }

    private static (InetAddress Network, byte Length) ReadRange(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            InetAddress address = ReadAddress(value);
            return (address, (byte)address.BitCount);
        }

        JsonElement prefix = value.GetProperty("prefix");
        return (ReadAddress(prefix.GetProperty("addr")), prefix.GetProperty("len").GetByte());
    }

    private static InetAddress ReadAddress(JsonElement value) =>
        InetAddress.TryParse(value.GetString() ?? string.Empty, out InetAddress address)
            ? address
            : throw new FormatException($"{value} is no address");
}
