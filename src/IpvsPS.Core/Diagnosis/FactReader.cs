using IpvsPS.DirectRouting;
using IpvsPS.Firewall;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Reads everything that the rules look at, once. What cannot be read is noted, and the rest is read.</summary>
public sealed class FactReader
{
    /// <summary>What the kernel has logged before may be over.</summary>
    private static readonly TimeSpan LogAge = TimeSpan.FromMinutes(10);

    /// <summary>IP_VS_TCP_S_SYN_RECV of <c>tcp_timeouts</c> in <c>net/netfilter/ipvs/ip_vs_proto_tcp.c</c>.</summary>
    private static readonly TimeSpan HalfOpenLifetime = TimeSpan.FromMinutes(1);

    private readonly NetNamespaceHandle _netns;
    private readonly DiagnosisRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly IpvsFactReader _ipvs;
    private readonly List<UnreadFact> _unread = [];
    private bool _isClientSeen;

    private FactReader(NetNamespaceHandle netns, DiagnosisRequest request, CancellationToken cancellation)
    {
        _netns = netns;
        _request = request;
        _cancellation = cancellation;
        _ipvs = new IpvsFactReader(netns, request.Selects, _unread, cancellation);
    }

    /// <summary>Reads a director, and of its real servers' namespaces those that are named.</summary>
    /// <param name="netns">The director's namespace.</param>
    /// <param name="request">What is to be looked at.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">
    /// EPERM where the user may not ask IPVS and /proc does not show its table, or another refusal of a listing.
    /// </exception>
    public static DiagnosisFacts Read(NetNamespaceHandle netns, DiagnosisRequest request, CancellationToken cancellation) =>
        new FactReader(netns, request, cancellation).Read();

    private DiagnosisFacts Read()
    {
        try
        {
            using IpvsClient client = IpvsClient.Open(_netns, _cancellation);
            return Read(client);
        }
        catch (NetlinkException e) when (e.Error == Errno.EPROTONOSUPPORT)
        {
            return new DiagnosisFacts
            {
                IsIpvsMissing = true,
                Director = new HostFacts { NetNamespace = _netns.Namespace },
            };
        }
    }

    private DiagnosisFacts Read(IpvsClient client)
    {
        IpvsFacts table = _ipvs.Read(client);
        List<ServiceFacts> services = table.Services;
        Dictionary<RealServerId, ConnectionCount>? connections = null;
        long entries = 0;
        Try(FactKind.Connections, null, () => connections = ReadConnections(services, out entries));
        IEnumerable<InetAddress> destinations = services
            .SelectMany(service => service.RealServers, (_, server) => server.Address)
            .Concat(_request.Client is { } asked ? [asked] : []);
        HostFacts director = new HostReader(_netns, null, _unread, _cancellation).Read(destinations, withSettings: true);
        List<KernelLogLine>? log = null;
        if (_request.ReadsLog)
        {
            Try(FactKind.KernelLog, null, () => log = KernelLog.Read(LogAge, _cancellation));
        }

        HashSet<int>? classified = null;
        if (services.Exists(service => service.Id.IsFirewallMark))
        {
            Try(FactKind.TrafficControl, null, () => classified = TrafficControlReader.Read(_netns, _cancellation));
        }

        var facts = new DiagnosisFacts
        {
            KernelVersion = ReadKernelVersion(),
            Services = services,
            Director = director,
            Daemons = table.Daemons,
            ConnectionTableSize = table.ConnectionTableSize,
            Connections = connections,
            ConnectionEntries = entries,
            Filter = ReadFilter(_netns, null),
            ClassifiedLinks = classified,
            Client = _request.Client,
            IsClientSeen = _request.Client is null || connections is null ? null : _isClientSeen,
            RealServerHosts = ReadRealServers(services),
            Log = log,
            Peer = _request.Peer,
            Unread = _unread,
        };
        return _request.IsActive ? Probe(client, facts) : facts;
    }

    private Dictionary<RealServerId, ConnectionCount> ReadConnections(List<ServiceFacts> services, out long entries)
    {
        var known = services.Select(service => service.Id).ToHashSet();
        var counts = new Dictionary<RealServerId, ConnectionCount>();
        entries = 0;
        using IpvsConnectionTable table = IpvsConnectionTable.Open(_netns, _cancellation);
        foreach (IpvsConnection connection in table.Read())
        {
            entries++;
            if (!known.Contains(connection.ServiceId))
            {
                continue;
            }

            var key = new RealServerId(connection.ServiceId, connection.Server, (ushort)connection.Port);
            if (!counts.TryGetValue(key, out ConnectionCount? count))
            {
                counts.Add(key, count = new ConnectionCount());
            }

            count.Add(connection, HalfOpenLifetime);
            _isClientSeen |= connection.Client == _request.Client && !connection.IsTemplate;
        }

        return counts;
    }

