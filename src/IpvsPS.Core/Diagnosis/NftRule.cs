using System.Text.Json;

namespace IpvsPS.Diagnosis;

/// <summary>One rule of nftables, expression by expression.</summary>
/// <param name="findSet">The elements of a named set; null where they are not known.</param>
internal sealed class NftRule(Func<string, IReadOnlyList<string>?> findSet)
{
    private readonly List<FilterMatch> _matches = [];
    private readonly List<(FilterMatch? Match, FilterVerdict Verdict, string? Target)> _verdicts = [];

    private uint? _mark;
    private bool _mayMark;

    /// <summary>Whether iptables' program made it, in a form that nft does not tell.</summary>
    public bool IsForeign { get; private set; }

    public void Add(JsonProperty expression)
    {
        switch (expression.Name)
        {
            case "match":
                AddMatch(expression.Value);
                break;
            case "vmap":
                AddMap(expression.Value);
                break;
            case "xt":
                IsForeign = true;
                break;
            case "mangle":
                AddMark(expression.Value);
                break;
            case "limit" or "quota" or "ct count" or "meter":
                _matches.Add(new FilterMatch(FilterField.Unknown, false, []));
                break;
            default:
                if (VerdictOf(expression) is { } verdict)
                {
                    _verdicts.Add((null, verdict.Verdict, verdict.Target));
                }

                break;
        }
    }

    /// <summary>The rule, or one for each way of its verdict map.</summary>
    public IEnumerable<FilterRule> Build(string text)
    {
        foreach ((FilterMatch? match, FilterVerdict verdict, string? target) in _verdicts)
        {
            IReadOnlyList<FilterMatch> matches = match is null ? _matches : [.. _matches, match];
            yield return new FilterRule(matches, verdict, target, text) { Mark = _mark, MayMark = _mayMark };
        }
    }

    private static (FilterVerdict Verdict, string? Target)? VerdictOf(JsonProperty expression) =>
        expression.Name switch
        {
            "accept" => (FilterVerdict.Accept, null),
            "drop" or "reject" => (FilterVerdict.Drop, null),
            "return" => (FilterVerdict.Return, null),
            "jump" => (FilterVerdict.Jump, TargetOf(expression.Value)),
            "goto" => (FilterVerdict.Goto, TargetOf(expression.Value)),
            "masquerade" or "snat" => (FilterVerdict.SourceNat, null),
            "dnat" or "redirect" => (FilterVerdict.DestinationNat, null),
            "queue" or "synproxy" or "tproxy" => (FilterVerdict.Other, null),
            _ => null,
        };

    private static string? TargetOf(JsonElement value) =>
        value.TryGetProperty("target", out JsonElement target) ? target.GetString() : null;

    private void AddMatch(JsonElement match)
    {
        FilterField field = FieldOf(match.GetProperty("left"));
        bool isNegated = match.TryGetProperty("op", out JsonElement op) && op.GetString() == "!=";
        bool isPlain = op.ValueKind != JsonValueKind.String || op.GetString() is "==" or "!=" or "in";
        IReadOnlyList<string>? values = isPlain ? ValuesOf(match.GetProperty("right")) : null;
        _matches.Add(values is null ? new FilterMatch(FilterField.Unknown, false, []) : new FilterMatch(field, isNegated, values));
    }

    private IReadOnlyList<string>? ValuesOf(JsonElement right) =>
        right.ValueKind == JsonValueKind.String && right.GetString() is ['@', ..] name ? findSet(name[1..]) : NftValues.Read(right);

    private void AddMark(JsonElement mangle)
    {
        bool isMark =
            mangle.TryGetProperty("key", out JsonElement key)
            && key.ValueKind == JsonValueKind.Object
            && key.TryGetProperty("meta", out JsonElement meta)
            && Key(meta) == "mark";
        if (isMark)
        {
            JsonElement value = mangle.GetProperty("value");
            bool isKnown = value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out _);
            (_mark, _mayMark) = isKnown ? (value.GetUInt32(), _mayMark) : (_mark, true);
            _verdicts.Add((null, FilterVerdict.Continue, null));
        }
    }

    private void AddMap(JsonElement map)
    {
        FilterField field = FieldOf(map.GetProperty("key"));
        if (!map.TryGetProperty("data", out JsonElement data) || !data.TryGetProperty("set", out JsonElement elements))
        {
            _verdicts.Add((new FilterMatch(FilterField.Unknown, false, []), FilterVerdict.Other, null));
            return;
        }

        foreach (JsonElement pair in elements.EnumerateArray())
        {
            IReadOnlyList<string>? values = NftValues.Read(pair[0]);
            FilterMatch match = values is null ? new FilterMatch(FilterField.Unknown, false, []) : new FilterMatch(field, false, values);
            foreach (JsonProperty verdict in pair[1].EnumerateObject())
            {
                (FilterVerdict kind, string? target) = VerdictOf(verdict) ?? (FilterVerdict.Other, null);
                _verdicts.Add((match, kind, target));
            }
        }
    }

    /// <summary>What the left side looks at. A port of TCP says that the packet is TCP, an address of IPv6 that it is IPv6.</summary>
    private FilterField FieldOf(JsonElement left)
    {
        if (
            left.ValueKind == JsonValueKind.Object
            && left.TryGetProperty("payload", out JsonElement payload)
            && payload.TryGetProperty("protocol", out JsonElement protocol)
            && payload.TryGetProperty("field", out JsonElement field)
        )
        {
            return OfPayload(protocol.GetString()!, field.GetString()!);
        }

        string? key =
            left.ValueKind == JsonValueKind.Object && left.TryGetProperty("meta", out JsonElement meta) ? $"meta {Key(meta)}"
            : left.ValueKind == JsonValueKind.Object && left.TryGetProperty("ct", out JsonElement ct) && !ct.TryGetProperty("dir", out _)
                ? $"ct {Key(ct)}"
            : null;
        return key switch
        {
            "meta iifname" or "meta iif" => FilterField.InputLink,
            "meta oifname" or "meta oif" => FilterField.OutputLink,
            "meta l4proto" => FilterField.Protocol,
            "ct state" => FilterField.State,
            _ => FilterField.Unknown,
        };
    }

    private FilterField OfPayload(string protocol, string field)
    {
        bool isNetwork = protocol is "ip" or "ip6";
        _matches.Add(
            protocol == "th"
                ? new FilterMatch(FilterField.Protocol, false, ["tcp", "udp", "sctp"])
                : new FilterMatch(isNetwork ? FilterField.Family : FilterField.Protocol, false, [protocol])
        );
        return (isNetwork, field) switch
        {
            (true, "saddr") => FilterField.Source,
            (true, "daddr") => FilterField.Destination,
            (true, "protocol" or "nexthdr") => FilterField.Protocol,
            (false, "sport") => FilterField.SourcePort,
            (false, "dport") => FilterField.DestinationPort,
            (false, "type") when protocol is "icmp" or "icmpv6" => FilterField.IcmpType,
            _ => FilterField.Unknown,
        };
    }

    private static string Key(JsonElement element) => element.TryGetProperty("key", out JsonElement key) ? key.GetString()! : string.Empty;
}
