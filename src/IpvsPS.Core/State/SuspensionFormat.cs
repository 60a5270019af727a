using System.Globalization;
using System.Text.Json;

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
            StateJson.WriteService(writer, suspension.Server.Service);
            StateJson.WriteRealServer(writer, suspension.Server);
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
            RealServerId server = StateJson.ReadRealServer(entry, StateJson.ReadService(entry));
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
                        ? StateJson.ReadWord<SuspensionPhase>(phase)
                        : SuspensionPhase.Suspended,
                    LastWeight = entry.TryGetProperty("lastWeight", out JsonElement last) ? last.GetInt32() : 0,
                    NextWeight = entry.TryGetProperty("nextWeight", out JsonElement next) ? next.GetInt32() : 0,
                }
            );
        }

        table.IsChanged = false;
        return table;
    }
}
