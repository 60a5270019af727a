using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>A real server as it is and as it is to be.</summary>
internal readonly record struct RealServerChange(IpvsServiceReference Service, RealServer Present, RealServer Desired);

/// <summary>Something as it is, where it is there, and as it is to be.</summary>
internal readonly record struct Pair<T>(T? Present, T Desired) where T : class;

/// <summary>The changes that make what is there what a configuration says, by the order in which they are made.</summary>
internal sealed class ConfigurationPlan
{
    public List<Pair<IpvsSetting>> Settings { get; } = [];

    public Pair<IpvsTimeout>? Timeouts { get; set; }

    public List<IpvsSyncDaemon> StoppedDaemons { get; } = [];

    public List<ServiceEntry> NewServices { get; } = [];

    public List<RealServerChange> AddedServers { get; } = [];

    public List<Pair<IpvsService>> ChangedServices { get; } = [];

    public List<RealServerChange> ChangedServers { get; } = [];

    public List<RealServerChange> QuiescedServers { get; } = [];

    public List<RealServerChange> RemovedServers { get; } = [];

    /// <summary>With the real servers that are in them.</summary>
    public List<ServiceEntry> RemovedServices { get; } = [];

    public List<IpvsSyncDaemon> StartedDaemons { get; } = [];

    /// <summary>Services that the configuration does not name and that stay.</summary>
    public List<IpvsService> UnmanagedServices { get; } = [];

    /// <summary>How many services go, or are quiesced, because the configuration does not name them.</summary>
    public int PrunedServiceCount { get; set; }

    /// <summary>How many changes there are; a new service's real servers count each.</summary>
    public int Count => Settings.Count + (Timeouts is null ? 0 : 1) + StoppedDaemons.Count + StartedDaemons.Count
        + NewServices.Sum(entry => 1 + entry.RealServers.Count) + AddedServers.Count + ChangedServices.Count + ChangedServers.Count
        + QuiescedServers.Count + RemovedServers.Count + RemovedServices.Count;

    /// <summary>Every change and every unmanaged service, as objects.</summary>
    public IEnumerable<IpvsChange> Changes(NetNamespace? netns)
    {
        IEnumerable<IpvsChange> changes =
        [
            .. Settings.Select(setting => ChangeText.Set(setting, netns)),
            .. Timeouts is { } timeouts ? [ChangeText.Set(timeouts, netns)] : Array.Empty<IpvsChange>(),
            .. StoppedDaemons.Select(daemon => ChangeText.Remove(daemon, netns)),
        ];
        return changes
            .Concat(NewServices.SelectMany(entry => ChangeText.Add(entry, netns)))
            .Concat(AddedServers.Select(server => ChangeText.Of(IpvsChangeAction.Add, server, netns)))
            .Concat(ChangedServices.Select(service => ChangeText.Set(service, netns)))
            .Concat(ChangedServers.Select(server => ChangeText.Of(IpvsChangeAction.Set, server, netns)))
            .Concat(QuiescedServers.Select(server => ChangeText.Of(IpvsChangeAction.Quiesce, server, netns)))
            .Concat(RemovedServers.Select(server => ChangeText.Of(IpvsChangeAction.Remove, server, netns)))
            .Concat(RemovedServices.Select(entry => ChangeText.Remove(entry, netns)))
            .Concat(StartedDaemons.Select(daemon => ChangeText.Add(daemon, netns)))
            .Concat(UnmanagedServices.Select(service => ChangeText.Unmanaged(service, netns)));
    }
}
