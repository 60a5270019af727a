using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Objects;
using IpvsPS.Session;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Commands;

/// <summary>The table of one namespace that Watch-IpvsStatistic reads again and again, and what is wanted of it.</summary>
internal sealed class WatchedTable : IDisposable
{
    private readonly NetNamespaceHandle _netns;
    private readonly List<(ServiceFilter Services, EndpointFilter Servers)> _wanted = [];
    private readonly TableReading _reading = new();
    private readonly CounterHistory _history = new(TimeProvider.System);
    private readonly TableRecords _records;
    private readonly bool _hasServers;
    private IpvsClient? _client;

    /// <param name="netns">The namespace; it is duplicated.</param>
    /// <param name="hasServers">Whether real servers follow their services.</param>
    public WatchedTable(NetNamespaceHandle netns, bool hasServers)
    {
        _netns = netns.Duplicate();
        _hasServers = hasServers;
        _records = new TableRecords(netns.Identity);
    }

    /// <summary>The namespace.</summary>
    public IpvsPS.NetNamespace Namespace => _netns.Namespace;

    /// <summary>Adds to what is wanted.</summary>
    public void Want(ServiceFilter services, EndpointFilter servers) => _wanted.Add((services, servers));

    public void Dispose()
    {
        _client?.Dispose();
        _netns.Dispose();
    }

    /// <summary>
    /// Reads the table and gives what has come since it was read before: a group for each service, or for each real server where
    /// real servers alone are wanted. The first reading has nothing to compare with, and gives none.
    /// </summary>
    /// <exception cref="NetNamespaceException">The namespace has gone.</exception>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public List<IpvsStatisticSample[]> Read(CancellationToken cancellation)
    {
        _netns.ThrowIfGone();
        _client ??= IpvsClient.Open(_netns, cancellation);
        _history.Begin();
        string time = TimeText.Exact(DateTime.UtcNow);
        _reading.Read(_client, id => _wanted.Exists(wanted => wanted.Services.Matches(id)), cancellation);
        _records.Read();
        var groups = new List<IpvsStatisticSample[]>();
        foreach (ServiceReading service in _reading.Services)
        {
            IpvsStatisticSample[] group = MakeGroup(service, time);
            if (_history.HasBefore)
            {
                groups.AddRange(IsOfServersAlone(service) ? group.Select(sample => new[] { sample }) : [group]);
            }
        }

        return groups;
    }

    private bool IsOfServersAlone(in ServiceReading service)
    {
        IpvsServiceId id = service.Service.Id;
        return _wanted.TrueForAll(wanted => wanted.Servers.IsGiven || !wanted.Services.Matches(id));
    }

    private IpvsStatisticSample[] MakeGroup(in ServiceReading service, string time)
    {
        IpvsServiceId id = service.Service.Id;
        bool isAlone = IsOfServersAlone(service);
        var servers = new List<IpvsStatisticSample>();
        var sum = new Sums();
        foreach (ref readonly CountedRealServer row in _reading.ServersOf(service))
        {
            bool isSuspended = _records.SuspensionOf(RealServerId.Of(id, row.Server), row.Server.Weight) is not null;
            sum.Add(row.Server, isSuspended);
            if (isAlone ? IsWanted(id, row.Server) : _hasServers)
            {
                servers.Add(MakeServer(id, row, isSuspended, time));
            }
        }

        if (isAlone)
        {
            return [.. servers];
        }

        CounterChange change = _history.Note(
            CounterHistory.IdOf(id),
            service.Counters,
            HashCode.Combine(sum.Weight, sum.Active, sum.Inactive)
        );
        var whole = new IpvsStatisticSample(new IpvsPS.IpvsStatistic(id) { NetNamespace = Namespace }, service.Counters, change)
        {
            Time = time,
            KubernetesService = _records.KubernetesOf(id)?.ToString(),
            Weight = sum.Weight,
            Suspended = sum.Count > 0 && sum.SuspendedCount == sum.Count,
            ActiveConnections = sum.Active,
            InactiveConnections = sum.Inactive,
            PersistentConnections = sum.Persistent,
        };
        return [whole, .. servers];
    }

    private bool IsWanted(IpvsServiceId id, RealServer server) =>
        _wanted.Exists(wanted => wanted.Services.Matches(id) && wanted.Servers.Matches(server.Address, server.Port));

    private IpvsStatisticSample MakeServer(IpvsServiceId id, in CountedRealServer row, bool isSuspended, string time)
    {
        RealServer server = row.Server;
        int rest = HashCode.Combine(server.Weight, server.ActiveConnections, server.InactiveConnections);
        CounterChange change = _history.Note(RealServerId.Of(id, server), row.Counters, rest);
        var endpoint = new InetEndpoint(server.Address.ToIPAddress(), server.Port);
        return new IpvsStatisticSample(new IpvsPS.IpvsStatistic(id, endpoint) { NetNamespace = Namespace }, row.Counters, change)
        {
            Time = time,
            KubernetesService = _records.KubernetesOf(id)?.ToString(),
            Weight = server.Weight,
            Suspended = isSuspended,
            Health = _records.HealthOf(RealServerId.Of(id, server))?.Health,
            ActiveConnections = server.ActiveConnections,
            InactiveConnections = server.InactiveConnections,
            PersistentConnections = server.PersistentConnections,
        };
    }

    /// <summary>What a service's real servers have together.</summary>
    private struct Sums
    {
        public int Count;
        public int SuspendedCount;
        public long Weight;
        public long Active;
        public long Inactive;
        public long Persistent;

        public void Add(in RealServer server, bool isSuspended)
        {
            Count++;
            SuspendedCount += isSuspended ? 1 : 0;
            Weight += server.Weight;
            Active += server.ActiveConnections;
            Inactive += server.InactiveConnections;
            Persistent += server.PersistentConnections;
        }
    }
}
