using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <content>What goes on for ever: changes that have been worked out already, and real servers that end.</content>
public sealed partial class ServiceProxySync
{
    /// <summary>Real servers that end, with the time (UTC) at which they are removed whatever connections they have.</summary>
    internal IReadOnlyDictionary<State.RealServerId, DateTimeOffset> Draining => Record.Draining;

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
}
