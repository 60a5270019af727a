using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using IpvsPS.Errors;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Commands;

/// <summary>
/// Takes Kubernetes objects from the pipeline: what ConvertFrom-Json makes, with or without -AsHashtable, and JSON text, whole or line
/// by line.
/// </summary>
internal sealed class PipedObjects
{
    /// <summary>As deep as ConvertFrom-Json goes by itself is 1024; Kubernetes objects are 20 levels deep at most.</summary>
    private const int Deepest = 64;

    private readonly StringBuilder _text = new();

    /// <summary>What has been read.</summary>
    public ServiceProxyInput Input { get; } = new();

    /// <summary>Takes one object, or a line of text.</summary>
    /// <exception cref="CommandException">The object cannot be JSON.</exception>
    public void Add(object? item)
    {
        if ((item is PSObject wrapped ? wrapped.BaseObject : item) is string line)
        {
            _text.Append(line).Append('\n');
            return;
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer, item, 0);
        }

        Input.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads the text, when all of it is there.</summary>
    public void Finish()
    {
        if (_text.Length > 0)
        {
            Input.Read(Encoding.UTF8.GetBytes(_text.ToString()));
            _text.Clear();
        }
    }

    private static void Write(Utf8JsonWriter writer, object? item, int depth)
    {
        if (depth > Deepest)
        {
            throw new CommandException(
                "IpvsKubernetesObjectInvalid",
                ErrorCategory.InvalidData,
                "The object has more than 64 levels: no Kubernetes object has. Pipe what kubectl prints: kubectl get services "
                    + "-A -o json | ConvertFrom-Json."
            );
        }

        object? value = item is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : item;
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case char or Guid or Uri or Enum:
                writer.WriteStringValue(value.ToString());
                break;
            case float or double or decimal:
                writer.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;

            // ConvertFrom-Json makes times of the API server's texts.
            case DateTime time:
                writer.WriteStringValue(time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
                break;
            case IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.UInt64:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case System.Numerics.BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case IDictionary table:
                WriteMembers(writer, table.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value)), depth);
                break;
            case IEnumerable list:
                WriteList(writer, list, depth);
                break;
            default:
                WriteMembers(
                    writer,
                    PSObject.AsPSObject(value).Properties.Where(IsData).Select(property => (property.Name, (object?)property.Value)),
                    depth
                );
                break;
        }
    }

    private static bool IsData(PSPropertyInfo property) => property.MemberType is PSMemberTypes.NoteProperty;

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> members, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable list, int depth)
    {
        writer.WriteStartArray();
        foreach (object? item in list)
        {
            Write(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }
}
