using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Session;
using IpvsPS.State;

namespace IpvsPS.Screen;

/// <summary>
/// The table of one namespace as the screen shows it. A table of thousands of services takes longer to read than may be spent on it
/// every two seconds: the services are read each time, and the real servers of those that are seen; those of the others are read in
/// turn, as many as there is time for.
/// </summary>
internal sealed class ScreenTable : IDisposable
{
    private readonly NetNamespaceHandle _netns;
    private readonly TimeProvider _clock;
    private readonly List<ServiceFilter> _wanted = [];
    private readonly Dictionary<IpvsServiceId, ScreenService> _known = [];
    private readonly List<CountedRealServer> _rows = [];
    private readonly TableRecords _records;
    private List<ScreenService> _services = [];
    private List<CountedService>? _listing;
    private IpvsClient? _client;
    private long _now;
    private int _reading;
    private int _turn;

    /// <param name="netns">The namespace; it is duplicated.</param>
    /// <param name="clock">The monotonic clock.</param>
    public ScreenTable(NetNamespaceHandle netns, TimeProvider clock)
    {
        _netns = netns.Duplicate();
        _clock = clock;
        Name = NetNamespaceText.Of(netns.Namespace) ?? string.Empty;
        _records = new TableRecords(netns.Identity);
    }

    /// <summary>The namespace.</summary>
    public NetNamespaceHandle Namespace => _netns;

    /// <summary>The namespace in words; empty for the home namespace.</summary>
    public string Name { get; }

    /// <summary>The services that are wanted, in the order of <c>ipvsadm -Ln</c>.</summary>
    public IReadOnlyList<ScreenService> Services => _services;

    /// <summary>The sync daemons that run.</summary>
    public IReadOnlyList<IpvsSyncDaemon> SyncDaemons { get; private set; } = [];

    /// <summary>Adds to what is wanted.</summary>
    public void Want(ServiceFilter services) => _wanted.Add(services);

    public void Dispose()
    {
        _client?.Dispose();
        _netns.Dispose();
    }

    /// <summary>Reads the services with their counters.</summary>
    /// <exception cref="NetNamespaceException">The namespace has gone.</exception>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    /// <exception cref="StateException">What is remembered cannot be read.</exception>
    public void ReadServices(CancellationToken cancellation)
    {
        _netns.ThrowIfGone();
        _client ??= IpvsClient.Open(_netns, cancellation);
        _records.Read();
        _reading++;
        _now = _clock.GetTimestamp();
        SyncDaemons = _client.ListSyncDaemons();
        var services = new List<ScreenService>(_services.Count);
        _listing = _client.ListCountedServices(_listing);
        foreach (CountedService counted in _listing)
        {
            IpvsServiceId id = counted.Service.Id;
            if (!_wanted.Exists(wanted => wanted.Matches(id)))
            {
                continue;
            }

            if (!_known.TryGetValue(id, out ScreenService? service))
            {
                _known.Add(id, service = new ScreenService(id, Name));
            }

            service.Service = counted.Service;
            service.Kubernetes = _records.KubernetesOf(id);
            service.Reading = _reading;
            service.Counter.Note(counted.Counters, _now, _clock);
            services.Add(service);
        }

        _services = services;
        Forget();
    }

    /// <summary>Reads the real servers of a service, unless that was done since its service was read.</summary>
    /// <returns>Whether they were read.</returns>
    public bool ReadServers(ScreenService service)
    {
        if (service.ServerReading == _reading)
        {
            return false;
        }

        _client!.ReadCountedServers(service.Id, _rows);
        service.TakeServers(_rows, _reading, _clock.GetTimestamp(), _clock, Find);
        return true;
    }

    /// <summary>Reads the real servers of other services, from where it ended the last time, until the time is over.</summary>
    /// <param name="time">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public void ReadInTurn(TimeSpan time, CancellationToken cancellation)
    {
        long started = _clock.GetTimestamp();
        for (int done = 0; done < _services.Count && _clock.GetElapsedTime(started) < time; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            _turn = (_turn + 1) % _services.Count;
            ReadServers(_services[_turn]);
        }
    }

    private (Suspension? Suspension, RealServerHealth? Health) Find(RealServerId id, int weight) =>
        (_records.SuspensionOf(id, weight), _records.HealthOf(id));

    private void Forget()
    {
        if (_known.Count > _services.Count)
        {
            foreach ((IpvsServiceId id, ScreenService service) in _known)
            {
                if (service.Reading != _reading)
                {
                    _known.Remove(id);
                }
            }
        }
    }
}
