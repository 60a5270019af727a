using System.Text.Json;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>Reads the key <c>health</c>, at the top of a configuration or in a service.</summary>
internal static class JsonHealthReader
{
    private const string PolicyKeys =
        "check, realServers, quorum, hysteresis, minimumHealthy, slowStart, onFailure, sorryServer and announceLink";

    private static readonly Dictionary<string, HealthCheckField> Fields = HealthCheckField.All.ToDictionary(field => field.Key);

    /// <summary>Reads the next value: how a service is watched.</summary>
    /// <exception cref="IpvsConfigurationException">It is not of this form, or a check cannot be.</exception>
    public static HealthPolicy Read(ref JsonCursor cursor)
    {
        cursor.BeginObject("health");
        var policy = new HealthPolicy();
        while (cursor.ReadKey())
        {
            policy = ReadPool(ref cursor, policy) ?? ReadServers(ref cursor, policy) ?? throw cursor.UnknownKey("health", PolicyKeys);
        }

        return policy;
    }

    private static HealthPolicy? ReadPool(ref JsonCursor cursor, HealthPolicy policy)
    {
        if (cursor.Is("quorum"u8))
        {
            return policy with { Quorum = cursor.ReadNumber("quorum", 1, uint.MaxValue) };
        }

        if (cursor.Is("hysteresis"u8))
        {
            return policy with { Hysteresis = cursor.ReadNumber("hysteresis", 0, uint.MaxValue) };
        }

        if (cursor.Is("minimumHealthy"u8))
        {
            return ReadMinimum(ref cursor, policy);
        }

        return cursor.Is("slowStart"u8) ? policy with { SlowStart = cursor.ReadSeconds("slowStart") } : null;
    }

    private static HealthPolicy? ReadServers(ref JsonCursor cursor, HealthPolicy policy)
    {
        if (cursor.Is("check"u8))
        {
            return policy with { Checks = ReadChecks(ref cursor) };
        }

        if (cursor.Is("realServers"u8))
        {
            return policy with { ServerChecks = ReadServerChecks(ref cursor) };
        }

        if (cursor.Is("onFailure"u8))
        {
            return policy with
            {
                OnFailure = cursor.ReadChoice(
                    "onFailure",
                    "Quiesce"u8,
                    HealthFailureAction.Quiesce,
                    "Remove"u8,
                    HealthFailureAction.Remove
                ),
            };
        }

        if (cursor.Is("announceLink"u8))
        {
            return policy with { AnnounceLink = cursor.ReadText("announceLink") };
        }

        if (!cursor.Is("sorryServer"u8))
        {
            return null;
        }

        cursor.BeginObject("sorryServer");
        return policy with { SorryServer = JsonRealServerReader.Read(ref cursor, cursor.Position, out _) };
    }

    /// <summary>A number of servers, or a part of them: <c>"50%"</c>.</summary>
    private static HealthPolicy ReadMinimum(ref JsonCursor cursor, HealthPolicy policy)
    {
        cursor.Read();
        if (cursor.Type == JsonTokenType.Number)
        {
            return policy with { MinimumHealthy = (int)cursor.Number("minimumHealthy", 0, ushort.MaxValue) };
        }

        string text = cursor.Type == JsonTokenType.String ? cursor.Text : string.Empty;
        return HealthShare.TryParse(text, out double share)
            ? policy with
            {
                MinimumHealthyShare = share,
            }
            : throw cursor.Wrong("minimumHealthy", "a number of real servers, or a part of them such as \"50%\"");
    }

    private static List<IpvsHealthCheck> ReadChecks(ref JsonCursor cursor)
    {
        var checks = new List<IpvsHealthCheck>();
        cursor.BeginArray("check");
        while (cursor.ReadObject("a check"))
        {
            checks.Add(ReadCheck(ref cursor));
        }

        return checks;
    }

    private static List<RealServerChecks> ReadServerChecks(ref JsonCursor cursor)
    {
        var servers = new List<RealServerChecks>();
        cursor.BeginArray("realServers");
        while (cursor.ReadObject("a real server"))
        {
            servers.Add(ReadOwnChecks(ref cursor));
        }

        return servers;
    }

