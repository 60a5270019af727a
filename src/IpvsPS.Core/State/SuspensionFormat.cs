using System.Globalization;
using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>Suspensions as JSON: an array of objects, whose addresses are text and whose times are ISO 8601 in UTC.</summary>
internal sealed class SuspensionFormat : StateFormat<SuspensionTable>
{
    public static readonly SuspensionFormat Instance = new();

    public override string Name => "suspended";

    public override int Version => 1;

    public override void Write(Utf8JsonWriter writer, SuspensionTable content)
    {
        writer.WriteStartArray();
        foreach (Suspension suspension in content.All)
        {
            writer.WriteStartObject();
            WriteIdentity(writer, suspension.Server.Service);
            writer.WriteString("realAddress", suspension.Server.Address.ToString());
            writer.WriteNumber("realPort", suspension.Server.Port);
            if (suspension.FullWeight is { } weight)
            {
                writer.WriteNumber("fullWeight", weight);
            }

            writer.WriteString("since", suspension.Since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            writer.WriteString("by", suspension.By);
            if (suspension.Reason is { } reason)
            {
                writer.WriteString("reason", reason);
            }

            if (suspension.Phase != SuspensionPhase.Suspended)
            {
                writer.WriteString("phase", suspension.Phase.ToString());
                writer.WriteNumber("lastWeight", suspension.LastWeight);
                writer.WriteNumber("nextWeight", suspension.NextWeight);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public override SuspensionTable Read(JsonElement content, int version)
    {
        var table = new SuspensionTable();
        foreach (JsonElement entry in content.EnumerateArray())
        {
            RealServerId server = ReadIdentity(entry);
            table.Set(
                server,
                new Suspension
                {
                    Server = server,
                    FullWeight = entry.TryGetProperty("fullWeight", out JsonElement weight) ? weight.GetInt32() : null,
                    Since = entry.GetProperty("since").GetDateTimeOffset(),
                    By = entry.GetProperty("by").GetString() ?? string.Empty,
                    Reason = entry.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null,
                    Phase = entry.TryGetProperty("phase", out JsonElement phase)
                        ? ReadWord<SuspensionPhase>(phase)
                        : SuspensionPhase.Suspended,
                    LastWeight = entry.TryGetProperty("lastWeight", out JsonElement last) ? last.GetInt32() : 0,
                    NextWeight = entry.TryGetProperty("nextWeight", out JsonElement next) ? next.GetInt32() : 0,
                }
            );
        }

        table.IsChanged = false;
        return table;
    }

    internal static void WriteIdentity(Utf8JsonWriter writer, IpvsServiceId service)
    {
        if (service.IsFirewallMark)
        {
            writer.WriteNumber("firewallMark", service.FirewallMark);
            writer.WriteString("addressFamily", service.Family.ToString());
        }
        else
        {
            writer.WriteNumber("protocol", service.Protocol);
            writer.WriteString("virtualAddress", service.Address.ToString());
            writer.WriteNumber("virtualPort", service.Port);
        }
    }

    internal static IpvsServiceId ReadService(JsonElement entry) =>
        entry.TryGetProperty("firewallMark", out JsonElement mark)
            ? IpvsServiceId.ForFirewallMark(mark.GetUInt32(), ReadWord<AddressFamily>(entry.GetProperty("addressFamily")))
            : IpvsServiceId.ForAddress(
                ReadAddress(entry.GetProperty("virtualAddress")),
                entry.GetProperty("virtualPort").GetUInt16(),
                (IpvsProtocol)entry.GetProperty("protocol").GetUInt16()
            );

    private static RealServerId ReadIdentity(JsonElement entry) =>
        new(ReadService(entry), ReadAddress(entry.GetProperty("realAddress")), entry.GetProperty("realPort").GetUInt16());

    internal static InetAddress ReadAddress(JsonElement text) =>
        InetAddress.TryParse(text.GetString() ?? string.Empty, out InetAddress address)
            ? address
            : throw new FormatException($"{text.GetRawText()} is not an address");

    internal static T ReadWord<T>(JsonElement text)
        where T : struct, Enum =>
        Enum.TryParse(text.GetString(), out T value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"{text.GetRawText()} is none of {string.Join(", ", Enum.GetNames<T>())}");
}
