using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>The properties of an object that has lost its type; what does not convert is an error that names the row and the
/// property.</summary>
internal sealed class ObjectRow(string name, PSObject properties)
{
    public object? Value(string property) =>
        properties.Properties[property]?.Value is PSObject { BaseObject: not PSCustomObject } wrapped
            ? wrapped.BaseObject
            : properties.Properties[property]?.Value;

    /// <summary>The text of a property, of a list with commas between; null where it is absent or null.</summary>
    public string? Text(string property) =>
        Value(property) switch
        {
            null => null,
            string text => text,
            IEnumerable list => string.Join(',', list.Cast<object>()),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };

    /// <summary>A number, a switch or a word of an enumeration; null where it is absent, null or empty.</summary>
    public T? Number<T>(string property)
        where T : struct
    {
        // Before the text: every text that is not empty is true.
        if (Value(property) is T typed)
        {
            return typed;
        }

        if (Text(property) is not { Length: > 0 } text)
        {
            return null;
        }

        return LanguagePrimitives.TryConvertTo(text, CultureInfo.InvariantCulture, out T converted)
            ? converted
            : throw Wrong(property, $"is '{text}', which is no {typeof(T).Name}");
    }

    /// <summary>Whole seconds, of a number or a TimeSpan.</summary>
    public int? Seconds(string property) =>
        Value(property) switch
        {
            TimeSpan time => (int)time.TotalSeconds,
            PSObject time when time.Properties["TotalSeconds"]?.Value is { } seconds => (int)
                Convert.ToDouble(seconds, CultureInfo.InvariantCulture),
            _ => Number<int>(property),
        };

    /// <summary>Sets what reads a text of its own, which must be there under one of two names.</summary>
    public void Set(string property, Action<string> set, string? former = null)
    {
        string text = Text(property) ?? (former is null ? null : Text(former)) ?? throw Wrong(property, "is missing");
        try
        {
            set(text);
        }
        catch (FormatException e)
        {
            throw Wrong(property, $"cannot be: {e.Message}");
        }
    }

    /// <summary>Sets what takes a number, or null where it is absent, null or empty.</summary>
    public void Set(string property, Action<int?> set)
    {
        int? number = Number<int>(property);
        try
        {
            set(number);
        }
        catch (OverflowException)
        {
            throw Wrong(property, $"cannot be {number}");
        }
    }

    /// <summary>A list that was deeper than the transport went comes as texts, of which no object can be made.</summary>
    /// <exception cref="FormatException">The row is a text.</exception>
    public void ThrowIfText()
    {
        if (properties.BaseObject is string text)
        {
            throw new FormatException(
                $"{name} is only the text '{text}', since the object was sent less deep than it is: "
                    + "send what ConvertFrom-IpvsConfiguration makes of it."
            );
        }
    }

    /// <summary>Whether the row has a property, also as null.</summary>
    public bool Has(string property) => properties.Properties[property] is not null;

    public FormatException Wrong(string property, string reason) => new($"{name}.{property} {reason}.");
}
