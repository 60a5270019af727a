using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>A real server as it is and as it is to be.</summary>
internal readonly record struct DestinationChange(IpvsServiceReference Service, IpvsDestination Present, IpvsDestination Desired);

/// <summary>Something as it is, where it is there, and as it is to be.</summary>
internal readonly record struct Pair<T>(T? Present, T Desired) where T : class;

/// <summary>The changes that make what is there what a configuration says, by the order in which they are made.</summary>
internal sealed class ConfigurationPlan
{
    public List<Pair<IpvsSetting>> Settings { get; } = [];

    public Pair<IpvsTimeout>? Timeouts { get; set; }

    public List<IpvsSyncDaemon> StoppedDaemons { get; } = [];

    public List<ServiceEntry> NewServices { get; } = [];

    public List<DestinationChange> AddedServers { get; } = [];

    public List<Pair<IpvsService>> ChangedServices { get; } = [];

    public List<DestinationChange> ChangedServers { get; } = [];

    public List<DestinationChange> QuiescedServers { get; } = [];

    public List<DestinationChange> RemovedServers { get; } = [];

    /// <summary>With the real servers that are in them.</summary>
    public List<ServiceEntry> RemovedServices { get; } = [];

    public List<IpvsSyncDaemon> StartedDaemons { get; } = [];

    /// <summary>Services that the configuration does not name and that stay.</summary>
    public List<IpvsService> UnmanagedServices { get; } = [];

    /// <summary>How many services go, or are quiesced, because the configuration does not name them.</summary>
    public int PrunedServiceCount { get; set; }

    /// <summary>How many changes there are; a new service's real servers count each.</summary>
    public int Count => Settings.Count + (Timeouts is null ? 0 : 1) + StoppedDaemons.Count + StartedDaemons.Count
        + NewServices.Sum(entry => 1 + entry.Destinations.Count) + AddedServers.Count + ChangedServices.Count + ChangedServers.Count
        + QuiescedServers.Count + RemovedServers.Count + RemovedServices.Count;

    /// <summary>Every change and every unmanaged service, as objects.</summary>
    public IEnumerable<IpvsChange> Changes(NetNamespace? space)
    {
        IEnumerable<IpvsChange> changes =
        [
            .. Settings.Select(setting => ChangeText.Set(setting, space)),
            .. Timeouts is { } timeouts ? [ChangeText.Set(timeouts, space)] : Array.Empty<IpvsChange>(),
            .. StoppedDaemons.Select(daemon => ChangeText.Remove(daemon, space)),
        ];
        return changes
            .Concat(NewServices.SelectMany(entry => ChangeText.Add(entry, space)))
            .Concat(AddedServers.Select(server => ChangeText.Of(IpvsChangeAction.Add, server, space)))
            .Concat(ChangedServices.Select(service => ChangeText.Set(service, space)))
            .Concat(ChangedServers.Select(server => ChangeText.Of(IpvsChangeAction.Set, server, space)))
            .Concat(QuiescedServers.Select(server => ChangeText.Of(IpvsChangeAction.Quiesce, server, space)))
            .Concat(RemovedServers.Select(server => ChangeText.Of(IpvsChangeAction.Remove, server, space)))
            .Concat(RemovedServices.Select(entry => ChangeText.Remove(entry, space)))
            .Concat(StartedDaemons.Select(daemon => ChangeText.Add(daemon, space)))
            .Concat(UnmanagedServices.Select(service => ChangeText.Unmanaged(service, space)));
    }
}
