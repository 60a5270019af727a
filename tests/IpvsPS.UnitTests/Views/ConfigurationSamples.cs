using IpvsPS.Ipvs;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>What a table has besides its services, and whole tables with their changes.</summary>
internal static class ConfigurationSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
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
    ];

    private static IpvsSetting Setting(string name, object value) =>
        new()
        {
            Name = name,
            Value = value,
            Description = IpvsSettingCatalog.Find(name).Description,
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
}
