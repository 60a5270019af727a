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
/// <param name="kind">The kind of its list, such as ServiceList.</param>
/// <param name="version">The kind's group and version.</param>
internal sealed class ApiResource(string kind, string version)
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

    /// <summary>Forgets everything without a word, as a new server does.</summary>
    public void Clear()
    {
        _items.Clear();
        _history.Clear();
    }

    public void Send(long at, byte[] bytes) => _history.Add(new ApiEvent(at, string.Empty, null, null, bytes));

    /// <summary>Forgets what has happened so far.</summary>
    public void Compact() => _history.Clear();

    /// <summary>What happened after a version and is among the first of the history, from a place on.</summary>
    public List<ApiEvent> After(long from, ref int place)
    {
        List<ApiEvent> found = _history.Skip(place).Where(one => one.Bytes is not null || one.Version > from).ToList();
        place = _history.Count;
        return found;
    }

    /// <summary>How much has happened.</summary>
    public int HistoryCount => _history.Count;

    /// <summary>A page of the list.</summary>
    public string List(ApiSelection selection, long at, int limit, int skip)
    {
        List<JsonObject> matching = _items.Values.Where(selection.Matches).ToList();
        var text = new StringBuilder();
        int end = limit > 0 ? Math.Min(matching.Count, skip + limit) : matching.Count;
        string more = end < matching.Count ? $",\"continue\":\"{end}\",\"remainingItemCount\":{matching.Count - end}" : string.Empty;
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""{"kind":"{{kind}}","apiVersion":"{{version}}","metadata":{"resourceVersion":"{{at}}"{{more}}},"items":["""
        );
        text.AppendJoin(',', matching.Take(skip..end).Select(item => item.ToJsonString()));
        return text.Append("]}").ToString();
    }

    /// <summary>An event as a client with a selection sees it; null where it sees nothing.</summary>
    public static byte[]? Show(ApiEvent happened, ApiSelection selection)
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
        return type is null ? null : Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":{{happened.Item!.ToJsonString()}}}""" + "\n");
    }

    /// <summary>An event for each object, and the bookmark that says that these are all.</summary>
    public List<byte[]> InitialEvents(ApiSelection selection, long at) =>
        [
            .. _items
                .Values.Where(selection.Matches)
                .Select(item => Encoding.UTF8.GetBytes($$"""{"type":"ADDED","object":{{item.ToJsonString()}}}""" + "\n")),
            Bookmark(at, """,  "annotations":{"k8s.io/initial-events-end":"true"}"""),
        ];

    /// <summary>A bookmark of this kind.</summary>
    public byte[] Bookmark(long at, string more = "") =>
        Encoding.UTF8.GetBytes(
            $$"""{"type":"BOOKMARK","object":{"kind":"{{kind[..^4]}}","apiVersion":"{{version}}", """
                + $$""" "metadata":{"resourceVersion":"{{at}}"{{more}}} } }"""
                + "\n"
        );

    public static long VersionOf(JsonObject item) =>
        long.TryParse((string?)item["metadata"]?["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;

    private static string KeyOf(JsonObject item) => $"{(string?)item["metadata"]?["namespace"]}/{(string?)item["metadata"]?["name"]}";
}
