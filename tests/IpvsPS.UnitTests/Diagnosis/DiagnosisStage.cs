using System.Net;
using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>
/// What was recorded of a healthy director: a service on 10.0.0.185 or fd00::185, real servers in 172.17.0.0/16 or fd00:17::/64
/// behind eth1, clients behind eth0. A test changes what its rule looks at.
/// </summary>
internal sealed class DiagnosisStage
{
    private const int Loopback = 1;
    private const int Front = 2;
    private const int Back = 3;
    private const int Vip = 4;

    private readonly List<ServiceFacts> _services = [];

    public DiagnosisStage(
        IpvsForwardingMethod method = IpvsForwardingMethod.Masquerade,
        AddressFamily family = AddressFamily.IPv4,
        string scheduler = "wlc"
    )
    {
        bool isIPv4 = family == AddressFamily.IPv4;
        VirtualAddress = Parse(isIPv4 ? "10.0.0.185" : "fd00::185");
        Server = Parse(isIPv4 ? "172.17.0.3" : "fd00:17::3");
        Service = new IpvsService(IpvsServiceId.ForAddress(VirtualAddress, 80, IpvsProtocol.Tcp)) { Scheduler = scheduler };
        RealServers = [new RealServer(Server, 80) { ForwardingMethod = method }, new RealServer(Other, 80) { ForwardingMethod = method }];
        Links = [Nic("lo", Loopback, 65536), Nic("eth0", Front), Nic("eth1", Back), Nic("vip", Vip)];
        (Link("eth0").UsesArp, Link("eth1").UsesArp, Link("vip").Kind) = (true, true, "dummy");
        Addresses =
        [
            Address(Front, "eth0", isIPv4 ? "192.0.2.1" : "2001:db8::1", isIPv4 ? 24 : 64),
            Address(Back, "eth1", isIPv4 ? "172.17.0.1" : "fd00:17::1", isIPv4 ? 16 : 64),
            Address(Vip, "vip", VirtualAddress.ToString(), VirtualAddress.BitCount),
        ];
        Routes =
        [
            Local(VirtualAddress.ToString()),
            Local(isIPv4 ? "172.17.0.1" : "fd00:17::1"),
            Local(isIPv4 ? "192.0.2.1" : "2001:db8::1"),
            Default(isIPv4 ? "192.0.2.254" : "2001:db8::fe", "eth0", Front),
        ];
        foreach (InetAddress address in (InetAddress[])[Server, Other])
        {
            Ways[address] = OnLink(address);
        }

        Ways[Client] = new Way(
            new NetLinkRoute
            {
                Gateway = Routes[^1].Gateway,
                LinkName = "eth0",
                LinkIndex = Front,
            },
            Errno.None
        );
    }

    public InetAddress VirtualAddress { get; }

    public InetAddress Server { get; }

    public InetAddress Other => Parse(Server.Family == AddressFamily.IPv4 ? "172.17.0.4" : "fd00:17::4");

    public InetAddress Client => Parse(Server.Family == AddressFamily.IPv4 ? "198.51.100.9" : "2001:db8:9::9");

    /// <summary>A client in the network of the real servers.</summary>
    public InetAddress Neighbour => Parse(Server.Family == AddressFamily.IPv4 ? "172.17.0.99" : "fd00:17::99");

    public IpvsService Service { get; set; }

    public RealServer[] RealServers { get; set; }

    public ulong Incoming { get; set; }

    public ulong IncomingPerSecond { get; set; }

    public ulong Outgoing { get; set; }

    public RawSockets RawSockets { get; set; } = RawSockets.None;

    public List<NetLink> Links { get; }

    public List<NetLinkAddress> Addresses { get; }

    public List<NetLinkRoute> Routes { get; }

    public List<NetLinkNeighbor> Neighbors { get; } = [];

    public Dictionary<InetAddress, Way> Ways { get; } = [];

    public List<Listener> Listeners { get; } = [];

    public Dictionary<string, LinkOffloads> Offloads { get; } =
        new() { ["eth0"] = new LinkOffloads(false, true), ["eth1"] = new LinkOffloads(false, true) };

    public List<IpvsSyncDaemon> Daemons { get; } = [];

    public Dictionary<RealServerId, ConnectionCount> Connections { get; } = [];

    public List<FilterChain> Filter { get; } = [];

    public Dictionary<InetAddress, RealServerFacts> Hosts { get; } = [];

    /// <summary>As a director has them that serves with Masquerade.</summary>
    public Dictionary<string, string> Sysctls { get; } =
        new()
        {
            ["net/ipv4/ip_forward"] = "1\n",
            ["net/ipv6/conf/all/forwarding"] = "1\n",
            ["net/ipv4/conf/all/send_redirects"] = "1\n",
            ["net/ipv4/conf/eth1/send_redirects"] = "1\n",
            ["net/ipv4/neigh/default/gc_thresh3"] = "1024\n",
            ["net/netfilter/nf_conntrack_count"] = "10\n",
            ["net/netfilter/nf_conntrack_max"] = "65536\n",
            ["net/netfilter/nf_conntrack_tcp_loose"] = "1\n",
            ["net/ipv4/vs/conn_reuse_mode"] = "1\n",
            ["net/ipv4/vs/conntrack"] = "0\n",
            ["net/ipv4/vs/expire_nodest_conn"] = "0\n",
            ["net/ipv4/vs/expire_quiescent_template"] = "0\n",
            ["net/ipv4/vs/run_estimation"] = "1\n",
            ["net/ipv4/vs/drop_entry"] = "0\n",
            ["net/ipv4/vs/drop_packet"] = "0\n",
            ["net/ipv4/vs/secure_tcp"] = "0\n",
            ["net/ipv4/vs/backup_only"] = "0\n",
            ["net/ipv4/vs/sync_threshold"] = "3\t50\n",
            ["net/ipv4/vs/pmtu_disc"] = "1\n",
            ["net/ipv4/vs/est_cpulist"] = "0-3\n",
        };

