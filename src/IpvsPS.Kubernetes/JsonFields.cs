using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>Fields of what a server sent, which may be anything.</summary>
internal static class JsonFields
{
    /// <summary>A field; undefined where it is not there.</summary>
    public static JsonElement Member(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>A field's text; empty where it is not there or is no text.</summary>
    public static string Text(JsonElement item, string name) =>
        Member(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;

    /// <summary>The items of a list; none where it is not there.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement item, string name) =>
        Member(item, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}
