using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>A field holds what it cannot hold.</summary>
internal sealed class ObjectFieldException(string field, string value) : Exception
{
    public string Field { get; } = field;

    public string Value { get; } = value;
}

/// <summary>The fields of a JSON object by their paths. A field that is null is one that is absent.</summary>
internal readonly struct ObjectFields
{
    private readonly JsonElement _element;
    private readonly string _path;

    /// <exception cref="ObjectFieldException">It is no object.</exception>
    public ObjectFields(JsonElement element, string path)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            throw new ObjectFieldException(path, element.GetRawText());
        }

        _element = element;
        _path = path;
    }

    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>The object in a field; one without fields where the field is absent.</summary>
    public ObjectFields Object(string name) => new(TryGet(name, out JsonElement value) ? value : default, PathOf(name));

    /// <summary>The text in a field, or null.</summary>
    public string? Text(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new ObjectFieldException(PathOf(name), value.GetRawText());

    /// <summary>The truth value in a field, or null.</summary>
    public bool? Truth(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new ObjectFieldException(PathOf(name), value.GetRawText());

    /// <summary>The whole number in a field, or null.</summary>
    public int? Number(string name, int least, int greatest) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= greatest ? number
        : throw new ObjectFieldException(PathOf(name), value.GetRawText());

    /// <summary>The entries of a list with their paths; none where the field is absent.</summary>
    public IEnumerable<(JsonElement Value, string Path)> List(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        string path = PathOf(name);
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select((item, i) => (item, $"{path}[{i}]"))
            : throw new ObjectFieldException(path, value.GetRawText());
    }

    /// <summary>The texts in a list with their paths.</summary>
    public IEnumerable<(string Text, string Path)> Texts(string name) =>
        List(name)
            .Select(item =>
                item.Value.ValueKind == JsonValueKind.String
                    ? (item.Value.GetString()!, item.Path)
                    : throw new ObjectFieldException(item.Path, item.Value.GetRawText())
            );

    public bool Has(string name) => TryGet(name, out _);

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }
}
