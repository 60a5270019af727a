using System.Globalization;
using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Writes the JSON form, whose schema is <c>docs/ipvs-configuration.schema.json</c>: a real server a line, so that
/// versions of a file compare well.
/// </summary>
internal static class JsonConfigurationWriter
{
    private const string Schema = "https://raw.githubusercontent.com/IpvsPS/IpvsPS/main/docs/ipvs-configuration.schema.json";

    public static void Write(ConfigurationTable table, TextWriter writer)
    {
        writer.Write($"{{\n  \"$schema\": \"{Schema}\",\n  \"version\": 1,\n  \"services\": [");
        WriteList(writer, table.Services, "\n    ", WriteService);
        writer.Write(table.Services.Count > 0 ? "\n  ]" : "]");
        WriteTimeouts(writer, table.Timeouts);
        if (table.SyncDaemons is { } daemons)
        {
            writer.Write(",\n  \"syncDaemons\": [");
            WriteList(writer, daemons, "\n    ", WriteSyncDaemon);
            writer.Write(daemons.Count > 0 ? "\n  ]" : "]");
        }

        if (table.Settings is { } settings)
        {
            writer.Write(",\n  \"settings\": {");
            WriteList(writer, settings, "\n    ", WriteSetting);
            writer.Write(settings.Count > 0 ? "\n  }" : "}");
        }

        if (table.Health is { } health)
        {
            writer.Write(",\n  ");
            JsonHealthWriter.Write(writer, health);
        }

        writer.Write("\n}\n");
    }

    private static void WriteList<T>(TextWriter writer, IReadOnlyList<T> items, string before, Action<TextWriter, T> write)
    {
        for (int i = 0; i < items.Count; i++)
        {
            writer.Write(i == 0 ? string.Empty : ",");
            writer.Write(before);
            write(writer, items[i]);
        }
    }

    private static void WriteService(TextWriter writer, ServiceEntry entry)
    {
        IpvsService service = entry.Service;
        const string line = ",\n      ";
        writer.Write("{\n      ");
        writer.Write(
            entry.Id.IsFirewallMark
                ? Invariant($"\"firewallMark\": {entry.Id.FirewallMark}{line}\"addressFamily\": \"{entry.Id.Family}\"")
                : Invariant($"\"virtualAddress\": \"{entry.Id.Address}\"{line}\"virtualPort\": {entry.Id.Port}{line}\"protocol\": ")
                    + Invariant($"\"{(IpvsProtocol)entry.Id.Protocol}\"")
        );
        writer.Write($"{line}\"scheduler\": {Quote(service.Scheduler)}");
        if (service.SchedulerFlag is { Length: > 0 } flags)
        {
            writer.Write($"{line}\"schedulerFlag\": [{string.Join(", ", flags.Select(Quote))}]");
        }

        if (service.PersistenceTimeout is { } timeout)
        {
            writer.Write(Invariant($"{line}\"persistenceTimeout\": {timeout.TotalSeconds:0}"));
            writer.Write(Invariant($"{line}\"persistencePrefixLength\": {service.PersistencePrefixLength ?? entry.Id.Address.BitCount}"));
        }

        writer.Write(service.PersistenceEngine is { } engine ? $"{line}\"persistenceEngine\": {Quote(engine)}" : string.Empty);
        writer.Write(service.OnePacket == true ? $"{line}\"onePacket\": true" : string.Empty);
        if (entry.Health is { } health)
        {
            writer.Write(line);
            JsonHealthWriter.Write(writer, health);
        }

        writer.Write($"{line}\"realServers\": [");
        for (int i = 0; i < entry.RealServers.Count; i++)
        {
            writer.Write(i == 0 ? "\n        " : ",\n        ");
            WriteRealServer(writer, entry.RealServers[i]);
        }

        writer.Write(entry.RealServers.Count > 0 ? "\n      ]\n    }" : "]\n    }");
    }

    internal static void WriteRealServer(TextWriter writer, in RealServer server)
    {
        writer.Write("{ \"address\": \"");
        writer.WriteAddress(server.Address);
        writer.Write("\", \"port\": ");
        writer.WriteNumber(server.Port);
        writer.Write(", \"forwardingMethod\": \"");
        writer.Write(Enum.GetName(server.ForwardingMethod));
        writer.Write("\", \"weight\": ");
        writer.WriteNumber(server.Weight);
        writer.Write(server.IsSuspended ? ", \"suspended\": true" : string.Empty);
        if (server.UpperThreshold > 0)
        {
            writer.Write(Invariant($", \"upperThreshold\": {server.UpperThreshold}, \"lowerThreshold\": {server.LowerThreshold}"));
        }

        if (server.TunnelType is { } type)
        {
            writer.Write($", \"tunnelType\": \"{type}\"");
        }

        if (server.TunnelPort is { } port)
        {
            writer.Write(Invariant($", \"tunnelPort\": {port}"));
        }

        if (server.TunnelChecksum is { } checksum)
        {
            writer.Write($", \"tunnelChecksum\": \"{checksum}\"");
        }

        writer.Write(" }");
    }

    private static void WriteTimeouts(TextWriter writer, IpvsTimeout? timeouts)
    {
        if (timeouts is null)
        {
            return;
        }

        (string Name, TimeSpan? Time)[] named = [("tcp", timeouts.Tcp), ("tcpFin", timeouts.TcpFin), ("udp", timeouts.Udp)];
        IEnumerable<string> texts = named
            .Where(pair => pair.Time is not null)
            .Select(pair => Invariant($"\"{pair.Name}\": {pair.Time!.Value.TotalSeconds:0}"));
        writer.Write($",\n  \"timeouts\": {{ {string.Join(", ", texts)} }}");
    }

    private static void WriteSyncDaemon(TextWriter writer, IpvsSyncDaemon daemon)
    {
        writer.Write(Invariant($"{{ \"state\": \"{daemon.State}\", \"interface\": {Quote(daemon.Interface)}, \"syncId\": {daemon.SyncId}"));
        writer.Write(daemon.MaxLength is { } length ? Invariant($", \"maxLength\": {length}") : string.Empty);
        writer.Write(daemon.MulticastGroup is { } group ? $", \"multicastGroup\": \"{group}\"" : string.Empty);
        writer.Write(daemon.MulticastPort is { } port ? Invariant($", \"multicastPort\": {port}") : string.Empty);
        writer.Write(daemon.MulticastTtl is { } ttl ? Invariant($", \"multicastTtl\": {ttl}") : string.Empty);
        writer.Write(" }");
    }

    private static void WriteSetting(TextWriter writer, IpvsSetting setting) =>
        writer.Write(
            $"{Quote(setting.Name)}: "
                + setting.Value switch
                {
                    bool isOn => isOn ? "true" : "false",
                    string text => Quote(text),
                    null => "\"\"",
                    System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(IpvsSettingText.Join))}]",
                    var number => IpvsSettingText.Join(number),
                }
        );

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
