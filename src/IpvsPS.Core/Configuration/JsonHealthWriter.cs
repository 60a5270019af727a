using System.Globalization;
using System.Text.Json;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>Writes the key <c>health</c>: on one line, as real servers are, and only what is not by default.</summary>
internal static class JsonHealthWriter
{
    public static void Write(TextWriter writer, HealthPolicy policy)
    {
        writer.Write("\"health\": ");
        WriteObject(writer, policy);
    }

    /// <summary>The section without its key.</summary>
    public static void WriteObject(TextWriter writer, HealthPolicy policy)
    {
        var parts = new List<string>();
        Add(parts, "check", policy.Checks is { } checks ? List(checks) : null);
        Add(parts, "realServers", policy.ServerChecks is { } own ? $"[{string.Join(", ", own.Select(OwnChecks))}]" : null);
        Add(parts, "quorum", Number(policy.Quorum));
        Add(parts, "hysteresis", Number(policy.Hysteresis));
        Add(
            parts,
            "minimumHealthy",
            policy.MinimumHealthyShare is { } share ? Quote(HealthShare.Format(share)) : Number(policy.MinimumHealthy)
        );
        Add(parts, "slowStart", Number(policy.SlowStart?.TotalSeconds));
        Add(parts, "onFailure", policy.OnFailure is { } action ? Quote($"{action}") : null);
        Add(parts, "announceLink", policy.AnnounceLink is { } link ? Quote(link) : null);
        writer.Write($"{{ {string.Join(", ", parts)}");
        if (policy.SorryServer is { } sorry)
        {
            writer.Write(parts.Count > 0 ? ", \"sorryServer\": " : "\"sorryServer\": ");
            JsonConfigurationWriter.WriteRealServer(writer, sorry);
        }

        writer.Write(" }");
    }

    private static string OwnChecks(RealServerChecks server)
    {
        string port = server.Port is { } number ? $"\"port\": {number}, " : string.Empty;
        string checks = server.IsUnchecked ? "\"unchecked\": true" : $"\"check\": {List(server.Checks)}";
        return $"{{ \"address\": \"{server.Address}\", {port}{checks} }}";
    }

    private static string List(IEnumerable<IpvsHealthCheck> checks) => $"[{string.Join(", ", checks.Select(HealthCheckText.Format))}]";

    private static void Add(List<string> parts, string key, string? value)
    {
        if (value is not null)
        {
            parts.Add($"\"{key}\": {value}");
        }
    }

    private static string? Number(object? number) => number is null ? null : Convert.ToString(number, CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