    public RealServerId Key => new(Service.Id, Server, RealServers[0].Port);

    public NetLink Link(string name) => Links.Single(link => link.Name == name);

    /// <summary>Entries of the connection table that lead to the first real server.</summary>
    public ConnectionCount Connect(string state, int count = 1, InetAddress? from = null, RealServerId? to = null, bool isTemplate = false)
    {
        RealServerId key = to ?? Key;
        ConnectionCount counted = Connections.GetValueOrDefault(key) ?? new ConnectionCount();
        Connections[key] = counted;
        for (int i = 0; i < count; i++)
        {
            var connection = new IpvsConnection(key.Service)
            {
                Client = from ?? Client,
                Server = key.Address,
                State = state,
                ExpiresIn = TimeSpan.FromSeconds(50),
                IsTemplate = isTemplate,
            };
            counted.Add(connection, TimeSpan.FromMinutes(1));
        }

        return counted;
    }

    /// <summary>The namespace of the first real server.</summary>
    public RealServerFacts AddHost(params IpvsDirectRoutingItem[] items)
    {
        bool isNat = RealServers[0].ForwardingMethod == IpvsForwardingMethod.Masquerade;
        InetAddress director = InetAddress.FromIPAddress(Addresses[1].Address);
        var host = new HostFacts
        {
            NetNamespace = new NetNamespace("pod1"),
            Routes = isNat ? [Default(director.ToString(), "eth0", Front)] : [],
            Listeners = [new Listener(IpvsProtocol.Tcp, InetAddress.Zero(AddressFamily.IPv6), 80)],
            Addresses = [Address(Front, "eth0", Server.ToString(), 16)],
        };
        return Hosts[Server] = new RealServerFacts(host, items);
    }

    public DiagnosisFacts Build() =>
        new()
        {
            Services =
            [
                new ServiceFacts(Service, RealServers)
                {
                    IncomingPackets = Incoming,
                    IncomingPacketsPerSecond = IncomingPerSecond,
                    OutgoingPackets = Outgoing,
                },
                .. _services,
            ],
            Director = new HostFacts
            {
                NetNamespace = new NetNamespace(),
                Links = Links,
                Addresses = Addresses,
                Routes = Routes,
                Neighbors = Neighbors,
                Sysctls = Sysctls,
                Listeners = Listeners,
                RawSockets = RawSockets,
                Ways = Ways,
                Offloads = Offloads,
            },
            Daemons = Daemons,
            ConnectionTableSize = 4096,
            Connections = Connections,
            ConnectionEntries = Connections.Values.Sum(count => count.Connections),
            Filter = Filter,
            ClassifiedLinks = new HashSet<int>(),
            RealServerHosts = Hosts,
        };

    /// <summary>What is found, by the rules that look for a fault.</summary>
    public static List<DiagnosisFinding> Run(DiagnosisFacts facts) =>
        DiagnosisCatalog.Run(facts, DiagnosisCatalog.All.Where(rule => !rule.IsOnlyByName));

    /// <summary>The one finding.</summary>
    public static DiagnosisFinding Only(DiagnosisFacts facts, string id)
    {
        DiagnosisFinding finding = Assert.Single(Run(facts));
        Assert.Equal(id, finding.Id);

        // Its words can be made.
        Assert.NotEmpty(new Objects.IpvsFinding(finding).Is);
        return finding;
    }

    public static InetAddress Parse(string text) => InetAddress.FromIPAddress(IPAddress.Parse(text));

    public static NetLinkAddress Address(int index, string link, string address, int length) =>
        new()
        {
            LinkIndex = index,
            LinkName = link,
            Address = IPAddress.Parse(address),
            PrefixLength = length,
        };

    public static NetLinkRoute Local(string address) =>
        new()
        {
            Destination = new InetPrefix(IPAddress.Parse(address), Parse(address).BitCount),
            Type = NetLinkRouteType.Local,
            Table = NetLinkRouteTable.Local,
        };

    public static NetLinkRoute Default(string gateway, string link, int index) =>
        new()
        {
            Destination = new InetPrefix(InetAddress.Zero(Parse(gateway).Family).ToIPAddress(), 0),
            Gateway = IPAddress.Parse(gateway),
            LinkName = link,
            LinkIndex = index,
        };

    public static IpvsDirectRoutingItem Item(
        DiagnosisStage stage,
        IpvsDirectRoutingRequirement requirement,
        string? link,
        string current,
        string required = ""
    ) =>
        new()
        {
            VirtualAddress = stage.VirtualAddress.ToIPAddress(),
            ForwardingMethod = stage.RealServers[0].ForwardingMethod,
            TunnelType = stage.RealServers[0].TunnelType,
            Requirement = requirement,
            LinkName = link,
            Current = current,
            Required = required,
        };

    private static NetLink Nic(string name, int index, int mtu = 1500) =>
        new()
        {
            Name = name,
            Index = index,
            State = NetLinkState.Up,
            Mtu = mtu,
        };

    private static Way OnLink(InetAddress address) =>
        new(
            new NetLinkRoute
            {
                Destination = new InetPrefix(address.ToIPAddress(), address.BitCount),
                LinkName = "eth1",
                LinkIndex = Back,
            },
            Errno.None
        );
}
