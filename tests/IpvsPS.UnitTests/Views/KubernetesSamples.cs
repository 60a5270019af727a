using IpvsPS.Objects;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>What the commands of Kubernetes services write.</summary>
internal static class KubernetesSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
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
        new(
            "IpvsKubernetesEvent",
            new IpvsKubernetesEvent
            {
                Time = "2026-11-26T12:30:05.123Z",
                Kind = ServiceProxyHappeningKind.Changed,
                Action = ServiceProxyAction.Add,
                Item = ServiceProxyItem.RealServer,
                Target = "172.17.0.3:9000 in TCP 10.96.0.50:80",
                Service = "shop/cart",
                Details = "weight 1",
            },
            new IpvsKubernetesEvent
            {
                Time = "2026-11-26T12:30:06.000Z",
                Kind = ServiceProxyHappeningKind.ServerTrouble,
                Reason = "services: the connection broke: Connection refused (127.0.0.1:6443)",
                Dropped = 3,
            },
            new IpvsKubernetesEvent
            {
                Time = "2026-11-26T12:30:07.999Z",
                Kind = ServiceProxyHappeningKind.Synced,
                Reason = "12 virtual services of the cluster are here.",
                NetNamespace = "blue",
            }
        ),
    ];
}
