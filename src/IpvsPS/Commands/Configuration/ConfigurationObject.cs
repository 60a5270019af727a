using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using IpvsPS.Configuration;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>
/// Makes a configuration of an object that was one: of what ConvertFrom-Json makes of a configuration's text, and of an
/// IpvsConfiguration that has come through ConvertTo-Json, Export-Clixml, a job or a remote session.
/// </summary>
internal static class ConfigurationObject
{
    /// <summary>Whether an object is or was a configuration.</summary>
    public static bool IsConfiguration(object? given) =>
        Live(given) is not null
        || (
            given is PSObject bag
            && bag.BaseObject is not (string or ValueType)
            && (Has(bag, "version") || Has(bag, nameof(IpvsConfiguration.Services)))
        );

    /// <exception cref="CommandException">A part of the object cannot be; the error names it.</exception>
    public static Objects.IpvsConfiguration Read(object given)
    {
        if (Live(given) is { } live)
        {
            return live;
        }

        var bag = (PSObject)given;
        try
        {
            return Has(bag, "version") ? ReadText(bag) : ReadProperties(bag);
        }
        catch (Exception e) when (e is IpvsConfigurationException or FormatException)
        {
            throw new CommandException(ErrorIds.IpvsConfigurationInvalid, ErrorCategory.InvalidData, $"The configuration: {e.Message}");
        }
    }

    /// <summary>A configuration of the module, or one of IpvsPS.Core; null for any other object.</summary>
    private static Objects.IpvsConfiguration? Live(object? given) =>
        ((given as PSObject)?.BaseObject ?? given) switch
        {
            Objects.IpvsConfiguration configuration => configuration,
            IpvsConfiguration configuration => new(configuration),
            _ => null,
        };

