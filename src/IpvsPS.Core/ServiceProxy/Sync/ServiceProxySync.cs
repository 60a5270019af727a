using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>What a sync could not do; the rest is done.</summary>
/// <param name="Target">What it was about, such as <c>TCP 10.96.0.10:53</c>.</param>
/// <param name="Refusal">What the kernel said.</param>
public readonly record struct ServiceProxyRefusal(string Target, NetlinkException Refusal);

/// <summary>
/// Makes a node's kernel hold what its Kubernetes services want, in one namespace. Whatever it makes is first noted in a record, so that
/// a sync after one that was cut off anywhere makes all right.
/// </summary>
public sealed partial class ServiceProxySync : IDisposable
{
    /// <summary>A service that the kernel refuses is left out and the rest tried again, so often.</summary>
    private const int MostAttempts = 5;

    private readonly ServiceProxyKernel _kernel;
    private readonly StateFile<OwnershipRecord> _file;
    private readonly StateTransaction<OwnershipRecord>? _transaction;
    private readonly AddressWork _addresses;
    private readonly SyncPlanner _planner;
    private readonly CancellationToken _cancellation;

    internal ServiceProxySync(ServiceProxyKernel kernel, StateDirectory directory, bool isReadOnly, CancellationToken cancellation)
    {
        _kernel = kernel;
        _cancellation = cancellation;
        _file = new StateFile<OwnershipRecord>(directory, OwnershipFormat.Instance, kernel.Identity);
        _transaction = isReadOnly ? null : _file.Begin(cancellation);
        _addresses = new AddressWork(kernel.Links);
        _planner = new SyncPlanner(kernel, _addresses, directory, cancellation);
    }

