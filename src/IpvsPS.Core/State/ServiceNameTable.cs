using System.Text.Json;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.State;

/// <summary>
/// The Kubernetes names of the virtual services of one network namespace, which the Kubernetes engine keeps in its record of what it
/// has made there.
/// </summary>
public sealed class ServiceNameTable
{
    private readonly Dictionary<IpvsServiceId, ServicePortName> _names;

    internal ServiceNameTable(Dictionary<IpvsServiceId, ServicePortName> names) => _names = names;

    /// <summary>How many services have names.</summary>
    public int Count => _names.Count;

    /// <summary>The file of a namespace's names, to be read.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="identity">The namespace, as an open handle of it tells.</param>
    public static StateFile<ServiceNameTable> File(StateDirectory directory, in NetNamespaceIdentity identity) =>
        new(directory, ServiceNameFormat.Instance, identity);

    /// <summary>The names of a service; null where it has none.</summary>
    /// <param name="service">The service.</param>
    public ServicePortName? Find(IpvsServiceId service) => _names.GetValueOrDefault(service);
}

/// <summary>
/// The names in the Kubernetes engine's record: a member of its own, which records have from 0.2 on. What is without it has no names.
/// </summary>
internal sealed class ServiceNameFormat : StateFormat<ServiceNameTable>
{
    public static readonly ServiceNameFormat Instance = new();

    private const string Member = "names";

    /// <summary>No name of a namespace or a service has it; that of a port, which stands last and which nobody checks, may.</summary>
    private const char Separator = '/';

    public override string Name => "kubernetes";

    public override int Version => 1;

    /// <summary>Writes the member of a record that is being written: <c>"6 10.96.0.10 53": "kube-system/kube-dns/dns"</c>.</summary>
    public static void WriteMember(Utf8JsonWriter writer, IEnumerable<KeyValuePair<IpvsServiceId, ServicePortName>> names)
    {
        writer.WriteStartObject(Member);
        Span<char> text = stackalloc char[ServiceWord.LongestText];
        foreach ((IpvsServiceId id, ServicePortName name) in names.OrderBy(pair => pair.Key))
        {
            writer.WriteString(text[..ServiceWord.Format(id, text)], string.Join(Separator, name.Namespace, name.Service, name.Port));
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the member of a record; nothing where it has none.</summary>
    /// <exception cref="FormatException">It is not in the form.</exception>
    public static Dictionary<IpvsServiceId, ServicePortName> ReadMember(JsonElement record)
    {
        var names = new Dictionary<IpvsServiceId, ServicePortName>();
        if (record.TryGetProperty(Member, out JsonElement member))
        {
            foreach (JsonProperty item in member.EnumerateObject())
            {
                string[] parts = item.Value.GetString()!.Split(Separator, 3);
                names[ServiceWord.Read(item.Name)] =
                    parts.Length == 3
                        ? new ServicePortName(parts[0], parts[1], parts[2])
                        : throw new FormatException($"{item.Value} are no names");
            }
        }

        return names;
    }

    /// <summary>The record is written as a whole, by whoever made the services.</summary>
    public override void Write(Utf8JsonWriter writer, ServiceNameTable content) => throw new NotSupportedException();

    public override ServiceNameTable Read(JsonElement content, int version) => new(ReadMember(content));
}
