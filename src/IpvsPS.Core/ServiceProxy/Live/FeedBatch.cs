using System.Diagnostics;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>What waits of one kind.</summary>
internal sealed class PendingKind
{
    /// <summary>The whole list, on which the changes follow; null where there is none.</summary>
    public List<KubernetesObject>? List { get; init; }

    /// <summary>Objects of the list that cannot be read.</summary>
    public HashSet<ObjectName> Kept { get; } = [];

    /// <summary>The last state of each object that changed, null for one that went, and when the first of its changes came.</summary>
    public Dictionary<ObjectName, (KubernetesObject? Item, long Arrived)> Objects { get; } = [];

    /// <summary>How many changes came.</summary>
    public int Changes { get; set; }

    public int Count => Objects.Count + (List?.Count ?? 0);

    public void Set(ObjectName name, KubernetesObject? item)
    {
        Changes++;
        Objects[name] = (item, Objects.TryGetValue(name, out var former) ? former.Arrived : Stopwatch.GetTimestamp());
    }
}

/// <summary>What waited.</summary>
/// <param name="Kinds">By kind.</param>
/// <param name="Problems">What is wrong with objects.</param>
/// <param name="Triggers">When the changes began for which slices were written.</param>
internal sealed record FeedBatch(
    Dictionary<ClusterKind, PendingKind> Kinds,
    List<ServiceProxyEvent> Problems,
    List<DateTimeOffset> Triggers
)
{
    /// <summary>When the changes came, as the system's clock counts.</summary>
    public IEnumerable<long> Arrivals => Kinds.Values.SelectMany(kind => kind.Objects.Values).Select(change => change.Arrived);

    public bool IsEmpty => Problems.Count == 0 && Kinds.Values.All(kind => kind.List is null && kind.Objects.Count == 0);

    /// <summary>The objects of the lists and of the changes, as they are now.</summary>
    public List<KubernetesObject> Objects()
    {
        var objects = new List<KubernetesObject>();
        foreach (PendingKind kind in Kinds.Values)
        {
            objects.AddRange((kind.List ?? []).Where(item => !kind.Objects.ContainsKey(item.Name)));
            objects.AddRange(kind.Objects.Values.Select(change => change.Item).OfType<KubernetesObject>());
        }

        return objects;
    }

    /// <summary>Hands all to a tracker, as a difference to what it holds.</summary>
    public void Apply(ServiceTracker tracker)
    {
        foreach ((ClusterKind kind, PendingKind pending) in Kinds)
        {
            if (pending.List is { } list)
            {
                Replace(tracker, kind, list, pending.Kept);
            }

            foreach ((ObjectName name, (KubernetesObject? item, _)) in pending.Objects)
            {
                if (item is not null)
                {
                    tracker.Put(item);
                }
                else
                {
                    tracker.Remove(Named(kind, name));
                }
            }
        }
    }

    private static void Replace(ServiceTracker tracker, ClusterKind kind, List<KubernetesObject> list, HashSet<ObjectName> kept)
    {
        switch (kind)
        {
            case ClusterKind.Service:
                tracker.Replace(list.ConvertAll(item => (KubernetesService)item), kept);
                break;
            case ClusterKind.EndpointSlice:
                tracker.Replace(list.ConvertAll(item => (EndpointSlice)item), kept);
                break;
            case ClusterKind.Node:
                tracker.Replace(list.ConvertAll(item => (KubernetesNode)item), kept);
                break;
            default:
                tracker.Replace(list.ConvertAll(item => (ServiceRange)item), kept);
                break;
        }
    }

    private static KubernetesObject Named(ClusterKind kind, ObjectName name) =>
        kind switch
        {
            ClusterKind.Service => new KubernetesService(name),
            ClusterKind.EndpointSlice => new EndpointSlice(name, string.Empty),
            ClusterKind.Node => new KubernetesNode(name),
            _ => new ServiceRange(name, []),
        };
}
