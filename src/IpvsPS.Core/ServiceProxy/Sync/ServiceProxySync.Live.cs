using System.Diagnostics;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <content>What goes on for ever: changes that have been worked out already, and real servers that end.</content>
public sealed partial class ServiceProxySync
{
    private Action<AddressFamily, TimeSpan, int>? _forgotFlows;

    /// <summary>Opens a namespace to change it.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="directory">Where the record lies.</param>
    /// <param name="forgotFlows">Is told how long it took to look through a family's tracked flows, and how many were forgotten.</param>
    /// <param name="cancellation">Ends the waiting for the kernel.</param>
    internal static ServiceProxySync Open(
        NetNamespaceHandle netns,
        StateDirectory directory,
        Action<AddressFamily, TimeSpan, int> forgotFlows,
        CancellationToken cancellation
    )
    {
        ServiceProxySync sync = Open(netns, directory, isReadOnly: false, cancellation);
        sync._forgotFlows = forgotFlows;
        return sync;
    }

    /// <summary>Real servers that end, with the time (UTC) at which they are removed whatever connections they have.</summary>
    internal IReadOnlyDictionary<RealServerId, DateTimeOffset> Draining => Record.Draining;

    /// <summary>Works out what objects want of the machine as it is.</summary>
    internal ClusterState Begin(List<KubernetesObject> objects, ServiceProxyOptions options, IReadOnlyList<HostAddress> host) =>
        new(objects, options, host, Record.Marks);

    /// <summary>Compares what has changed with what is there, or all, where that is more than real servers.</summary>
    internal ServiceProxyPlan PlanChanges(ClusterState cluster, ServiceProxyChanges changes, SyncSettings settings) =>
        _planner.Changes(cluster.Tracker, changes, settings, Record) ?? Plan(cluster, settings);

    /// <summary>Compares the services alone that have real servers that end.</summary>
    internal ServiceProxyPlan PlanDraining(ClusterState cluster, SyncSettings settings)
    {
        IEnumerable<VirtualService> services = Draining
            .Keys.Select(server => server.Service)
            .Distinct()
            .Select(cluster.Tracker.State.Find)
            .OfType<VirtualService>();
        List<VirtualServiceChange> changes = [.. services.Select(service => new VirtualServiceChange(service, service))];
        return PlanChanges(cluster, new ServiceProxyChanges(changes, [], [], [], []), settings);
    }

    /// <summary>Has conntrack forget UDP flows that would go on past what is there now.</summary>
    private void ForgetFlows(HashSet<ObjectName> services, ServiceProxyPlan plan, ServiceTracker tracker)
    {
        using ConntrackClient? conntrack = services.Count == 0 ? null : _kernel.OpenConntrack();
        if (conntrack is not null)
        {
            InetAddress[] ending = [.. plan.After.Draining.Keys.Select(server => server.Address)];
            foreach (AddressFamily family in FirewallWords.Families)
            {
                long began = Stopwatch.GetTimestamp();
                List<UdpFlow> stale = StaleFlows.Choose(conntrack.List(family), services, tracker, ending);
                conntrack.Remove(stale);
                _forgotFlows?.Invoke(family, Stopwatch.GetElapsedTime(began), stale.Count);
            }
        }
    }
}