    /// <summary>What was JSON is read as JSON, and its faults are named by its keys.</summary>
    private static Objects.IpvsConfiguration ReadText(PSObject bag)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            Write(writer, bag);
        }

        text.Position = 0;
        try
        {
            using ConfigurationTable table = ConfigurationFile.Read(text);
            return new(table.ToConfiguration(null));
        }
        catch (IpvsConfigurationException e)
        {
            // The line and the column are of a text that nobody has seen.
            throw new FormatException(e.Reason);
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        object? plain = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool isOn:
                writer.WriteBooleanValue(isOn);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case IDictionary map:
                WriteObject(writer, map.Keys.Cast<object>().Select(key => ($"{key}", map[key])));
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case PSObject bag:
                WriteObject(writer, bag.Properties.Select(property => (property.Name, (object?)property.Value)));
                break;
            case IConvertible number and not Enum:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue($"{plain}");
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> properties)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static Objects.IpvsConfiguration ReadProperties(PSObject bag)
    {
        var configuration = new Objects.IpvsConfiguration
        {
            Services = [.. Rows(bag, nameof(IpvsConfiguration.Services)).Select(ReadService)],
            RealServers = [.. Rows(bag, nameof(IpvsConfiguration.RealServers)).Select(ReadRealServer)],
            Timeouts = Rows(bag, nameof(IpvsConfiguration.Timeouts)).Select(ReadTimeouts).FirstOrDefault(),
        };
        configuration.SyncDaemons = IsNull(bag, nameof(configuration.SyncDaemons))
            ? null
            : [.. Rows(bag, nameof(configuration.SyncDaemons)).Select(ReadDaemon)];
        configuration.Settings = IsNull(bag, nameof(configuration.Settings))
            ? null
            : [.. Rows(bag, nameof(configuration.Settings)).Select(ReadSetting)];
        configuration.Health = bag.Properties[nameof(configuration.Health)]?.Value?.ToString();
        configuration.ServiceHealth = [.. Rows(bag, nameof(configuration.ServiceHealth)).Select(ReadHealth)];
        return configuration;
    }

    private static Objects.IpvsServiceHealth ReadHealth(ObjectRow row)
    {
        var section = new Objects.IpvsServiceHealth();
        ReadIdentity(row, section);
        section.Health = row.Text(nameof(section.Health)) ?? section.Health;
        return section;
    }

    private static Objects.IpvsService ReadService(ObjectRow row)
    {
        var service = new Objects.IpvsService();
        ReadIdentity(row, service);
        service.Scheduler = row.Text(nameof(service.Scheduler)) ?? service.Scheduler;
        service.SchedulerFlag = row.Text(nameof(service.SchedulerFlag)) ?? string.Empty;
        service.PersistenceTimeout = row.Seconds(nameof(service.PersistenceTimeout));
        service.PersistencePrefixLength = row.Number<int>(nameof(service.PersistencePrefixLength));
        service.PersistenceEngine = row.Text(nameof(service.PersistenceEngine)) is { Length: > 0 } engine ? engine : null;
        service.OnePacket = row.Number<bool>(nameof(service.OnePacket)) ?? false;
        return service;
    }

    private static Objects.IpvsRealServer ReadRealServer(ObjectRow row)
    {
        var server = new Objects.IpvsRealServer();
        ReadIdentity(row, server);
        row.Set(nameof(server.RealAddress), text => server.RealAddress = text, nameof(IpvsRealServer.Address));
        string port = row.Has(nameof(server.RealPort)) ? nameof(server.RealPort) : nameof(IpvsRealServer.Port);
        row.Set(port, (int? number) => server.RealPort = number ?? server.VirtualPort ?? 0);
        server.ForwardingMethod = row.Number<IpvsForwardingMethod>(nameof(server.ForwardingMethod)) ?? server.ForwardingMethod;
        server.Weight = row.Number<int>(nameof(server.Weight)) ?? server.Weight;
        server.UpperThreshold = row.Number<uint>(nameof(server.UpperThreshold)) ?? 0;
        server.LowerThreshold = row.Number<uint>(nameof(server.LowerThreshold)) ?? 0;
        server.TunnelType = row.Number<IpvsTunnelType>(nameof(server.TunnelType));
        row.Set(nameof(server.TunnelPort), (int? number) => server.TunnelPort = number);
        server.TunnelChecksum = row.Number<IpvsTunnelChecksum>(nameof(server.TunnelChecksum));
        server.Suspended = row.Number<bool>(nameof(server.Suspended)) ?? false;
        server.FullWeight = row.Number<int>(nameof(server.FullWeight)) ?? server.Weight;
        return server;
    }

    private static void ReadIdentity(ObjectRow row, Objects.ServicePart part)
    {
        row.ThrowIfText();
        if (row.Number<uint>(nameof(part.FirewallMark)) is { } mark)
        {
            part.AddressFamily = row.Number<AddressFamily>(nameof(part.AddressFamily)) ?? IpvsPS.AddressFamily.IPv4;
            part.FirewallMark = mark;
            return;
        }

        row.Set(nameof(part.VirtualAddress), text => part.VirtualAddress = text);
        part.Protocol = row.Number<IpvsProtocol>(nameof(part.Protocol)) ?? IpvsProtocol.Tcp;
        row.Set(
            nameof(part.VirtualPort),
            (int? number) => part.VirtualPort = number ?? throw row.Wrong(nameof(part.VirtualPort), "is missing")
        );
    }

    private static Objects.IpvsTimeout ReadTimeouts(ObjectRow row) =>
        new()
        {
            Tcp = row.Seconds(nameof(IpvsTimeout.Tcp)),
            TcpFin = row.Seconds(nameof(IpvsTimeout.TcpFin)),
            Udp = row.Seconds(nameof(IpvsTimeout.Udp)),
        };

    private static Objects.IpvsSetting ReadSetting(ObjectRow row) =>
        new() { Name = row.Text(nameof(IpvsSetting.Name)) ?? string.Empty, Value = row.Value(nameof(IpvsSetting.Value)) };

    private static Objects.IpvsSyncDaemon ReadDaemon(ObjectRow row)
    {
        var daemon = new Objects.IpvsSyncDaemon
        {
            State = row.Number<IpvsSyncState>(nameof(IpvsSyncDaemon.State)) ?? throw row.Wrong(nameof(IpvsSyncDaemon.State), "is missing"),
            Interface = row.Text(nameof(IpvsSyncDaemon.Interface)) ?? string.Empty,
            SyncId = row.Number<int>(nameof(IpvsSyncDaemon.SyncId)) ?? 0,
            MaxLength = row.Number<int>(nameof(IpvsSyncDaemon.MaxLength)),
            MulticastPort = row.Number<int>(nameof(IpvsSyncDaemon.MulticastPort)),
            MulticastTtl = row.Number<int>(nameof(IpvsSyncDaemon.MulticastTtl)),
        };
        if (row.Text(nameof(daemon.MulticastGroup)) is { Length: > 0 })
        {
            row.Set(nameof(daemon.MulticastGroup), text => daemon.MulticastGroup = $"{AddressText.Read(text)}");
        }

        return daemon;
    }

    private static bool Has(PSObject bag, string name) => bag.Properties[name] is not null;

    private static bool IsNull(PSObject bag, string name) => bag.Properties[name]?.Value is null;

    private static IEnumerable<ObjectRow> Rows(PSObject bag, string name)
    {
        object? value = bag.Properties[name]?.Value;
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain is null ? []
            : plain is IEnumerable several and not string
                ? several.Cast<object>().Select((item, place) => new ObjectRow($"{name}[{place}]", PSObject.AsPSObject(item)))
            : [new ObjectRow(name, PSObject.AsPSObject(value!))];
    }
}
