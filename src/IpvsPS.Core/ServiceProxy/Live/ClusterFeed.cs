using System.Text.Json;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>The kinds of objects that a proxy follows.</summary>
public enum ClusterKind
{
    /// <summary>Services.</summary>
    Service,

    /// <summary>Their endpoints.</summary>
    EndpointSlice,

    /// <summary>Nodes.</summary>
    Node,

    /// <summary>The ranges of cluster addresses.</summary>
    ServiceRange,
}

/// <summary>
/// Takes a cluster's objects from those who watch it, on any thread, and keeps them until they are asked for: of an object that changes
/// often only the last state waits, so that a flood takes no more room than the cluster has objects.
/// </summary>
public sealed class ClusterFeed : IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<ClusterKind, PendingKind> _pending;
    private readonly HashSet<ClusterKind> _unlisted;
    private readonly AutoResetEvent _changed = new(false);
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private List<ServiceProxyEvent> _problems = [];
    private List<DateTimeOffset> _triggers = [];

    /// <summary>Makes one that waits for lists.</summary>
    /// <param name="kinds">The kinds that will be listed: before all are, nothing is known of the cluster.</param>
    public ClusterFeed(IEnumerable<ClusterKind> kinds)
    {
        _unlisted = [.. kinds];
        _pending = _unlisted.ToDictionary(kind => kind, _ => new PendingKind());
    }

    /// <summary>Whether every kind has been listed once.</summary>
    public bool IsListed
    {
        get
        {
            lock (_gate)
            {
                return _unlisted.Count == 0;
            }
        }
    }

    /// <summary>How many changed services, and how many changed slices wait.</summary>
    public (int Services, int Slices) PendingCount
    {
        get
        {
            lock (_gate)
            {
                return (CountOf(ClusterKind.Service), CountOf(ClusterKind.EndpointSlice));
            }
        }
    }

    /// <summary>Set when something waits.</summary>
    internal WaitHandle Changed => _changed;

    /// <summary>Takes the whole list of a kind: what is not in it has gone.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="items">Its items; they are read during the call.</param>
    public void Replace(ClusterKind kind, IReadOnlyList<JsonElement> items)
    {
        var reader = new ObjectReader();
        var list = new PendingKind { List = new List<KubernetesObject>(items.Count) };
        foreach (JsonElement item in items)
        {
            if (reader.ReadObject(item, ListedAs(kind)) is { } read && KindOf(read) == kind)
            {
                list.List.Add(read);
            }
            else if (NameOf(item) is { } name)
            {
                list.Kept.Add(name);
            }
        }

        lock (_gate)
        {
            list.Changes = _pending[kind].Changes + 1;
            _pending[kind] = list;
            _unlisted.Remove(kind);
            _problems.AddRange(reader.Events);
        }

        _changed.Set();
    }

    /// <summary>Takes an object that came or changed; one that cannot be read stays as it was.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="item">The object, which is read during the call.</param>
    public void Put(ClusterKind kind, JsonElement item)
    {
        var reader = new ObjectReader();
        KubernetesObject? read = reader.ReadObject(item, ListedAs(kind));
        lock (_gate)
        {
            _problems.AddRange(reader.Events);
            if (read is not null && KindOf(read) == kind)
            {
                _pending[kind].Set(read.Name, read);
                if (read is EndpointSlice { TriggerTime: { } time } && time > _started)
                {
                    _triggers.Add(time);
                }
            }
        }

        _changed.Set();
    }

    /// <summary>Takes it that an object has gone.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="item">The object as it was.</param>
    public void Remove(ClusterKind kind, JsonElement item)
    {
        if (NameOf(item) is not { } name)
        {
            return;
        }

        lock (_gate)
        {
            _pending[kind].Set(name, null);
        }

        _changed.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    /// <summary>All that waits; it waits no longer.</summary>
    internal FeedBatch Take()
    {
        lock (_gate)
        {
            var batch = new FeedBatch(new Dictionary<ClusterKind, PendingKind>(_pending), _problems, _triggers);
            foreach (ClusterKind kind in batch.Kinds.Keys)
            {
                _pending[kind] = new PendingKind();
            }

            (_problems, _triggers) = ([], []);
            return batch;
        }
    }

    private int CountOf(ClusterKind kind) => _pending.TryGetValue(kind, out PendingKind? pending) ? pending.Count : 0;

    private static ObjectKind ListedAs(ClusterKind kind) =>
        ObjectKind.Of(
            kind switch
            {
                ClusterKind.Service => "Service",
                ClusterKind.EndpointSlice => "EndpointSlice",
                ClusterKind.Node => "Node",
                _ => "ServiceCIDR",
            },
            null
        );

    private static ClusterKind? KindOf(KubernetesObject item) =>
        item switch
        {
            KubernetesService => ClusterKind.Service,
            EndpointSlice => ClusterKind.EndpointSlice,
            KubernetesNode => ClusterKind.Node,
            ServiceRange => ClusterKind.ServiceRange,
            _ => null,
        };

    private static ObjectName? NameOf(JsonElement item)
    {
        try
        {
            ObjectFields metadata = new ObjectFields(item, null).Object("metadata");
            return metadata.Text("name") is { } name ? new ObjectName(metadata.Text("namespace") ?? string.Empty, name) : null;
        }
        catch (Exception e) when (e is ObjectFieldException or InvalidOperationException)
        {
            return null;
        }
    }
}
