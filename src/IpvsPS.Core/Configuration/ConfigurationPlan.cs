using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>A real server as it is and as it is to be.</summary>
internal sealed record RealServerChange(IpvsServiceReference Service, RealServer Present, RealServer Desired);

/// <summary>Something as it is, where it is there, and as it is to be.</summary>
internal sealed record Pair<T>(T? Present, T Desired)
    where T : class;

/// <summary>The changes that make what is there what a configuration says, by the order in which they are made.</summary>
public sealed class ConfigurationPlan
{
    private List<RealServerId>? _staySuspended;

    internal List<Pair<IpvsSetting>> Settings { get; } = [];

    internal Pair<IpvsTimeout>? Timeouts { get; set; }

    internal List<IpvsSyncDaemon> StoppedDaemons { get; } = [];

    internal List<ServiceEntry> NewServices { get; } = [];

    internal List<RealServerChange> AddedServers { get; } = [];

    internal List<Pair<IpvsService>> ChangedServices { get; } = [];

    internal List<RealServerChange> ChangedServers { get; } = [];

    internal List<RealServerChange> QuiescedServers { get; } = [];

    internal List<RealServerChange> RemovedServers { get; } = [];

    /// <summary>With the real servers that are in them.</summary>
    internal List<ServiceEntry> RemovedServices { get; } = [];

    /// <summary>
    /// Whether additions, edits and removals may share a datagram: a refused addition then does not keep the rest from being tried, and
    /// all of it is taken back.
    /// </summary>
    internal bool IsSentTogether { get; set; }

    internal List<IpvsSyncDaemon> StartedDaemons { get; } = [];

    /// <summary>Services that the configuration does not name and that stay.</summary>
    internal List<IpvsService> UnmanagedServices { get; } = [];

    /// <summary>Real servers that are suspended and stay at weight 0, though the configuration gives them weight.</summary>
    public List<RealServerId> StaySuspended => _staySuspended ??= [];

    /// <summary>Real servers that the configuration suspends, with their full weights: to be remembered before the changes are
    /// made.</summary>
    /// <returns>None as a rule. Loops, since a query over tens of thousands of values takes as long as reading their file.</returns>
    public IReadOnlyCollection<NewSuspension> FindNewSuspensions()
    {
        List<NewSuspension> found = [];
        foreach (ServiceEntry entry in NewServices)
        {
            for (int i = 0; i < entry.RealServers.Count; i++)
            {
                Note(entry.Id, entry.RealServers[i]);
            }
        }

        foreach (RealServerChange change in AddedServers)
        {
            Note(change.Service.Id, change.Desired);
        }

        foreach (RealServerChange change in ChangedServers)
        {
            if (!change.Present.IsSuspended)
            {
                Note(change.Service.Id, change.Desired);
            }
        }

        return found;

        void Note(IpvsServiceId service, in RealServer server)
        {
            if (server.IsSuspended)
            {
                found.Add(new NewSuspension(RealServerId.Of(service, server), server.Weight));
            }
        }
    }

    /// <summary>How many services go, or are quiesced, because the configuration does not name them.</summary>
    public int PrunedServiceCount { get; set; }

    /// <summary>How many changes there are; a new service's real servers count each.</summary>
    public int Count =>
        Settings.Count
        + (Timeouts is null ? 0 : 1)
        + StoppedDaemons.Count
        + StartedDaemons.Count
        + CountOfNewServices
        + AddedServers.Count
        + ChangedServices.Count
        + ChangedServers.Count
        + QuiescedServers.Count
        + RemovedServers.Count
        + RemovedServices.Count;

    private int CountOfNewServices
    {
        get
        {
            int count = NewServices.Count;
            foreach (ServiceEntry entry in NewServices)
            {
                count += entry.RealServers.Count;
            }

            return count;
        }
    }

    /// <summary>What is there with other settings than the configuration has: an addition cannot be made beside it.</summary>
    public IEnumerable<IpvsChange> Conflicts(NetNamespace? netns) =>
        ChangedServices.Count + ChangedServers.Count + StoppedDaemons.Count == 0
            ? []
            : ChangedServices
                .Select(service => ChangeText.Set(service, netns))
                .Concat(ChangedServers.Select(server => ChangeText.Of(IpvsChangeAction.Set, server, netns)))
                .Concat(StoppedDaemons.Select(daemon => ChangeText.Remove(daemon, netns)));

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
