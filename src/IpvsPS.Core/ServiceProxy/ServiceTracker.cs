using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>
/// Holds a cluster's objects and what they want of this node. An object that comes, changes or goes touches the services that it
/// is about and no others.
/// </summary>
internal sealed class ServiceTracker
{
    private readonly Dictionary<ObjectName, KubernetesService> _services = [];
    private readonly Dictionary<ObjectName, EndpointSlice> _slices = [];
    private readonly Dictionary<ObjectName, List<EndpointSlice>> _slicesOf = [];
    private readonly Dictionary<ObjectName, KubernetesNode> _nodes = [];
    private readonly Dictionary<ObjectName, ServiceRange> _ranges = [];
    private readonly HashSet<ObjectName> _dirty = [];
    private readonly ServiceProxyOptions _options;
    private IReadOnlyList<HostAddress> _host;
    private NodeView? _view;

    /// <param name="options">How this node's services are to be made.</param>
    /// <param name="host">The addresses of the machine, on all links.</param>
    public ServiceTracker(ServiceProxyOptions options, IReadOnlyList<HostAddress> host)
    {
        _options = options;
        _host = host;
    }

    public FirewallMarks Marks { get; } = new();

    /// <summary>What is wanted; as of the last call of <see cref="Update"/>.</summary>
    public DesiredState State { get; } = new();

    public NodeView Node => _view ??= new NodeView(_options, _nodes.Values, _host);

    /// <summary>How many services have been worked out so far: what a change costs.</summary>
    public long DerivedCount { get; private set; }

    /// <summary>The ranges of cluster addresses, of the options and of ServiceCIDR objects.</summary>
    public IEnumerable<AddressRange> ServiceRanges =>
        _options.ServiceRanges.Concat(_ranges.Values.SelectMany(range => range.Ranges)).Distinct();

    /// <summary>Makes room for so many services and slices.</summary>
    public void Reserve(int services, int slices)
    {
        _services.EnsureCapacity(services);
        _dirty.EnsureCapacity(services);
        _slices.EnsureCapacity(slices);
        _slicesOf.EnsureCapacity(Math.Min(services, slices));
    }

    public bool HasService(ObjectName name) => _services.ContainsKey(name);

    /// <summary>Takes an object that has come or changed.</summary>
    public void Put(KubernetesObject item)
    {
        switch (item)
        {
            case KubernetesService service:
                if (!_services.TryGetValue(service.Name, out KubernetesService? former) || !service.HasSameContent(former))
                {
                    _dirty.Add(service.Name);
                }

                _services[service.Name] = service;
                break;
            case EndpointSlice slice:
                PutSlice(slice);
                break;
            case KubernetesNode node:
                Touch(!_nodes.TryGetValue(node.Name, out KubernetesNode? known) || !node.HasSameContent(known));
                _nodes[node.Name] = node;
                break;
            case ServiceRange range:
                _ranges[range.Name] = range;
                break;
        }
    }

    /// <summary>Takes it that an object has gone.</summary>
    public void Remove(KubernetesObject item)
    {
        switch (item)
        {
            case KubernetesService when _services.Remove(item.Name):
                _dirty.Add(item.Name);
                break;
            case EndpointSlice when _slices.Remove(item.Name, out EndpointSlice? slice):
                Unlink(slice);
                break;
            case KubernetesNode:
                Touch(_nodes.Remove(item.Name));
                break;
            case ServiceRange:
                _ranges.Remove(item.Name);
                break;
        }
    }

    /// <summary>Takes a whole list of one kind: what is not in it has gone, and what is there already is no change.</summary>
    /// <param name="items">The list.</param>
    /// <param name="kept">Names that are in the list too, of objects that cannot be read: these stay as they were.</param>
    public void Replace<T>(IReadOnlyCollection<T> items, IReadOnlyCollection<ObjectName>? kept = null)
        where T : KubernetesObject
    {
        HashSet<ObjectName> names = [.. items.Select(item => item.Name), .. kept ?? []];
        IEnumerable<KubernetesObject> held =
            typeof(T) == typeof(KubernetesService) ? _services.Values
            : typeof(T) == typeof(EndpointSlice) ? _slices.Values
            : typeof(T) == typeof(KubernetesNode) ? _nodes.Values
            : _ranges.Values;
        foreach (KubernetesObject gone in held.Where(item => !names.Contains(item.Name)).ToList())
        {
            Remove(gone);
        }

        foreach (T item in items)
        {
            Put(item);
        }
    }

    /// <summary>Takes the addresses that the machine has now.</summary>
    public void SetHost(IReadOnlyList<HostAddress> host)
    {
        Touch(!_host.SequenceEqual(host));
        _host = host;
    }

    /// <summary>Works out what the changes since the last call mean.</summary>
    public ServiceProxyChanges Update()
    {
        Derive();
        return State.TakeChanges();
    }

    /// <summary>The same for the first objects: all that they want is new, and nobody asks what came.</summary>
    public void Begin()
    {
        State.Reserve(_services.Count);
        State.NotesChanges = false;
        Derive();
        State.NotesChanges = true;
    }

    private void Derive()
    {
        // In the order of their names, so that firewall marks are the same for the same objects.
        foreach (ObjectName name in _dirty.Count == 1 ? _dirty : (IEnumerable<ObjectName>)_dirty.Order())
        {
            if (_services.TryGetValue(name, out KubernetesService? service))
            {
                DerivedCount++;
                State.Put(ServiceDerivation.Derive(service, SlicesOf(name), Node, Marks));
            }
            else
            {
                State.Remove(name);
                Marks.Release(name);
            }
        }

        _dirty.Clear();
    }

    private void PutSlice(EndpointSlice slice)
    {
        if (_slices.TryGetValue(slice.Name, out EndpointSlice? former))
        {
            if (slice.HasSameContent(former))
            {
                return;
            }

            Unlink(former);
        }

        _slices[slice.Name] = slice;
        if (slice.IsUsed)
        {
            if (!_slicesOf.TryGetValue(slice.Service, out List<EndpointSlice>? slices))
            {
                _slicesOf[slice.Service] = slices = [];
            }

            slices.Add(slice);
            _dirty.Add(slice.Service);
        }
    }

    private void Unlink(EndpointSlice slice)
    {
        if (slice.IsUsed && _slicesOf.TryGetValue(slice.Service, out List<EndpointSlice>? slices))
        {
            slices.RemoveAll(one => one.Name == slice.Name);
            _dirty.Add(slice.Service);
            if (slices.Count == 0)
            {
                _slicesOf.Remove(slice.Service);
            }
        }
    }

    private IReadOnlyCollection<EndpointSlice> SlicesOf(ObjectName service)
    {
        if (!_slicesOf.TryGetValue(service, out List<EndpointSlice>? slices))
        {
            return [];
        }

        slices.Sort(
            (left, right) =>
                left.ResourceVersion.CompareTo(right.ResourceVersion) is not 0 and var order ? order : left.Name.CompareTo(right.Name)
        );
        return slices;
    }

    /// <summary>A change of nodes or of the machine's addresses is about every service.</summary>
    private void Touch(bool isChanged)
    {
        if (isChanged)
        {
            _view = null;
            _dirty.UnionWith(_services.Keys);
        }
    }
}
