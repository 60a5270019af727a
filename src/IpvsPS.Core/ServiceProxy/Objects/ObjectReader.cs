using System.Globalization;
using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>
/// Reads Kubernetes objects from JSON: single ones, lists of any kind (<c>kubectl get … -o json</c>, answers of the API
/// server, JSON arrays), several documents one after the other. What is wrong with one is told, and the rest is read.
/// </summary>
internal sealed class ObjectReader
{
    /// <summary>Told of text that is no valid UTF-8 or UTF-16, such as a lone half of a pair.</summary>
    private const string InvalidText = "invalid text";

    private readonly ReadProblems _problems = new();

    /// <summary>What was wrong so far, in the order of the input.</summary>
    public List<ServiceProxyEvent> Events => _problems.Events;

    /// <summary>How many documents have been read.</summary>
    public int DocumentCount { get; private set; }

    /// <summary>Reads all objects of a text in UTF-8.</summary>
    public List<KubernetesObject> Read(ReadOnlySpan<byte> json)
    {
        var objects = new List<KubernetesObject>();
        while (!json.Trim(" \t\r\n"u8).IsEmpty)
        {
            var reader = new Utf8JsonReader(json);
            try
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                DocumentCount++;
                ReadValue(document.RootElement, null, objects);
            }
            catch (JsonException e)
            {
                _problems.Begin(string.Empty, null);
                _problems.Add(ServiceProxyEventCode.JsonInvalid, string.Empty, e.Message, string.Empty);
                break;
            }

            json = json[(int)reader.BytesConsumed..];
        }

        return objects;
    }

    /// <summary>Reads one object, of the kind it says itself or that its list has.</summary>
    /// <returns>The object, or null where it is none that can be used; then an event says why.</returns>
    public KubernetesObject? ReadObject(JsonElement element, ObjectKind? listed = null)
    {
        _problems.Begin(string.Empty, null);
        try
        {
            var root = new ObjectFields(element, null);
            var kind = ObjectKind.Of(root.Text("kind") ?? listed?.Kind, root.Text("apiVersion") ?? listed?.Version);
            ObjectName? name = ReadName(root.Object("metadata"), kind);
            _problems.Begin(kind.Kind, name);
            return IsKnown(kind) ? ReadKnown(kind, name, root) : null;
        }
        catch (ObjectFieldException e)
        {
            _problems.Add(ServiceProxyEventCode.FieldInvalid, e.Field, e.Value, e.Takes);
            return null;
        }
        catch (InvalidOperationException)
        {
            _problems.Add(ServiceProxyEventCode.FieldInvalid, string.Empty, InvalidText, FieldForm.ValidText);
            return null;
        }
    }

    private void ReadValue(JsonElement element, ObjectKind? listed, List<KubernetesObject> objects)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                ReadValue(item, listed, objects);
            }

            return;
        }

        if (
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("items", out JsonElement items)
            && items.ValueKind is JsonValueKind.Array or JsonValueKind.Null
        )
        {
            if (items.ValueKind == JsonValueKind.Array)
            {
                ReadValue(items, ReadListed(element), objects);
            }

            return;
        }

        if (ReadObject(element, listed) is { } read)
        {
            objects.Add(read);
        }
    }

    /// <summary>The kind of a list's items; null where it is not said, or in no valid text.</summary>
    private ObjectKind? ReadListed(JsonElement list)
    {
        try
        {
            return ObjectKind.OfItems(list);
        }
        catch (InvalidOperationException)
        {
            _problems.Begin(string.Empty, null);
            _problems.Add(ServiceProxyEventCode.FieldInvalid, "kind", InvalidText, FieldForm.ValidText);
            return null;
        }
    }

    private static ObjectName? ReadName(ObjectFields metadata, ObjectKind kind)
    {
        if (metadata.Text("name") is not { } name)
        {
            return null;
        }

        if (!ObjectName.IsName(name))
        {
            throw new ObjectFieldException(new FieldPlace(null, "metadata.name"), name, FieldForm.Name);
        }

        string space = kind.HasNamespace ? metadata.Text("namespace") ?? "default" : string.Empty;
        return space.Length == 0 || ObjectName.IsName(space)
            ? new ObjectName(space, name)
            : throw new ObjectFieldException(new FieldPlace(null, "metadata.namespace"), space, FieldForm.Name);
    }

    private bool IsKnown(ObjectKind kind)
    {
        if (!kind.IsKind)
        {
            _problems.Add(ServiceProxyEventCode.KindUnknown, "kind", kind.Kind, string.Empty);
        }
        else if (!kind.IsVersion)
        {
            _problems.Add(ServiceProxyEventCode.VersionUnknown, "apiVersion", kind.Version, string.Empty);
        }

        return kind.IsKind && kind.IsVersion;
    }

    private KubernetesObject ReadKnown(ObjectKind kind, ObjectName? name, ObjectFields root)
    {
        ObjectName named = name ?? throw new ObjectFieldException(new FieldPlace(null, "metadata.name"), "null", FieldForm.Name);
        KubernetesObject read = kind.Kind switch
        {
            "Service" => ServiceReader.Read(named, root, _problems),
            "EndpointSlice" => SliceReader.Read(named, root, _problems),
            "Node" => NodeReader.ReadNode(named, root, _problems),
            "ServiceCIDR" => NodeReader.ReadServiceRange(named, root, _problems),
            _ => NodeReader.ReadPod(named, root, _problems),
        };
        ObjectFields metadata = root.Object("metadata");
        _ = ulong.TryParse(metadata.Text("resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong version);
        return read with { CreationTime = metadata.Text("creationTimestamp") ?? string.Empty, ResourceVersion = version };
    }
}
