using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>A field holds what it cannot hold.</summary>
/// <param name="place">The field.</param>
/// <param name="value">What it holds.</param>
/// <param name="takes">What it takes, see <see cref="FieldForm"/>.</param>
internal sealed class ObjectFieldException(FieldPlace place, string value, string takes) : Exception
{
    public string Field { get; } = place.ToString();

    public string Value { get; } = value;

    public string Takes { get; } = takes;
}

/// <summary>The fields of a JSON object. A field that is null is one that is absent.</summary>
internal readonly struct ObjectFields
{
    private readonly JsonElement _element;
    private readonly FieldParent? _self;

    /// <param name="element">The object.</param>
    /// <param name="self">Its place in another object; null for one that is in none.</param>
    /// <exception cref="ObjectFieldException">It is no object.</exception>
    public ObjectFields(JsonElement element, FieldParent? self)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            throw new ObjectFieldException(self?.Place ?? new FieldPlace(null, string.Empty), element.GetRawText(), FieldForm.Object);
        }

        _element = element;
        _self = self;
    }

    public FieldPlace PlaceOf(string name) => new(_self, name);

    /// <summary>The object in a field; one without fields where the field is absent.</summary>
    public ObjectFields Object(string name) =>
        TryGet(name, out JsonElement value) ? new ObjectFields(value, new FieldParent(PlaceOf(name))) : default;

    /// <summary>The text in a field, or null.</summary>
    /// <param name="name">The field.</param>
    /// <param name="takes">What the field takes, where that is not any text.</param>
    public string? Text(string name, string takes = FieldForm.Text) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Invalid(name, value, takes);

    /// <summary>Whether a field holds this text.</summary>
    public bool IsText(string name, string text) =>
        TryGet(name, out JsonElement value)
        && (value.ValueKind == JsonValueKind.String ? value.ValueEquals(text) : throw Invalid(name, value, FieldForm.Text));

    /// <summary>The truth value in a field, or null.</summary>
    public bool? Truth(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Invalid(name, value, FieldForm.Truth);

    /// <summary>The whole number in a field, or null.</summary>
    public int? Number(string name, int least, int greatest) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= greatest ? number
        : throw Invalid(name, value, FieldForm.Number(least, greatest));

    /// <summary>The entries of a list; none where the field is absent.</summary>
    public FieldList List(string name) =>
        !TryGet(name, out JsonElement value) ? default
        : value.ValueKind == JsonValueKind.Array ? new FieldList(value, _self, name)
        : throw Invalid(name, value, FieldForm.List);

    /// <summary>The texts in a list with their places.</summary>
    /// <param name="name">The list.</param>
    /// <param name="takes">What each of them is to be.</param>
    public IEnumerable<(string Text, FieldPlace Place)> Texts(string name, string takes)
    {
        var texts = new List<(string, FieldPlace)>();
        foreach (FieldEntry entry in List(name))
        {
            texts.Add((entry.TextOf(takes), entry.Place));
        }

        return texts;
    }

    public bool Has(string name) => TryGet(name, out _);

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    private ObjectFieldException Invalid(string name, JsonElement value, string takes) => new(PlaceOf(name), value.GetRawText(), takes);
}