    /// <summary>The packet filter. What is not read of the director is not of a real server either: one kernel has both.</summary>
    private List<FilterChain>? ReadFilter(NetNamespaceHandle netns, InetAddress? server)
    {
        var reader = new FilterReader(netns, _cancellation);
        List<FilterChain>? chains = null;
        if (!IsUnread(FactKind.NfTables))
        {
            Try(FactKind.NfTables, server, () => chains = reader.ReadNfTables());
        }

        if (!IsUnread(FactKind.LegacyTables))
        {
            Try(FactKind.LegacyTables, server, () => chains = [.. chains ?? [], .. reader.ReadLegacyTables()]);
        }

        return chains;
    }

    private bool IsUnread(FactKind kind) => _unread.Exists(fact => fact.Kind == kind && fact.RealServer is null);

    private Dictionary<InetAddress, RealServerFacts> ReadRealServers(List<ServiceFacts> services)
    {
        var hosts = new Dictionary<InetAddress, RealServerFacts>();
        InetAddress[] back = _request.Client is { } client ? [client] : [];
        foreach ((InetAddress address, NetNamespace netns) in _request.RealServerNamespaces)
        {
            Try(
                FactKind.RealServerNamespace,
                address,
                () =>
                {
                    using NetNamespaceHandle handle = NetNamespaceHandle.Open(netns);
                    HostFacts host = new HostReader(handle, address, _unread, _cancellation).Read(back, withSettings: false);
                    hosts[address] = new RealServerFacts(host, CheckNeeds(handle, services, address))
                    {
                        Filter = ReadFilter(handle, address),
                        SentOn = _ipvs.FindSentOn(handle, services, host),
                    };
                }
            );
        }

        return hosts;
    }

    /// <summary>What direct routing and tunnels need there, of each virtual address that the real server serves so.</summary>
    private List<IpvsDirectRoutingItem> CheckNeeds(NetNamespaceHandle netns, List<ServiceFacts> services, InetAddress address)
    {
        using DirectRoutingClient client = DirectRoutingClient.Open(netns, _cancellation);
        var requests = services
            .Where(service => service.HasAddress)
            .SelectMany(
                service =>
                    service.RealServers.Where(server =>
                        server.Address == address
                        && server.ForwardingMethod is IpvsForwardingMethod.DirectRoute or IpvsForwardingMethod.Tunnel
                        && server is { TunnelType: not IpvsTunnelType.Gue, HasUnknownTunnel: false }
                    ),
                (service, server) => (service.Id.Address, server.ForwardingMethod, Type: server.TunnelType ?? IpvsTunnelType.Ipip)
            )
            .Distinct();
        return
        [
            .. requests.SelectMany(one =>
                client.Check(
                    new DirectRoutingRequest
                    {
                        VirtualAddresses = [one.Address.ToIPAddress()],
                        Method = one.ForwardingMethod,
                        TunnelType = one.Type,
                    }
                )
            ),
        ];
    }

    /// <summary>Sends what was asked for, and reads once more what that changes.</summary>
    private DiagnosisFacts Probe(IpvsClient client, DiagnosisFacts facts)
    {
        var probes = new ActiveProbes(_netns, facts.Services, _unread, _cancellation);
        Dictionary<RealServerId, ProbeOutcome>? paths = null;
        List<VirtualAddressAnswer>? answers = null;
        Try(FactKind.Answers, null, () => answers = probes.AskForAddresses(facts.Director));
        Try(FactKind.DataPath, null, () => paths = probes.ConnectThroughServices());
        return facts with
        {
            Probes = probes.Connect(),
            DataPaths = paths,
            Answers = answers,
            NeighborsLater = probes.ListNeighbors(),
            IncomingLater = IsUnread(FactKind.IpvsDetails)
                ? null
                : client.ListStatistics().ToDictionary(one => one.ServiceId, one => one.IncomingPackets),
        };
    }

    private static Version ReadKernelVersion()
    {
        string release = File.Exists("/proc/sys/kernel/osrelease") ? File.ReadAllText("/proc/sys/kernel/osrelease") : string.Empty;
        string[] parts = release.Split('.', '-', '+');
        return parts.Length > 1 && int.TryParse(parts[0], out int major) && int.TryParse(parts[1], out int minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }

    private void Try(FactKind kind, InetAddress? realServer, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException or FirewallException or StateException)
        {
            _unread.Add(new UnreadFact(kind, realServer, e));
        }
    }
}
