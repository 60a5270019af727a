using System.Text.Json;

namespace IpvsPS.Diagnosis;

/// <summary>The values that nftables compares with.</summary>
internal static class NftValues
{
    /// <summary>The values as texts; null where one is in a form that is not known here.</summary>
    public static IReadOnlyList<string>? Read(JsonElement value)
    {
        var texts = new List<string>();
        return TryAdd(value, texts) ? texts : null;
    }

    private static bool TryAdd(JsonElement value, List<string> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                return true;
            case JsonValueKind.Number:
                texts.Add(value.GetRawText());
                return true;
            case JsonValueKind.Array:
                return value.EnumerateArray().All(one => TryAdd(one, texts));
            case JsonValueKind.Object when value.TryGetProperty("set", out JsonElement set):
                return TryAdd(set, texts);
            case JsonValueKind.Object
                when value.TryGetProperty("elem", out JsonElement element) && element.TryGetProperty("val", out JsonElement held):
                return TryAdd(held, texts);
            case JsonValueKind.Object when value.TryGetProperty("range", out JsonElement range):
                texts.Add($"{Plain(range[0])}-{Plain(range[1])}");
                return true;
            case JsonValueKind.Object when value.TryGetProperty("prefix", out JsonElement prefix):
                texts.Add($"{Plain(prefix.GetProperty("addr"))}/{Plain(prefix.GetProperty("len"))}");
                return true;
            default:
                return false;
        }
    }

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
