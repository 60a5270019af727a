using System.Globalization;
using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>What a monitor knows, as JSON.</summary>
internal sealed class HealthFormat : StateFormat<HealthTable>
{
    public static readonly HealthFormat Instance = new();

    public override string Name => "health";

    public override int Version => 1;

    public override void Write(Utf8JsonWriter writer, HealthTable content)
    {
        writer.WriteStartObject();
        writer.WriteNumber("processId", content.ProcessId);
        WriteTime(writer, "written", content.Written);
        writer.WriteStartArray("services");
        foreach (ServiceHealth service in content.Services)
        {
            writer.WriteStartObject();
            StateJson.WriteService(writer, service.Id);
            writer.WriteBoolean("hasQuorum", service.HasQuorum);
            writer.WriteBoolean("isSorryServerOn", service.IsSorryServerOn);
            writer.WriteStartArray("servers");
            foreach (RealServerHealth server in service.Servers)
            {
                WriteServer(writer, server);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public override HealthTable Read(JsonElement content, int version)
    {
        var services = new List<ServiceHealth>();
        foreach (JsonElement entry in content.GetProperty("services").EnumerateArray())
        {
            IpvsServiceId id = StateJson.ReadService(entry);
            services.Add(
                new ServiceHealth(id)
                {
                    HasQuorum = entry.GetProperty("hasQuorum").GetBoolean(),
                    IsSorryServerOn = entry.GetProperty("isSorryServerOn").GetBoolean(),
                    Servers = [.. entry.GetProperty("servers").EnumerateArray().Select(server => ReadServer(id, server))],
                }
            );
        }

        return new HealthTable(content.GetProperty("processId").GetInt32(), content.GetProperty("written").GetDateTimeOffset(), services);
    }

    private static void WriteServer(Utf8JsonWriter writer, RealServerHealth server)
    {
        writer.WriteStartObject();
        StateJson.WriteRealServer(writer, server.Server);
        writer.WriteString("health", $"{server.Health}");
        WriteTime(writer, "since", server.Since);
        writer.WriteNumber("fullWeight", server.FullWeight);
        WriteNumber(writer, "askedWeight", server.AskedWeight);
        WriteNumber(writer, "wantedWeight", server.WantedWeight);
        WriteNumber(writer, "weight", server.Weight);
        writer.WriteBoolean("isKeptUp", server.IsKeptUp);
        writer.WriteBoolean("isSuspended", server.IsSuspended);
        writer.WriteBoolean("isLeftAlone", server.IsLeftAlone);
        writer.WriteString("outcome", server.Outcome);
        writer.WriteString("detail", server.Detail);
        if (server.Removed is { } removed)
        {
            WriteSettings(writer, removed);
        }

        writer.WriteStartArray("checks");
        foreach (CheckCount check in server.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("check", check.Check);
            writer.WriteString("health", $"{check.Health}");
            writer.WriteNumber("passes", check.Passes);
            writer.WriteNumber("failures", check.Failures);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, in RealServer server)
    {
        writer.WriteStartObject("removed");
        writer.WriteString("forwardingMethod", $"{server.ForwardingMethod}");
        writer.WriteNumber("upperThreshold", server.UpperThreshold);
        writer.WriteNumber("lowerThreshold", server.LowerThreshold);
        writer.WriteString("tunnelType", server.TunnelType is { } type ? $"{type}" : null);
        WriteNumber(writer, "tunnelPort", server.TunnelPort);
        writer.WriteString("tunnelChecksum", server.TunnelChecksum is { } checksum ? $"{checksum}" : null);
        writer.WriteEndObject();
    }

    private static RealServerHealth ReadServer(IpvsServiceId service, JsonElement entry)
    {
        RealServerId server = StateJson.ReadRealServer(entry, service);
        return new RealServerHealth(server)
        {
            Health = StateJson.ReadWord<ServerHealth>(entry.GetProperty("health")),
            Since = entry.GetProperty("since").GetDateTimeOffset(),
            FullWeight = entry.GetProperty("fullWeight").GetInt32(),
            AskedWeight = entry.TryGetProperty("askedWeight", out _) ? ReadNumber(entry, "askedWeight") : null,
            WantedWeight = ReadNumber(entry, "wantedWeight"),
            Weight = ReadNumber(entry, "weight"),
            IsKeptUp = entry.GetProperty("isKeptUp").GetBoolean(),
            IsSuspended = entry.GetProperty("isSuspended").GetBoolean(),
            IsLeftAlone = entry.GetProperty("isLeftAlone").GetBoolean(),
            Removed = entry.TryGetProperty("removed", out JsonElement removed) ? ReadSettings(server, removed) : null,
            Outcome = entry.GetProperty("outcome").GetString(),
            Detail = entry.GetProperty("detail").GetString(),
            Checks = [.. entry.GetProperty("checks").EnumerateArray().Select(ReadCheck)],
        };
    }

    private static CheckCount ReadCheck(JsonElement entry) =>
        new(
            entry.GetProperty("check").GetString() ?? string.Empty,
            StateJson.ReadWord<ServerHealth>(entry.GetProperty("health")),
            entry.GetProperty("passes").GetInt32(),
            entry.GetProperty("failures").GetInt32()
        );

    private static RealServer ReadSettings(RealServerId server, JsonElement entry) =>
        new(server.Address, server.Port)
        {
            ForwardingMethod = StateJson.ReadWord<IpvsForwardingMethod>(entry.GetProperty("forwardingMethod")),
            UpperThreshold = entry.GetProperty("upperThreshold").GetUInt32(),
            LowerThreshold = entry.GetProperty("lowerThreshold").GetUInt32(),
            TunnelType = ReadWordOrNull<IpvsTunnelType>(entry.GetProperty("tunnelType")),
            TunnelPort = (ushort?)ReadNumber(entry, "tunnelPort"),
            TunnelChecksum = ReadWordOrNull<IpvsTunnelChecksum>(entry.GetProperty("tunnelChecksum")),
        };

    private static T? ReadWordOrNull<T>(JsonElement text)
        where T : struct, Enum => text.ValueKind == JsonValueKind.Null ? null : StateJson.ReadWord<T>(text);

    private static int? ReadNumber(JsonElement entry, string key) =>
        entry.GetProperty(key) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static void WriteNumber(Utf8JsonWriter writer, string key, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(key, value);
        }
        else
        {
            writer.WriteNull(key);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string key, DateTimeOffset time) =>
        writer.WriteString(key, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