    private static RealServerChecks ReadOwnChecks(ref JsonCursor cursor)
    {
        TextPosition position = cursor.Position;
        InetAddress address = default;
        ushort? port = null;
        List<IpvsHealthCheck>? checks = null;
        bool isUnchecked = false;
        while (cursor.ReadKey())
        {
            if (cursor.Is("address"u8))
            {
                address = cursor.ReadAddress("address");
            }
            else if (cursor.Is("port"u8))
            {
                port = (ushort)cursor.ReadNumber("port", 0, ushort.MaxValue);
            }
            else if (cursor.Is("check"u8))
            {
                checks = ReadChecks(ref cursor);
            }
            else if (cursor.Is("unchecked"u8))
            {
                isUnchecked = cursor.ReadSwitch("unchecked");
                if (!isUnchecked)
                {
                    throw cursor.Wrong("unchecked", "true, or left out");
                }
            }
            else
            {
                throw cursor.UnknownKey("a real server of a health section", "address, port, check and unchecked");
            }
        }

        return address.Family != 0 && checks is not null != isUnchecked
            ? new RealServerChecks(address, port, checks ?? []) { IsUnchecked = isUnchecked }
            : throw ConfigurationRules.Error(
                "a real server of a health section has an address, and either a check or \"unchecked\": true.",
                position
            );
    }

    private static IpvsHealthCheck ReadCheck(ref JsonCursor cursor)
    {
        var positions = new Dictionary<string, TextPosition> { [string.Empty] = cursor.Position };
        var check = new IpvsHealthCheck();
        while (cursor.ReadKey())
        {
            if (!Fields.TryGetValue(cursor.Text, out HealthCheckField? field))
            {
                throw cursor.UnknownKey("a check", string.Join(", ", Fields.Keys));
            }

            positions[field.Property] = cursor.Position;
            check = field.Set(check, ReadValue(ref cursor, field));
        }

        if (HealthCheckRules.Check(check) is { } problem)
        {
            TextPosition position = positions.TryGetValue(problem.Field, out TextPosition own) ? own : positions[string.Empty];
            throw ConfigurationRules.Error(
                HealthCheckText.Describe(problem.Problem, problem.Field, check, property => HealthCheckField.Find(property).Key),
                position
            );
        }

        return check;
    }

    private static object ReadValue(ref JsonCursor cursor, HealthCheckField field) =>
        field.Value switch
        {
            HealthCheckValue.Kind => ReadKind(ref cursor, field.Key),
            HealthCheckValue.Number => cursor.ReadNumber(
                field.Key,
                0,
                field.Property == nameof(IpvsHealthCheck.FirewallMark) ? uint.MaxValue : int.MaxValue
            ),
            HealthCheckValue.Seconds => cursor.ReadSeconds(field.Key),
            HealthCheckValue.Switch => cursor.ReadSwitch(field.Key),
            HealthCheckValue.Address => cursor.ReadAddress(field.Key).ToIPAddress(),
            HealthCheckValue.Lines => ReadLines(ref cursor, field.Key),
            _ => cursor.ReadText(field.Key),
        };

    private static object ReadKind(ref JsonCursor cursor, string key)
    {
        string word = cursor.ReadText(key);
        return Enum.GetNames<IpvsHealthCheckKind>().Contains(word)
            ? Enum.Parse<IpvsHealthCheckKind>(word)
            : throw cursor.Wrong(key, $"one of {string.Join(", ", Enum.GetNames<IpvsHealthCheckKind>())}");
    }

    private static string ReadLines(ref JsonCursor cursor, string key)
    {
        cursor.BeginArray(key);
        var lines = new List<string>();
        while (cursor.Read() && cursor.Type != JsonTokenType.EndArray)
        {
            bool isLine = cursor.Type == JsonTokenType.String && !cursor.Text.Contains('\n', StringComparison.Ordinal);
            lines.Add(isLine ? cursor.Text : throw cursor.Wrong(key, "texts in quotes, of a line each"));
        }

        return string.Join('\n', lines);
    }
}
