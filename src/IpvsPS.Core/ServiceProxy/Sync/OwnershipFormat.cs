using System.Globalization;
using System.Text.Json;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>The record as JSON.</summary>
internal sealed class OwnershipFormat : StateFormat<OwnershipRecord>
{
    public static readonly OwnershipFormat Instance = new();

    public override string Name => ServiceNameFormat.Instance.Name;

    public override int Version => ServiceNameFormat.Instance.Version;

    /// <summary>Whoever keeps the services of one namespace for ever must not keep others from theirs.</summary>
    public override bool LocksEachNamespace => true;

    public override void Write(Utf8JsonWriter writer, OwnershipRecord content)
    {
        writer.WriteStartObject();
        WriteList(writer, "services", content.Services.Order(), id => WriteService(writer, id));
        ServiceNameFormat.WriteMember(writer, content.Names);
        WriteList(writer, "addresses", content.Addresses.Order(), address => WriteAddress(writer, address));
        WriteList(writer, "routes", content.Routes.Order(), route => writer.WriteStringValue(route.ToString()));
        writer.WriteBoolean("link", content.HasLink);
        writer.WriteBoolean("filter", content.HasFilter);
        writer.WriteStartObject("sysctls");
        foreach ((string path, string value) in content.Sysctls.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(path, value);
        }

        writer.WriteEndObject();
        WriteList(
            writer,
            "marks",
            content.Marks.OrderBy(pair => pair.Value),
            pair =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("mark", pair.Value);
                writer.WriteString("namespace", pair.Key.Service.Namespace);
                writer.WriteString("service", pair.Key.Service.Name);
                writer.WriteString("port", pair.Key.Port);
                writer.WriteNumber("protocol", (int)pair.Key.Protocol);
                writer.WriteNumber("family", (int)pair.Key.Family);
                writer.WriteEndObject();
            }
        );
        WriteList(
            writer,
            "draining",
            content.Draining.OrderBy(pair => pair.Key),
            pair =>
            {
                writer.WriteStartObject();
                writer.WriteString("service", ServiceWord.Write(pair.Key.Service));
                writer.WriteString("address", pair.Key.Address.ToString());
                writer.WriteNumber("port", pair.Key.Port);
                writer.WriteString("until", pair.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }
        );
        writer.WriteEndObject();
    }

    public override OwnershipRecord Read(JsonElement content, int version)
    {
        var record = new OwnershipRecord
        {
            Services = [.. ReadList(content, "services", item => ServiceWord.Read(item.GetString()!))],
            Names = ServiceNameFormat.ReadMember(content),
            Addresses = [.. ReadList(content, "addresses", item => ReadAddress(item.GetString()!))],
            Routes = [.. ReadList(content, "routes", item => ProxyRoute.Parse(item.GetString()!))],
            HasLink = content.GetProperty("link").GetBoolean(),
            HasFilter = content.GetProperty("filter").GetBoolean(),
        };
        foreach (JsonProperty sysctl in content.GetProperty("sysctls").EnumerateObject())
        {
            record.Sysctls[sysctl.Name] = sysctl.Value.GetString()!;
        }

        foreach (JsonElement item in content.GetProperty("marks").EnumerateArray())
        {
            var service = new ObjectName(item.GetProperty("namespace").GetString()!, item.GetProperty("service").GetString()!);
            var key = new PortKey(
                service,
                item.GetProperty("port").GetString()!,
                (IpvsProtocol)item.GetProperty("protocol").GetUInt16(),
                (AddressFamily)item.GetProperty("family").GetByte()
            );
            record.Marks[key] = item.GetProperty("mark").GetUInt32();
        }

        foreach (JsonElement item in content.GetProperty("draining").EnumerateArray())
        {
            var server = new RealServerId(
                ServiceWord.Read(item.GetProperty("service").GetString()!),
                ReadAddress(item.GetProperty("address").GetString()!),
                item.GetProperty("port").GetUInt16()
            );
            record.Draining[server] = item.GetProperty("until").GetDateTimeOffset();
        }

        return record;
    }

    // A large cluster has thousands of each: none is made a string of its own.
    private static void WriteService(Utf8JsonWriter writer, IpvsServiceId id)
    {
        Span<char> text = stackalloc char[ServiceWord.LongestText];
        writer.WriteStringValue(text[..ServiceWord.Format(id, text)]);
    }

    private static void WriteAddress(Utf8JsonWriter writer, InetAddress address)
    {
        Span<char> text = stackalloc char[InetAddress.LongestText];
        writer.WriteStringValue(text[..address.Format(text)]);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<T> ReadList<T>(JsonElement content, string name, Func<JsonElement, T> read) =>
        content.GetProperty(name).EnumerateArray().Select(read);

    private static InetAddress ReadAddress(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException($"{text} is no address");
}
