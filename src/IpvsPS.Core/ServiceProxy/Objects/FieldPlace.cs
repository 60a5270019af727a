using System.Globalization;
using System.Text.Json;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Where a field or an entry of a list stands. Its text is made only where something is wrong with it.</summary>
/// <param name="Parent">The object that it is in; null for the object itself.</param>
/// <param name="Name">The field.</param>
/// <param name="Index">The place in the field's list, from 0; -1 for the field itself.</param>
internal readonly record struct FieldPlace(FieldParent? Parent, string Name, int Index = -1)
{
    /// <summary>As a user of kubectl writes it: <c>spec.ports[1].name</c>.</summary>
    public override string ToString()
    {
        string name = Index < 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}[{Index}]");
        return Parent is null ? name : $"{Parent.Place}.{name}";
    }
}

/// <summary>The place of an object that has fields of its own.</summary>
/// <param name="Place">The place.</param>
internal sealed record FieldParent(FieldPlace Place);

/// <summary>An entry of a list.</summary>
/// <param name="Value">The entry.</param>
/// <param name="Place">Where it stands.</param>
internal readonly record struct FieldEntry(JsonElement Value, FieldPlace Place)
{
    /// <summary>The entry as an object.</summary>
    /// <exception cref="ObjectFieldException">It is no object.</exception>
    public ObjectFields Fields => new(Value, new FieldParent(Place));

    /// <summary>The entry as text.</summary>
    /// <param name="takes">What it is to be.</param>
    /// <exception cref="ObjectFieldException">It is no text.</exception>
    public string TextOf(string takes) =>
        Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw new ObjectFieldException(Place, Value.GetRawText(), takes);
}

/// <summary>The entries of a list, each with its place.</summary>
internal readonly struct FieldList(JsonElement list, FieldParent? parent, string name)
{
    public int Count => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;

    public Enumerator GetEnumerator() => new(list, parent, name);

    /// <summary>Goes through them.</summary>
    public struct Enumerator(JsonElement list, FieldParent? parent, string name)
    {
        // Of no list (an absent field) there is nothing to go through.
        private JsonElement.ArrayEnumerator _items = list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
        private int _index = -1;

        public readonly FieldEntry Current => new(_items.Current, new FieldPlace(parent, name, _index));

        public bool MoveNext()
        {
            _index++;
            return _items.MoveNext();
        }
    }
}
