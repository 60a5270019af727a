using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>What is there now, asked for piece by piece: the kernel's table, or another configuration.</summary>
internal abstract class CurrentState
{
    public abstract NetNamespace? NetNamespace { get; }

    /// <summary>Every service, sorted.</summary>
    public abstract List<IpvsService> ListServices();

    /// <summary>Puts a service's real servers, sorted, into a list in place of what it held.</summary>
    public abstract void ReadRealServers(IpvsService service, List<RealServer> rows);

    public abstract IpvsTimeout? GetTimeouts();

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
}

/// <summary>What is in the kernel.</summary>
internal sealed class KernelState(IpvsClient client, Func<IpvsSettingsClient> openSettings) : CurrentState
{
    public override NetNamespace? NetNamespace => client.NetNamespace;

    public override List<IpvsService> ListServices() => client.ListServices();

    public override void ReadRealServers(IpvsService service, List<RealServer> rows) => client.ReadRealServers(service.Id, rows);

    public override IpvsTimeout GetTimeouts() => client.GetTimeouts();

    public override List<IpvsSyncDaemon> ListSyncDaemons() => client.ListSyncDaemons();

    public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names)
    {
        using IpvsSettingsClient settings = openSettings();
        return settings.ListNames().FindAll(name => names?.Contains(name) ?? true).ConvertAll(settings.Get);
    }
}

/// <summary>What another configuration says.</summary>
internal sealed class ConfigurationState(ConfigurationTable table) : CurrentState
{
    public override NetNamespace? NetNamespace => null;

    public override List<IpvsService> ListServices() => table.Services.ConvertAll(entry => entry.Service);

    public override void ReadRealServers(IpvsService service, List<RealServer> rows)
    {
        rows.Clear();
        rows.AddRange(table.Services[table.Find(service.Id)].RealServers);
    }

    public override IpvsTimeout? GetTimeouts() => table.Timeouts;

    public override List<IpvsSyncDaemon>? ListSyncDaemons() => table.SyncDaemons;

    public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names) =>
        (table.Settings ?? []).FindAll(setting => names?.Contains(setting.Name) ?? true);
}
