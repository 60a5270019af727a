using System.Management.Automation;
using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy;

namespace IpvsPS.UnitTests.Views;

/// <summary>Objects as the cmdlets write them: of both families, with the longest addresses, with everything and with next to
/// nothing.</summary>
internal static class ViewSamples
{
    private const string LongServer = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";

    private static readonly NetNamespace Blue = new("blue")
    {
        Device = 4,
        Inode = 4026532132,
        Identity = "cookie=4097;ctime=1732629000123456789;boot=1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    };
    private static readonly NetNamespace Pod = new("/proc/48211/ns/net") { Device = 4, Inode = 4026532407 };
    private static readonly IPAddress LongAddress = IPAddress.Parse("2001:db8:1234:5678:9abc:def0:1234:5678");

    private static readonly IpvsService Web = Service("10.0.0.185", 80);
    private static readonly IpvsService Widest = Service("192.168.100.100", 65535, IpvsProtocol.Sctp);
    private static readonly IpvsService Secure = new()
    {
        VirtualAddress = LongAddress,
        VirtualPort = 443,
        Scheduler = "sh",
        SchedulerFlag = ["sh-fallback", "sh-port"],
        PersistenceTimeout = TimeSpan.FromMinutes(5),
        PersistencePrefixLength = 64,
    };

    private static readonly IpvsService Dns = new()
    {
        VirtualAddress = Parse("10.0.0.185"),
        VirtualPort = 53,
        Protocol = IpvsProtocol.Udp,
        Scheduler = "rr",
        OnePacket = true,
    };

    private static readonly IpvsService Phone = new()
    {
        VirtualAddress = Parse("10.0.0.185"),
        VirtualPort = 5060,
        Protocol = IpvsProtocol.Udp,
        PersistenceTimeout = TimeSpan.FromSeconds(60),
        PersistencePrefixLength = 24,
        PersistenceEngine = "sip",
    };

    private static readonly IpvsService Mark = new() { FirewallMark = 7, Scheduler = "wrr" };
    private static readonly IpvsService LargestMark = new()
    {
        FirewallMark = uint.MaxValue,
        AddressFamily = AddressFamily.IPv6,
        Scheduler = "lblcr",
    };

    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new("IpvsService", Web, Widest, Dns, Phone, Secure, Mark, LargestMark),
        new("IpvsServiceIPv4", Web, Dns, Mark),
        new(
            "IpvsServiceInNamespaces",
            Here(Service("10.0.0.1", 80), Blue),
            Here(Service("10.0.0.2", 80), Blue),
            Here(Service("10.0.0.1", 443), Pod)
        ),
        new(
            "IpvsRealServer",
            Server(Web, "172.17.0.3", 80, IpvsForwardingMethod.Masquerade, 3, active: 12, inactive: 204),
            Server(Web, "172.17.0.4", 80, IpvsForwardingMethod.Masquerade, 0),
            Server(Secure, LongServer, 443, IpvsForwardingMethod.DirectRoute, 65535, active: 1234567, inactive: 12345),
            Server(Secure, "2001:db8::10", 443, IpvsForwardingMethod.Tunnel, 1),
            Server(
                Mark,
                "192.168.100.100",
                0,
                IpvsForwardingMethod.DirectRoute,
                int.MaxValue,
                active: uint.MaxValue,
                inactive: uint.MaxValue
            )
        ),
        new(
            "IpvsRealServerInNamespace",
            new IpvsRealServer
            {
                Service = "TCP 10.0.0.185:80 wlc",
                VirtualAddress = Parse("10.0.0.185"),
                VirtualPort = 80,
                Address = Parse("10.1.0.2"),
                Port = 80,
                ForwardingMethod = IpvsForwardingMethod.Tunnel,
                TunnelType = IpvsTunnelType.Gue,
                TunnelPort = 6080,
                TunnelChecksum = IpvsTunnelChecksum.Checksum,
                Weight = 10,
                UpperThreshold = 1000,
                LowerThreshold = 800,
                PersistentConnections = 4,
                NetNamespace = Blue,
            }
        ),
        new(
            "IpvsRealServerSuspended",
            Suspended("172.17.0.3", 10, "kernel update"),
            Suspended("172.17.0.4", null, null),
            new Objects.IpvsRealServer
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = "172.17.0.5",
                RealPort = 80,
                Weight = 7,
            }
        ),
        new(
            "IpvsDrainResult",
            new Objects.IpvsDrainResult
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = "172.17.0.3",
                RealPort = 80,
                Drained = true,
                InactiveConnections = 12,
                Elapsed = 4.5,
            },
            new Objects.IpvsDrainResult
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = LongServer,
                RealPort = 65535,
                TimedOut = true,
                ActiveConnections = 1234567,
                InactiveConnections = 12345,
                PersistentConnections = 300,
                IdleConnections = 12,
                OldestIdle = 420,
                Elapsed = 3600.1,
            }
        ),
        .. HealthSamples.All,
        new(
            "IpvsServiceRealServer",
            AsTyped(new Objects.IpvsService(Web) { RealServers = "172.17.0.3:80,172.17.0.4:80" }, "IpvsPS.Objects.IpvsService#RealServer"),
            AsTyped(new Objects.IpvsService(Mark) { RealServers = string.Empty }, "IpvsPS.Objects.IpvsService#RealServer"),
            AsTyped(new Objects.IpvsService(Secure) { RealServers = $"[{LongServer}]:443" }, "IpvsPS.Objects.IpvsService#RealServer")
        ),
        new("IpvsStatistic", [.. Statistics().Where(statistic => statistic.Address is null)]),
        new("IpvsStatisticRate", [.. Statistics().Where(statistic => statistic.Address is null).Select(AsRate)]),
        new(
            "IpvsStatisticRealServer",
            [.. Statistics().Select(statistic => AsTyped(new Objects.IpvsStatistic(statistic), "IpvsPS.Objects.IpvsStatistic#RealServer"))]
        ),
        new(
            "IpvsStatisticRealServerRate",
            [
                .. Statistics()
                    .Select(statistic => AsTyped(new Objects.IpvsStatistic(statistic), "IpvsPS.Objects.IpvsStatistic#RealServerRate")),
            ]
        ),
        .. StatisticViewSamples.All,
        new("IpvsConnection", [.. Connections()]),
        new(
            "IpvsTimeout",
            new IpvsTimeout
            {
                Tcp = TimeSpan.FromMinutes(15),
                TcpFin = TimeSpan.FromMinutes(2),
                Udp = TimeSpan.FromMinutes(5),
            },
            new IpvsTimeout { Tcp = TimeSpan.FromDays(14), NetNamespace = Blue }
        ),
        new(
            "IpvsScheduler",
            new Objects.IpvsScheduler(new IpvsKernelScheduler("mh", IpvsSchedulerState.Loaded)),
            new Objects.IpvsScheduler(new IpvsKernelScheduler("rr", IpvsSchedulerState.BuiltIn)),
            new Objects.IpvsScheduler(new IpvsKernelScheduler("lblcr", IpvsSchedulerState.Loadable)),
            new Objects.IpvsScheduler(new IpvsKernelScheduler("fifteen-letters", IpvsSchedulerState.Loadable))
        ),
        new(
            "IpvsInfo",
            new IpvsInfo { Version = new Version(1, 2, 1), ConnectionTableSize = 4096 },
            new IpvsInfo
            {
                Version = new Version(1, 2, 1),
                ConnectionTableSize = 1048576,
                NetNamespace = Pod,
            }
        ),
        new(
            "IpvsSyncDaemon",
            new IpvsSyncDaemon
            {
                Interface = "eth0",
                SyncId = 7,
                MulticastGroup = Parse("224.0.0.81"),
                MulticastPort = 8848,
                MulticastTtl = 1,
                MaxLength = 1472,
            },
            new IpvsSyncDaemon
            {
                State = IpvsSyncState.Backup,
                Interface = "fifteen-letters",
                SyncId = 255,
                MulticastGroup = Parse("ff02::81"),
                MulticastPort = 65535,
                MulticastTtl = 255,
                MaxLength = 65507,
            },
            new IpvsSyncDaemon { Interface = "eth1" }
        ),
        new(
            "IpvsSetting",
            Setting("drop_entry", 0),
            Setting("expire_quiescent_template", true),
            Setting("sync_threshold", new[] { 3, 50 }),
            Setting("sync_qlen_max", int.MaxValue),
            Setting("new_in_your_kernel", 1)
        ),
        new(
            "IpvsConfiguration",
            new IpvsConfiguration
            {
                Services = [Web, Secure, Mark],
                RealServers = [Server(Web, "172.17.0.3", 80, IpvsForwardingMethod.Masquerade, 3)],
                NetNamespace = Blue,
            },
            new IpvsConfiguration
            {
                Timeouts = new IpvsTimeout { Tcp = TimeSpan.FromMinutes(15) },
                SyncDaemons = [new IpvsSyncDaemon { Interface = "eth0", SyncId = 7 }],
                Settings = [Setting("conntrack", true)],
            }
        ),
        new("IpvsChange", [.. Changes()]),
        .. DiagnosisSamples.All,
        new(
            "IpvsKubernetesChange",
            new IpvsKubernetesChange
            {
                Action = ServiceProxyAction.Set,
                Kind = ServiceProxyItem.Sysctl,
                Target = "net.ipv4.vs.expire_nodest_conn",
                Details = "0 → 1",
            },
            new IpvsKubernetesChange
            {
                Action = ServiceProxyAction.Add,
                Kind = ServiceProxyItem.Service,
                Target = "TCP 10.96.0.10:80",
                Service = "shop/web",
                Details = "rr",
            },
            new IpvsKubernetesChange
            {
                Action = ServiceProxyAction.Drain,
                Kind = ServiceProxyItem.RealServer,
                Target = $"[{LongServer}]:65535 in TCP [{LongServer}]:65535",
                Service = "a-long-namespace/a-longer-name-of-a-service",
                Details = "weight 1 → 0",
                NetNamespace = "blue",
            }
        ),
        new(
            "IpvsKubernetesService",
            new IpvsKubernetesService
            {
                Service = "shop/web",
                PortName = "http",
                Kind = "ClusterIP",
                Presence = ServiceProxyPresence.Present,
                Protocol = IpvsProtocol.Tcp,
                VirtualAddress = "10.96.0.10",
                VirtualPort = 80,
                AddressFamily = AddressFamily.IPv4,
                Scheduler = "rr",
                RealAddress = "172.17.0.3",
                RealPort = 8080,
                Weight = 1,
                ActiveConnections = 12,
                InactiveConnections = 3,
                Pod = "web-7d9c",
                Node = "node1",
                Conditions = "ready,serving",
            },
            new IpvsKubernetesService
            {
                Service = "shop/web",
                PortName = "http",
                Kind = "ShortCircuit",
                Presence = ServiceProxyPresence.Missing,
                FirewallMark = 481624065,
                AddressFamily = AddressFamily.IPv4,
                Scheduler = "rr",
            },
            new IpvsKubernetesService
            {
                Service = "shop/six",
                Kind = "ClusterIP",
                Presence = ServiceProxyPresence.Surplus,
                Protocol = IpvsProtocol.Sctp,
                VirtualAddress = LongServer,
                VirtualPort = 65535,
                AddressFamily = AddressFamily.IPv6,
                Scheduler = "mh",
                RealAddress = LongServer,
                RealPort = 65535,
                Weight = 0,
                Node = "a-long-name-of-a-node",
                Conditions = "serving,terminating",
                NetNamespace = "blue",
            }
        ),
        new("IpvsDirectRouting", [.. DirectRouting().Select(item => new Objects.IpvsDirectRouting(item))]),
        new(
            "NetLink",
            Shown(
                new NetLink
                {
                    Index = 1,
                    Name = "lo",
                    State = NetLinkState.Up,
                    Mtu = 65536,
                    MacAddress = "00:00:00:00:00:00",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 1234,
                    Name = "fifteen-letters",
                    Kind = "dummy",
                    State = NetLinkState.Up,
                    Mtu = 1500,
                    MacAddress = "72:2b:6a:0c:11:f3",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 5,
                    Name = "veth0",
                    Kind = "veth",
                    State = NetLinkState.Down,
                    Mtu = 1500,
                    MacAddress = "72:2b:6a:0c:11:f4",
                    Master = "br-0123456789ab",
                    OperationalState = NetLinkOperationalState.LowerLayerDown,
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 6,
                    Name = "tunl0",
                    Kind = "ip6gretap",
                    State = NetLinkState.Up,
                    Mtu = 1480,
                    LocalAddress = LongAddress,
                    RemoteAddress = IPAddress.Parse(LongServer),
                    Alias = "to the second director",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 2,
                    Name = "eth0",
                    Kind = "veth",
                    State = NetLinkState.Up,
                    Mtu = 9000,
                    NetNamespace = Pod,
                    Counters = new NetLinkCounters
                    {
                        ReceivedBytes = 123456789012,
                        ReceivedPackets = 98765432,
                        SentBytes = 5,
                    },
                }
            )
        ),
        new(
            "NetLinkNeighbor",
            Shown(
                new NetLinkNeighbor
                {
                    Address = Parse("172.17.0.3"),
                    LinkName = "br0",
                    MacAddress = "02:00:00:00:00:0a",
                    State = NetLinkNeighborState.Reachable,
                    Confirmed = TimeSpan.FromSeconds(1.5),
                    Used = TimeSpan.FromSeconds(2),
                    Updated = TimeSpan.FromSeconds(90),
                }
            ),
            Shown(
                new NetLinkNeighbor
                {
                    Address = Parse("172.17.0.9"),
                    LinkName = "br0",
                    State = NetLinkNeighborState.Failed,
                    ProbeCount = 6,
                }
            ),
            Shown(
                new NetLinkNeighbor
                {
                    Address = LongAddress,
                    LinkName = "fifteen-letters",
                    MacAddress = "02:00:00:00:00:0b",
                    State = NetLinkNeighborState.Permanent,
                    IsRouter = true,
                    NetNamespace = Pod,
                }
            )
        ),
        new("NetLinkWithAddresses", [.. LinksWithAddresses()]),
        new(
            "NetLinkAddress",
            Shown(
                new NetLinkAddress
                {
                    LinkName = "lo",
                    Address = IPAddress.Loopback,
                    PrefixLength = 8,
                    Scope = NetLinkScope.Host,
                    Flags = NetLinkAddressFlags.Permanent,
                    Label = "lo",
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "dummy0",
                    Address = Parse("10.0.0.185"),
                    PrefixLength = 32,
                    Scope = NetLinkScope.Global,
                    Flags = NetLinkAddressFlags.Permanent,
                    Label = "dummy0:web",
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "fifteen-letters",
                    Address = LongAddress,
                    PrefixLength = 128,
                    Scope = NetLinkScope.Global,
                    Flags = NetLinkAddressFlags.NoDad | NetLinkAddressFlags.Permanent,
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "eth0",
                    Address = Parse("fe80::1"),
                    PrefixLength = 64,
                    Scope = NetLinkScope.Link,
                    Flags = NetLinkAddressFlags.Tentative | NetLinkAddressFlags.Optimistic,
                    ValidLifetime = TimeSpan.FromDays(1),
                    PreferredLifetime = TimeSpan.FromHours(4),
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "p2p0",
                    Address = Parse("10.9.0.1"),
                    PrefixLength = 32,
                    PeerAddress = Parse("10.9.0.2"),
                    BroadcastAddress = Parse("10.9.0.255"),
                    NetNamespace = Blue,
                }
            )
        ),
        new(
            "NetLinkRoute",
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("0.0.0.0/0"),
                    Gateway = Parse("192.168.1.1"),
                    LinkName = "eth0",
                    Metric = 100,
                    Protocol = NetLinkRouteProtocol.Dhcp,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.96.0.0/16"),
                    LinkName = "lo",
                    Type = NetLinkRouteType.Local,
                    Table = NetLinkRouteTable.Local,
                    Scope = NetLinkScope.Host,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("192.168.100.128/25"),
                    LinkName = "fifteen-letters",
                    Source = Parse("192.168.100.129"),
                    Table = new NetLinkRouteTable(1234567),
                    Metric = uint.MaxValue,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = new InetPrefix(LongAddress, 128),
                    Gateway = IPAddress.Parse(LongServer),
                    LinkName = "eth0",
                    Metric = 1024,
                }
            ),
            Shown(new NetLinkRoute { Destination = InetPrefix.Parse("203.0.113.0/24"), Type = NetLinkRouteType.Unreachable }),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.30.0.0/16"),
                    LinkName = "eth0",
                    Tos = 0x10,
                    Realm = 5,
                    Encapsulation = "mpls",
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.31.0.0/16"),
                    LinkName = "eth0",
                    Gateway = Parse("10.1.0.1"),
                    NextHopId = 7,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("2001:db8:2::/48"),
                    SourcePrefix = InetPrefix.Parse("2001:db8:1::/48"),
                    LinkName = "eth0",
                    Metric = 1024,
                    Preference = NetLinkRoutePreference.High,
                    Lifetime = TimeSpan.FromMinutes(5),
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.20.0.0/16"),
                    NetNamespace = Pod,
                    NextHops =
                    [
                        new NetLinkNextHop
                        {
                            Gateway = Parse("10.1.0.1"),
                            LinkName = "eth0",
                            Weight = 1,
                        },
                        new NetLinkNextHop
                        {
                            Gateway = Parse("10.2.0.1"),
                            LinkName = "eth1",
                            Weight = 2,
                        },
                    ],
                }
            )
        ),
        new(
            "NetNamespace",
            [
                .. new[]
                {
                    Blue,
                    new NetNamespace { Name = "3f2a9c1d5e7b3f2a9c1d5e7b3f2a9c1d", Inode = 4026532500 },
                    Pod,
                }.Select(netns => new Objects.NetNamespace(netns)),
            ]
        ),
        new(
            "NetNamespaceProcess",
            AsTyped(
                new Objects.NetNamespace(
                    new NetNamespace
                    {
                        Name = "blue",
                        Device = 4,
                        Inode = 4026532132,
                        ProcessIds = [48, 512, 513],
                        ProcessName = "keepalived",
                    }
                ),
                "IpvsPS.Objects.NetNamespace#Process"
            ),
            AsTyped(
                new Objects.NetNamespace(
                    new NetNamespace
                    {
                        Path = "/proc/4194304/ns/net",
                        Device = 4,
                        Inode = 4026532407,
                        ProcessIds = [4194304],
                        ProcessName = "fifteen-letters",
                    }
                ),
                "IpvsPS.Objects.NetNamespace#Process"
            ),
            AsTyped(
                new Objects.NetNamespace(new NetNamespace { Name = "empty", Inode = 4026532500 }),
                "IpvsPS.Objects.NetNamespace#Process"
            )
        ),
    ];

    private static IPAddress Parse(string address) => IPAddress.Parse(address);

    private static IpvsService Service(string address, int port, IpvsProtocol protocol = IpvsProtocol.Tcp) =>
        new()
        {
            VirtualAddress = Parse(address),
            VirtualPort = port,
            Protocol = protocol,
        };

    private static IpvsService Here(IpvsService service, NetNamespace netns)
    {
        service.NetNamespace = netns;
        return service;
    }

    private static IpvsRealServer Server(
        IpvsService service,
        string address,
        int port,
        IpvsForwardingMethod method,
        int weight,
        uint active = 0,
        uint inactive = 0
    )
    {
        return new IpvsRealServer(service.Id, InetAddress.FromIPAddress(Parse(address)), (ushort)port)
        {
            Service = service.ToString(),
            ForwardingMethod = method,
            Weight = weight,
            ActiveConnections = active,
            InactiveConnections = inactive,
            TunnelType = method == IpvsForwardingMethod.Tunnel ? IpvsTunnelType.Ipip : null,
        };
    }

    private static Objects.IpvsRealServer Suspended(string address, int? fullWeight, string? reason) =>
        new()
        {
            VirtualAddress = "10.0.0.185",
            VirtualPort = 80,
            RealAddress = address,
            RealPort = 80,
            Weight = 0,
            FullWeight = fullWeight,
            Suspended = true,
            SuspendedSince = "2026-11-26T14:05:09Z",
            SuspendedBy = "alice (sudo)",
            SuspendReason = reason,
        };

    private static IpvsSetting Setting(string name, object value) =>
        new()
        {
            Name = name,
            Value = value,
            Description = IpvsSettingCatalog.Find(name).Description,
        };

    private static IEnumerable<IpvsStatistic> Statistics()
    {
        yield return Statistic(Web, default, 12, 1);
        yield return Statistic(Web, new InetEndpoint(Parse("172.17.0.3"), 80), 6, 0);
        yield return Statistic(Widest, new InetEndpoint(Parse("172.17.100.100"), 65535), 99_999_999, 0);
        yield return Statistic(Secure, default, 100_000_000, 250);
        yield return Statistic(Secure, new InetEndpoint(IPAddress.Parse(LongServer), 443), 1_234_567_890_123, 100_000_000);
        yield return Statistic(LargestMark, default, 123_456_789_012_345_678, 12_345_678_901);
        IpvsStatistic elsewhere = Statistic(Web, default, 0, 0);
        elsewhere.NetNamespace = Blue;
        yield return elsewhere;
    }

    private static IpvsStatistic Statistic(IpvsService service, InetEndpoint server, ulong total, ulong rate) =>
        new(service.Id, server)
        {
            Connections = total,
            IncomingPackets = total,
            OutgoingPackets = 0,
            IncomingBytes = total,
            OutgoingBytes = total,
            ConnectionsPerSecond = rate,
            IncomingPacketsPerSecond = rate,
            OutgoingPacketsPerSecond = 0,
            IncomingBytesPerSecond = rate,
            OutgoingBytesPerSecond = rate,
        };

    private static IEnumerable<PSObject> LinksWithAddresses()
    {
        Objects.NetLink[] links =
        [
            new()
            {
                Index = 1,
                Name = "lo",
                State = NetLinkState.Up,
                Addresses = "127.0.0.1/8",
            },
            new()
            {
                Index = 1234,
                Name = "fifteen-letters",
                Kind = "ip6gretap",
                AlternativeNames = "enp0s31f6,to-the-second-director",
                Addresses = $"10.0.0.185/32,{LongAddress}/128",
            },
            new()
            {
                Index = 9,
                Name = "dummy0",
                Kind = "dummy",
                NetNamespace = "pod",
                Addresses = string.Empty,
            },
        ];
        return links.Select(link => AsTyped(link, "IpvsPS.Objects.NetLink#WithAddresses"));
    }

    private static Objects.NetLink Shown(NetLink link) => new Objects.NetLink(link).WithCounters();

    private static Objects.NetLinkAddress Shown(NetLinkAddress address) => new(address);

    private static Objects.NetLinkRoute Shown(NetLinkRoute route) => new(route);

    private static Objects.NetLinkNeighbor Shown(NetLinkNeighbor neighbor) => new(neighbor);

    private static PSObject AsRate(IpvsStatistic statistic) =>
        AsTyped(new Objects.IpvsStatistic(statistic), "IpvsPS.Objects.IpvsStatistic#Rate");

    private static PSObject AsTyped(object value, string typeName)
    {
        var shown = new PSObject(value);
        shown.TypeNames.Insert(0, typeName);
        return shown;
    }

    private static IEnumerable<IpvsConnection> Connections()
    {
        yield return Connection(Web, "10.0.0.2", 54321, "172.17.0.3", 80, "ESTABLISHED", 897);
        yield return Connection(Web, "192.168.100.100", 54321, "192.168.100.101", 65535, "FIN_WAIT", 119);
        yield return Connection(Widest, "10.0.0.2", 9, "10.1.0.2", 9, "SHUTDOWN_ACK_SENT", 3);
        yield return Connection(Secure, "2001:db8:1:2:3:4:5:6", 54321, LongServer, 443, "SYN_RECV", 59);
        IpvsConnection template = Connection(Web, "10.0.0.0", 0, "172.17.0.3", 80, "ASSURED", 86399);
        template.IsTemplate = true;
        yield return template;
        IpvsConnection call = Connection(Phone, "10.0.0.2", 0, "172.17.0.3", 5060, "UDP", 300);
        (call.PersistenceEngine, call.PersistenceData) = ("sip", "193746@192.0.2.7");
        yield return call;
        IpvsConnection marked = Connection(Mark, "10.0.0.2", 0, "172.17.0.3", 0, "NONE", 60);
        (marked.IsTemplate, marked.NetNamespace) = (true, Blue);
        yield return marked;
    }

    private static IpvsConnection Connection(
        IpvsService service,
        string client,
        int clientPort,
        string server,
        int port,
        string state,
        int seconds
    ) =>
        new(service.Id)
        {
            ClientAddress = IPAddress.Parse(client),
            ClientPort = clientPort,
            Address = IPAddress.Parse(server),
            Port = port,
            State = state,
            ExpiresIn = TimeSpan.FromSeconds(seconds),
        };

    private static IEnumerable<IpvsChange> Changes()
    {
        string secure = Secure.Id.ToString();
        yield return new IpvsChange(IpvsChangeAction.Add, IpvsChangeKind.Service, "TCP 10.0.0.185:80", "wlc")
        {
            Service = "TCP 10.0.0.185:80",
        };
        yield return new IpvsChange(IpvsChangeAction.Add, IpvsChangeKind.RealServer, "172.17.0.3:80", "Masquerade, weight 1")
        {
            Service = "TCP 10.0.0.185:80",
        };
        yield return new IpvsChange(
            IpvsChangeAction.Set,
            IpvsChangeKind.Service,
            secure,
            "wlc → sh (sh-fallback,sh-port) persistent 300 mask 64"
        )
        {
            Service = secure,
        };
        yield return new IpvsChange(IpvsChangeAction.Quiesce, IpvsChangeKind.RealServer, $"[{LongServer}]:443", "weight 1 → 0")
        {
            Service = secure,
            ActiveConnections = 123456,
        };
        yield return new IpvsChange(IpvsChangeAction.Remove, IpvsChangeKind.Service, "FWM 7", "with 2 real servers")
        {
            Service = "FWM 7",
            ActiveConnections = 3,
            NetNamespace = Blue,
        };
        yield return new IpvsChange(IpvsChangeAction.Unmanaged, IpvsChangeKind.Service, "UDP 10.0.0.185:53", "rr ops")
        {
            Service = "UDP 10.0.0.185:53",
        };
        yield return new IpvsChange(IpvsChangeAction.Set, IpvsChangeKind.Timeout, "timeouts", "tcp 900, tcpfin 120, udp 300 → tcp 3600");
        yield return new IpvsChange(IpvsChangeAction.Set, IpvsChangeKind.Setting, "expire_quiescent_template", "False → True");
    }

    private static IEnumerable<IpvsDirectRoutingItem> DirectRouting()
    {
        yield return Item(
            Parse("10.0.0.185"),
            IpvsDirectRoutingRequirement.VirtualAddress,
            isMet: false,
            null,
            "absent",
            "on a dummy or tunnel link"
        );
        yield return Item(Parse("10.0.0.185"), IpvsDirectRoutingRequirement.ArpIgnore, isMet: true, "eth0", "1", "1 or 2");
        yield return Item(
            LongAddress,
            IpvsDirectRoutingRequirement.VirtualAddress,
            isMet: true,
            "fifteen-letters",
            "on fifteen-letters",
            "on a dummy or tunnel link"
        );
        IpvsDirectRoutingItem tunnel = Item(
            Parse("10.0.0.185"),
            IpvsDirectRoutingRequirement.ReversePathFilter,
            isMet: false,
            "ipvs-ipip",
            "1 (all has 1)",
            "0 or 2"
        );
        (tunnel.ForwardingMethod, tunnel.TunnelType, tunnel.NetNamespace) = (IpvsForwardingMethod.Tunnel, IpvsTunnelType.Ipip, Blue);
        yield return tunnel;
    }

    private static IpvsDirectRoutingItem Item(
        IPAddress address,
        IpvsDirectRoutingRequirement requirement,
        bool isMet,
        string? link,
        string current,
        string required
    ) =>
        new()
        {
            VirtualAddress = address,
            Requirement = requirement,
            IsMet = isMet,
            LinkName = link,
            Current = current,
            Required = required,
            Reason = "The director's packets are for this address; without it they are not taken in.",
        };
}
