using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>What happened to an object, or bytes that are sent as they are.</summary>
/// <param name="Version">The version that the server had then.</param>
/// <param name="Type">ADDED, MODIFIED or DELETED; empty for bytes.</param>
/// <param name="Item">The object as it is, or as it was when it went.</param>
/// <param name="Former">The object as it was before, or null.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record ApiEvent(long Version, string Type, JsonObject? Item, JsonObject? Former, byte[]? Bytes = null);

/// <summary>What a client asks for of a resource, as far as the stand-in knows selectors: <c>!label</c> and <c>field=value</c>.</summary>
internal sealed record ApiSelection(string Labels, string Fields)
{
    public bool Matches(JsonObject item) =>
        Split(Labels).All(label => item["metadata"]?["labels"]?[label.TrimStart('!')] is null)
        && Split(Fields).All(field => Has(item, field));

    private static bool Has(JsonObject item, string field)
    {
        bool isNot = field.Contains("!=", StringComparison.Ordinal);
        string[] parts = field.Split(isNot ? "!=" : "=");
        JsonNode? value = item;
        foreach (string name in parts[0].Split('.'))
        {
            value = value?[name];
        }

        return ((string?)value ?? string.Empty) == parts[1] != isNot;
    }

    private static string[] Split(string selectors) => selectors.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The objects of one path, and what has happened to them.</summary>
/// <param name="kind">Their kind, such as Service.</param>
/// <param name="version">The kind's group and version.</param>
/// <param name="blank">What Go writes of an object of this kind that has no content, as bookmarks have it.</param>
internal sealed class ApiResource(string kind, string version, string blank)
{
    private readonly SortedDictionary<string, JsonObject> _items = new(StringComparer.Ordinal);
    private readonly List<ApiEvent> _history = [];

    /// <summary>Puts an object, which has its version, in place of the one of its name.</summary>
    public void Put(JsonObject item)
    {
        string key = KeyOf(item);
        JsonObject? former = _items.GetValueOrDefault(key);
        _items[key] = item;
        _history.Add(new ApiEvent(VersionOf(item), former is null ? "ADDED" : "MODIFIED", item, former));
    }

    /// <summary>Removes an object; its version is the one at which it went.</summary>
    public void Remove(JsonObject item)
    {
        if (_items.Remove(KeyOf(item)))
        {
            _history.Add(new ApiEvent(VersionOf(item), "DELETED", item, null));
        }
    }

    /// <summary>A copy of all objects.</summary>
    public List<JsonObject> Copy() => [.. _items.Values.Select(item => (JsonObject)item.DeepClone())];

    /// <summary>Has these objects and no history, as a server that was restored from a backup.</summary>
    public void Restore(List<JsonObject> items)
    {
        _items.Clear();
        _history.Clear();
        items.ForEach(item => _items[KeyOf(item)] = (JsonObject)item.DeepClone());
    }

    public void Send(long at, byte[] bytes) => _history.Add(new ApiEvent(at, string.Empty, null, null, bytes));

    /// <summary>Forgets what has happened so far.</summary>
    public void Compact() => _history.Clear();

    /// <summary>What happened after a version and is among the first of the history, from a place on.</summary>
    public List<ApiEvent> After(long from, ref int place)
    {
        List<ApiEvent> found = [.. _history.Skip(place).Where(one => one.Version > from)];
        place = _history.Count;
        return found;
    }

    /// <summary>How much has happened.</summary>
    public int HistoryCount => _history.Count;

    /// <summary>A page of the list. Its items do not say their kind, as the real server's do not.</summary>
    public string List(ApiSelection selection, long at, int limit, string after)
    {
        List<JsonObject> matching =
        [
            .. _items.Where(pair => string.CompareOrdinal(pair.Key, after) > 0).Select(pair => pair.Value).Where(selection.Matches),
        ];
        List<JsonObject> page = limit > 0 ? [.. matching.Take(limit)] : matching;
        string more =
            page.Count < matching.Count
                ? $",\"continue\":\"{new ApiContinue(at, KeyOf(page[^1]))}\",\"remainingItemCount\":{matching.Count - page.Count}"
                : string.Empty;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""{"kind":"{{kind}}List","apiVersion":"{{version}}","metadata":{"resourceVersion":"{{at}}"{{more}}},"items":["""
        );
        text.AppendJoin(',', page.Select(item => Show(item, hasKind: false)));
        return text.Append("]}").ToString();
    }

    /// <summary>An event as a client with a selection sees it; null where it sees nothing.</summary>
    public byte[]? Show(ApiEvent happened, ApiSelection selection)
    {
        if (happened.Bytes is { } bytes)
        {
            return bytes;
        }

        bool isIn = happened.Type != "DELETED" && selection.Matches(happened.Item!);
        bool wasIn =
            happened.Type == "DELETED" ? selection.Matches(happened.Item!) : happened.Former is { } former && selection.Matches(former);
        string? type = (isIn, wasIn) switch
        {
            (true, true) => "MODIFIED",
            (true, false) => "ADDED",
            (false, true) => "DELETED",
            _ => null,
        };
        return type is null ? null : Event(type, happened.Item!);
    }

    /// <summary>An event for each object.</summary>
    public List<byte[]> InitialEvents(ApiSelection selection) =>
        [.. _items.Values.Where(selection.Matches).Select(item => Event("ADDED", item))];

    /// <summary>A bookmark of this kind.</summary>
    public byte[] Bookmark(long at, bool isEndOfInitialEvents = false)
    {
        string more = isEndOfInitialEvents ? ""","annotations":{"k8s.io/initial-events-end":"true"}""" : string.Empty;
        return Encoding.UTF8.GetBytes(
            $$"""{"type":"BOOKMARK","object":{"kind":"{{kind}}","apiVersion":"{{version}}","""
                + $$""" "metadata":{"resourceVersion":"{{at}}"{{more}}},{{blank}} } }"""
                + "\n"
        );
    }

    private byte[] Event(string type, JsonObject item) =>
        Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":{{Show(item, hasKind: true)}}}""" + "\n");

    /// <summary>An object with its kind, or without.</summary>
    private string Show(JsonObject item, bool hasKind)
    {
        var shown = new JsonObject();
        if (hasKind)
        {
            (shown["kind"], shown["apiVersion"]) = (kind, version);
        }

        foreach ((string name, JsonNode? value) in item.Where(field => field.Key is not ("kind" or "apiVersion")))
        {
            shown[name] = value?.DeepClone();
        }

        return shown.ToJsonString();
    }

    public static long VersionOf(JsonObject item) =>
        long.TryParse((string?)item["metadata"]?["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;

    private static string KeyOf(JsonObject item) => $"{(string?)item["metadata"]?["namespace"]}/{(string?)item["metadata"]?["name"]}";
}
