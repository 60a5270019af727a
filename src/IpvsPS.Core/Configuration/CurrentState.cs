using System.Runtime.InteropServices;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>What is there now, asked for piece by piece: the kernel's table, or another configuration.</summary>
public abstract class CurrentState
{
    /// <summary>The network namespace of the table; null for a configuration.</summary>
    public abstract NetNamespace? NetNamespace { get; }

    /// <summary>Every service, sorted.</summary>
    public abstract List<IpvsService> ListServices();

    /// <summary>Puts a service's real servers, sorted, into a list in place of what it held.</summary>
    public abstract void ReadRealServers(IpvsService service, List<RealServer> rows);

    /// <summary>The connection timeouts; null where nothing says them.</summary>
    public abstract IpvsTimeout? GetTimeouts();

    /// <summary>The sync daemons; null where nothing says them.</summary>
    public abstract List<IpvsSyncDaemon>? ListSyncDaemons();

    /// <summary>The settings of these names, or every one without; those that are not there are left out.</summary>
    public abstract List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names);

    /// <summary>Reads all that a scope holds.</summary>
    /// <param name="scope">The services; where it names those that it includes, timeouts, daemons and settings are left out.</param>
    /// <param name="withSettings">Whether settings are read.</param>
    /// <param name="progress">Told how many services have been read, of how many.</param>
    public ConfigurationTable Read(ConfigurationScope scope, bool withSettings, Action<int, int>? progress)
    {
        List<IpvsService> services = ListServices().FindAll(service => scope.Contains(service.Id));
        var table = new ConfigurationTable { Services = new List<ServiceEntry>(services.Count) };
        var rows = new List<RealServer>();
        foreach (IpvsService service in services)
        {
            ReadRealServers(service, rows);
            table.Services.Add(new ServiceEntry(service, rows.ToArray()));
            progress?.Invoke(table.Services.Count, services.Count);
        }

        table.Timeouts = scope.HasSections ? GetTimeouts() : null;
        table.SyncDaemons = scope.HasSections ? ListSyncDaemons() : null;
        table.Settings = withSettings && scope.HasSections ? ListSettings(null) : null;
        return table;
    }

    /// <summary>Gives real servers that are suspended their full weight.</summary>
    private protected static void MarkSuspended(SuspensionTable? suspended, IpvsServiceId service, List<RealServer> rows)
    {
        if (suspended is null)
        {
            return;
        }

        foreach (ref RealServer row in CollectionsMarshal.AsSpan(rows))
        {
            if (suspended.FindSuspended(RealServerId.Of(service, row), row.Weight) is { } suspension)
            {
                row.IsSuspended = true;
                row.Weight = suspension.FullWeight ?? 0;
            }
        }
    }
}

/// <summary>What is in the kernel, and what is remembered of it: real servers that are suspended have their full weight.</summary>
public sealed class KernelState(IpvsClient client, Func<IpvsSettingsClient> openSettings, SuspensionTable? suspended = null) : CurrentState
{
    /// <inheritdoc/>
    public override NetNamespace? NetNamespace => client.NetNamespace;

    /// <inheritdoc/>
    public override List<IpvsService> ListServices() => client.ListServices().FindAll(service => !ProbeMarks.Contains(service.Id));

    /// <inheritdoc/>
    public override void ReadRealServers(IpvsService service, List<RealServer> rows)
    {
        client.ReadRealServers(service.Id, rows);
        MarkSuspended(suspended, service.Id, rows);
    }

    /// <inheritdoc/>
    public override IpvsTimeout GetTimeouts() => client.GetTimeouts();

    /// <inheritdoc/>
    public override List<IpvsSyncDaemon> ListSyncDaemons() => client.ListSyncDaemons();

    /// <inheritdoc/>
    public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names)
    {
        using IpvsSettingsClient settings = openSettings();
        return settings.ListNames().FindAll(name => names?.Contains(name) ?? true).ConvertAll(settings.Get);
    }
}

/// <summary>What another configuration says.</summary>
public sealed class ConfigurationState(ConfigurationTable table) : CurrentState
{
    /// <inheritdoc/>
    public override NetNamespace? NetNamespace => null;

    /// <inheritdoc/>
    public override List<IpvsService> ListServices() => table.Services.ConvertAll(entry => entry.Service);

    /// <inheritdoc/>
    public override void ReadRealServers(IpvsService service, List<RealServer> rows)
    {
        rows.Clear();
        rows.AddRange(table.Services[table.Find(service.Id)].RealServers.AsSpan());
    }

    /// <inheritdoc/>
    public override IpvsTimeout? GetTimeouts() => table.Timeouts;

    /// <inheritdoc/>
    public override List<IpvsSyncDaemon>? ListSyncDaemons() => table.SyncDaemons;

    /// <inheritdoc/>
    public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names) =>
        (table.Settings ?? []).FindAll(setting => names?.Contains(setting.Name) ?? true);
}
