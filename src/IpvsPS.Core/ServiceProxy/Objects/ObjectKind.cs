using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>The kind and version of an object.</summary>
/// <param name="Kind">The kind, such as Service; empty where it is not said.</param>
/// <param name="Version">The group and version, such as <c>discovery.k8s.io/v1</c>.</param>
internal readonly record struct ObjectKind(string Kind, string Version)
{
    private const string ListSuffix = "List";

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["Service"] = ["v1"],
        ["EndpointSlice"] = ["discovery.k8s.io/v1"],
        ["Node"] = ["v1"],
        ["ServiceCIDR"] = ["networking.k8s.io/v1", "networking.k8s.io/v1beta1"],
        ["Pod"] = ["v1"],
    };

    public bool IsKind => Known.ContainsKey(Kind);

    public bool IsVersion => Known.TryGetValue(Kind, out string[]? versions) && versions.Contains(Version);

    public bool HasNamespace => Kind is not ("Node" or "ServiceCIDR");

    /// <summary>An object that does not say its version is of the one that its kind has.</summary>
    public static ObjectKind Of(string? kind, string? version) =>
        new(
            kind ?? string.Empty,
            version ?? (Known.TryGetValue(kind ?? string.Empty, out string[]? versions) ? versions[0] : string.Empty)
        );

    /// <summary>What the items of a list are that do not say it themselves: those of a ServiceList are Services.</summary>
    public static ObjectKind? OfItems(JsonElement list)
    {
        string? kind =
            list.TryGetProperty("kind", out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        string? version =
            list.TryGetProperty("apiVersion", out value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return kind is { Length: > 4 } && kind.EndsWith(ListSuffix, StringComparison.Ordinal)
            ? Of(kind[..^ListSuffix.Length], version)
            : null;
    }
}
