using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>Works out what a sync is to do: of everything, or of a few services whose real servers have changed.</summary>
internal sealed class SyncPlanner(
    ServiceProxyKernel kernel,
    AddressWork addresses,
    StateDirectory directory,
    CancellationToken cancellation
)
{
    /// <summary>Compares everything.</summary>
    /// <param name="tracker">What services want.</param>
    /// <param name="settings">How to go about it.</param>
    /// <param name="before">What the proxy holds.</param>
    /// <param name="refused">Services that the kernel has refused: they are left out.</param>
    public ServiceProxyPlan Whole(
        ServiceTracker tracker,
        SyncSettings settings,
        OwnershipRecord before,
        IReadOnlySet<IpvsServiceId> refused
    )
    {
        ServiceProxyOptions options = tracker.Node.Options;
        var state = new KernelState(kernel.Ipvs, kernel.OpenSettings);
        var planner = new TablePlanner(tracker.State, state, before, Options(tracker, settings, refused));
        planner.Run();
        WantedAddresses wanted = AddressPlanner.Plan(tracker.State.Addresses, tracker.ServiceRanges, tracker.Node);
        bool hasIPv6 = tracker.State.Services.Any(service => service.Id.Family == AddressFamily.IPv6);
        var plan = new ServiceProxyPlan(tracker.State)
        {
            Table = planner.Plan,
            Gone = planner.Gone,
            Adopted = planner.Adopted,
            Before = before,
            After = planner.After,
            Sysctls = SysctlPlanner.Compare(
                SysctlPlanner.Wanted(options, settings.IsStrictArp, hasIPv6, Environment.OSVersion.Version),
                kernel.ReadSysctl
            ),
            Events =
            [
                .. tracker.State.Events,
                .. wanted.Events,
                .. planner.Events,
                .. FindMachine(tracker.Node),
                .. FilterWork.FindForeignDrops(kernel),
            ],
        };
        addresses.Compare(plan, wanted);
        FilterWork.Compare(plan, tracker, wanted, kernel.Filter, cancellation);
        foreach (SysctlChange sysctl in plan.Sysctls)
        {
            plan.After.Sysctls.TryAdd(sysctl.Path, sysctl.Present);
        }

        plan.After.Marks.Clear();
        foreach ((PortKey key, uint mark) in tracker.Marks.All)
        {
            plan.After.Marks[key] = mark;
        }

        return plan;
    }

    /// <summary>Compares the services of a few changes; null where these are about more than real servers and settings.</summary>
    /// <param name="tracker">What services want.</param>
    /// <param name="changes">What has changed in it.</param>
    /// <param name="settings">How to go about it.</param>
    /// <param name="record">What the proxy holds; real servers that end are written into it.</param>
    public ServiceProxyPlan? Changes(ServiceTracker tracker, ServiceProxyChanges changes, SyncSettings settings, OwnershipRecord record)
    {
        bool isAboutServers =
            changes.AddedAddresses.Count + changes.RemovedAddresses.Count == 0
            && changes.Services.TrueForAll(one => one.Before is not null && one.After is not null);
        if (!isAboutServers)
        {
            return null;
        }

        List<VirtualService> services = changes.Services.ConvertAll(one => one.After!);
        var state = new ServicesState(kernel.Ipvs, services);
        var planner = new TablePlanner(tracker.State, state, record, Options(tracker, settings, new HashSet<IpvsServiceId>()), record);
        planner.Run(services);
        planner.Plan.IsSentTogether = true;
        bool isFiltered = tracker.Node.Options.Masquerade != MasqueradeMode.None;
        return new ServiceProxyPlan(tracker.State)
        {
            Table = planner.Plan,
            Adopted = planner.Adopted,
            Before = record,
            After = record,
            HasSameRecord = !planner.HasOtherDrains && !planner.HasOtherNames && planner.Adopted.Count == 0,
            Filter = isFiltered ? new FirewallPlan(false, changes.AddedElements, changes.RemovedElements) : FirewallPlan.Nothing,
            Events = planner.Events,
        };
    }

    /// <summary>That this machine is not the node that it is said to be: endpoints are taken for local that are not, and the other way
    /// round.</summary>
    internal static IEnumerable<ServiceProxyEvent> FindMachine(NodeView node) =>
        node.MissingAddresses.Length == 0
            ? []
            :
            [
                new ServiceProxyEvent(
                    ServiceProxyEventCode.NodeElsewhere,
                    $"Node {ServiceProxyEvent.Show(node.Options.NodeName)}",
                    "status.addresses",
                    string.Join(", ", node.MissingAddresses)
                ),
            ];

    private TablePlanOptions Options(ServiceTracker tracker, SyncSettings settings, IReadOnlySet<IpvsServiceId> refused)
    {
        SuspensionTable? suspended = SuspensionTable.File(directory, kernel.Identity).Read();
        var flows = new LiveFlows(kernel.OpenConnections, kernel.Ipvs.GetTimeouts);
        return new TablePlanOptions(DateTimeOffset.UtcNow, settings.DrainTimeout)
        {
            ExcludeRanges = tracker.Node.Options.ExcludeRanges,
            Refused = refused,
            IsSuspended = (id, weight) => suspended?.Find(id, weight) is not null,
            Drains = flows.Counts,
        };
    }

    /// <summary>Some services of the kernel's table, each asked for by itself.</summary>
    private sealed class ServicesState(IpvsClient client, List<VirtualService> services) : CurrentState
    {
        public override NetNamespace? NetNamespace => client.NetNamespace;

        // One that somebody has removed is made again.
        public override List<IpvsService> ListServices() =>
            [.. services.Select(service => client.FindService(service.Id)).OfType<IpvsService>()];

        public override void ReadRealServers(IpvsService service, List<RealServer> rows) => client.ReadRealServers(service.Id, rows);

        public override IpvsTimeout? GetTimeouts() => null;

        public override List<IpvsSyncDaemon>? ListSyncDaemons() => null;

        public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names) => [];
    }
}
