using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>The services that a call is about, with their real servers as the kernel has them now.</summary>
internal sealed class ServiceView
{
    private readonly Dictionary<IpvsServiceId, IpvsService> _services = [];
    private readonly Dictionary<RealServerId, RealServer> _servers = [];

    /// <summary>Reads the services of real servers. Those that are not there are left out.</summary>
    public ServiceView(IpvsClient client, IEnumerable<RealServerId> servers)
    {
        var rows = new List<RealServer>();
        foreach (IpvsServiceId id in servers.Select(server => server.Service).Distinct())
        {
            if (client.FindService(id) is { } service)
            {
                _services.Add(id, service);
                client.ReadRealServers(id, rows);
                rows.ForEach(row => _servers[RealServerId.Of(id, row)] = row);
            }
        }
    }

    /// <summary>The weights of all real servers of these services.</summary>
    public Dictionary<RealServerId, int> Weights => _servers.ToDictionary(pair => pair.Key, pair => pair.Value.Weight);

    public IpvsService? Service(IpvsServiceId id) => _services.GetValueOrDefault(id);

    public bool TryGet(RealServerId id, out RealServer server) => _servers.TryGetValue(id, out server);

    /// <summary>Whether a service has a real server that takes new connections, as far as is told.</summary>
    public bool TakesConnections(IpvsServiceId service) =>
        _servers.Any(pair => pair.Key.Service == service && pair.Value is { Weight: > 0, IsOverloaded: false });

    /// <summary>The sum of the weights of a service's real servers.</summary>
    public long WeightOf(IpvsServiceId service) => _servers.Where(pair => pair.Key.Service == service).Sum(pair => (long)pair.Value.Weight);

    /// <summary>Notes a weight that was written.</summary>
    public void SetWeight(RealServerId id, int weight) => _servers[id] = _servers[id] with { Weight = weight };
}