    /// <summary>Opens a namespace. Others that would change its services wait until this is disposed.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="directory">Where the record lies.</param>
    /// <param name="isReadOnly">Only plans are made: no lock is taken and nothing is written.</param>
    /// <param name="cancellation">Ends the waiting for the kernel.</param>
    /// <returns>The namespace's services, to be disposed.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The kernel has no IPVS, or refused a socket.</exception>
    /// <exception cref="StateException">The record could not be read, or another process holds it.</exception>
    public static ServiceProxySync Open(NetNamespaceHandle netns, StateDirectory directory, bool isReadOnly, CancellationToken cancellation)
    {
        var kernel = new ServiceProxyKernel(netns, cancellation);
        ServiceProxySync? sync = null;
        try
        {
            // Who may not ask IPVS is told so, and not that the record cannot be written.
            kernel.Ipvs.GetTimeouts();
            sync = new ServiceProxySync(kernel, directory, isReadOnly, cancellation);
            sync.AwaitLeftPrograms();
            return sync;
        }
        catch
        {
            sync?._transaction?.Dispose();
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of the machine, on all links.</summary>
    /// <returns>Each address with the name of its link.</returns>
    public IReadOnlyList<HostAddress> ReadHost() => _kernel.ReadHost();

    /// <summary>Works out what objects want in this namespace; what was made of them before keeps its firewall marks.</summary>
    /// <param name="input">The objects.</param>
    /// <param name="options">How this node's services are to be made.</param>
    /// <returns>What services want.</returns>
    public ClusterState Read(ServiceProxyInput input, ServiceProxyOptions options) => new(input, options, ReadHost(), Record.Marks);

    internal OwnershipRecord Record => (_transaction is null ? _file.Read() : _transaction.Content) ?? new OwnershipRecord();

    internal ServiceProxyKernel Kernel => _kernel;

    /// <summary>Compares what services want with what is there.</summary>
    /// <param name="cluster">What services want.</param>
    /// <param name="settings">How to go about it.</param>
    /// <returns>The changes, which need not be made.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    /// <exception cref="FirewallException">The packet filter could not be read.</exception>
    public ServiceProxyPlan Plan(ClusterState cluster, SyncSettings settings) =>
        _planner.Whole(cluster.Tracker, settings, Record, new HashSet<IpvsServiceId>());

    /// <summary>
    /// Compares what changed objects want with what is there: of services whose real servers alone change nothing else is read, so that
    /// the work does not grow with the table. An error of the changes is mended by a plan of the whole.
    /// </summary>
    /// <param name="cluster">What services want, after a plan of the whole was applied.</param>
    /// <param name="changed">The objects that came or changed.</param>
    /// <param name="settings">How to go about it.</param>
    /// <returns>The changes, to be made before the next plan.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    /// <exception cref="FirewallException">The packet filter could not be read.</exception>
    public ServiceProxyPlan PlanChanges(ClusterState cluster, ServiceProxyInput changed, SyncSettings settings)
    {
        ServiceTracker tracker = cluster.Tracker;
        changed.Objects.ForEach(tracker.Put);
        return PlanChanges(cluster, tracker.Update(), settings);
    }

    /// <summary>Makes the changes of a plan.</summary>
    /// <param name="cluster">What services want.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="settings">How to go about it.</param>
    /// <returns>What the kernel refused; the rest is done.</returns>
    /// <exception cref="StateException">The record could not be written; nothing was changed.</exception>
    /// <exception cref="FirewallException">The packet filter refused; nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">A stop; what was done is in the record.</exception>
    public IReadOnlyList<ServiceProxyRefusal> Apply(ClusterState cluster, ServiceProxyPlan plan, SyncSettings settings)
    {
        ServiceTracker tracker = cluster.Tracker;
        var refusals = new List<ServiceProxyRefusal>();
        HashSet<IpvsServiceId> refused = [];
        for (int attempt = 0; ; attempt++)
        {
            List<ApplyRefusal> table = Apply(plan, tracker, refusals);
            if (table.Count == 0)
            {
                return refusals;
            }

            refusals.AddRange(table.Select(one => new ServiceProxyRefusal(one.Target.ToString() ?? string.Empty, one.Exception)));
            int before = refused.Count;
            refused.UnionWith(table.Select(one => IdOf(one.Target)).OfType<IpvsServiceId>());
            if (attempt == MostAttempts || refused.Count == before)
            {
                return refusals;
            }

            plan = _planner.Whole(tracker, settings, Record, refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction?.Dispose();
        _kernel.Dispose();
    }

    /// <summary>Rules and sets first, then services, then addresses; removals the other way round.</summary>
    private List<ApplyRefusal> Apply(ServiceProxyPlan plan, ServiceTracker tracker, List<ServiceProxyRefusal> refusals)
    {
        Note(plan, Union);
        AddFilter(plan);
        foreach (SysctlChange sysctl in plan.Sysctls)
        {
            _kernel.WriteSysctl(sysctl.Path, sysctl.Wanted);
        }

        HashSet<ObjectName> flowing = StaleFlows.ServicesOf(plan);
        ConfigurationPlan removals = TakeRemovedServices(plan.Table);
        List<ApplyRefusal> refused = Apply(plan.Table);
        if (refused.Count > 0)
        {
            return refused;
        }

        Keep(_addresses.Add(plan, tracker.Node.PrimaryHostAddress), refusals);
        Keep(_addresses.Remove(plan), refusals);
        refused = Apply(removals);
        if (refused.Count > 0)
        {
            return refused;
        }

        FilterWork.Remove(plan, _kernel.Filter, _cancellation);
        ForgetFlows(flowing, plan, tracker);
        plan.After.Forget(plan.Gone);
        Note(plan, static (_, after) => after);
        return [];
    }

    /// <summary>Of a sync that was killed, a program that still changes the packet filter would come after what is compared now. It
    /// was noted before it was started, and whoever else changes this namespace waits for the lock.</summary>
    private void AwaitLeftPrograms()
    {
        if (_transaction is not null && Record.HasFilter)
        {
            _kernel.Filter.AwaitLeft(_cancellation);
        }
    }

    /// <summary>The packet filter comes first: where it refuses, nothing has been changed, and what was noted is taken back.</summary>
    private void AddFilter(ServiceProxyPlan plan)
    {
        try
        {
            FilterWork.Add(plan, _kernel.Filter, _cancellation);
        }
        catch (FirewallException e) when (e.Error != FirewallError.TimedOut)
        {
            Note(plan, static (before, _) => before);
            throw;
        }
    }

    private List<ApplyRefusal> Apply(ConfigurationPlan plan)
    {
        if (plan.Count == 0)
        {
            return [];
        }

        ApplyResult result = ConfigurationApply.Run(plan, _kernel.Ipvs, _kernel.Reconnect, _kernel.OpenSettings);
        _cancellation.ThrowIfCancellationRequested();
        return result.Refusals;
    }

    private static ConfigurationPlan TakeRemovedServices(ConfigurationPlan plan)
    {
        var removals = new ConfigurationPlan();
        removals.RemovedServices.AddRange(plan.RemovedServices);
        plan.RemovedServices.Clear();
        return removals;
    }

    private static void Keep(List<(string Target, NetlinkException Refusal)> refused, List<ServiceProxyRefusal> refusals) =>
        refusals.AddRange(refused.Select(one => new ServiceProxyRefusal(one.Target, one.Refusal)));

    private void Note(ServiceProxyPlan plan, Func<OwnershipRecord, OwnershipRecord, OwnershipRecord> choose)
    {
        if (plan.HasSameRecord)
        {
            return;
        }

        // A plan of changes has written into the record itself: there is no former one to compare.
        OwnershipRecord record = choose(plan.Before, plan.After);
        if (ReferenceEquals(plan.Before, plan.After) || !record.HasSameContent(Record))
        {
            _transaction!.Save(record.IsEmpty ? null : record);
        }
    }

    private static OwnershipRecord Union(OwnershipRecord before, OwnershipRecord after)
    {
        if (before.IsEmpty)
        {
            return after;
        }

        OwnershipRecord both = after.Copy();
        both.Services.UnionWith(before.Services);
        both.Addresses.UnionWith(before.Addresses);
        both.Routes.UnionWith(before.Routes);
        both.HasLink |= before.HasLink;
        both.HasFilter |= before.HasFilter;
        return both;
    }

    private static IpvsServiceId? IdOf(object target) =>
        target switch
        {
            IpvsService service => service.Id,
            IpvsRealServer server => server.ServiceId,
            _ => null,
        };
}
