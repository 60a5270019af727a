using IpvsPS.Objects;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.UnitTests.Views;

/// <summary>What the commands that watch, count and serve metrics write.</summary>
internal static class StatisticViewSamples
{
    private const string LongAddress = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";

    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "IpvsStatisticSample",
            new IpvsStatisticSample
            {
                Time = "2026-11-26T17:57:22.118Z",
                Elapsed = 2.001,
                Service = "TCP 10.0.0.185:80",
                Weight = 2,
                ActiveConnections = 1234567,
                InactiveConnections = 12,
                ConnectionsPerSecond = 41.48,
                IncomingPacketsPerSecond = 123456.5,
                IncomingBytesPerSecond = 987654321,
                OutgoingBytesPerSecond = 123456789012,
                ConnectionsDelta = 83,
                Connections = 9_000_000_000,
            },
            new IpvsStatisticSample
            {
                Time = "2026-11-26T17:57:22.118Z",
                Elapsed = 2.001,
                Service = $"SCTP [{LongAddress}]:65535",
                KubernetesService = "shop/web:http",
                RealAddress = LongAddress,
                RealPort = 65535,
                Suspended = true,
                Health = ServerHealth.Up,
                Reset = true,
            }
        ),
        new(
            "IpvsConnectionCount",
            new IpvsConnectionCount
            {
                ClientAddress = LongAddress,
                Count = 1234567,
                Established = 1000000,
                Share = 61.7,
            },
            new IpvsConnectionCount
            {
                By = ConnectionGroup.RealServer,
                RealAddress = "172.17.0.3",
                RealPort = 80,
                Count = 3,
                Share = 100,
            },
            new IpvsConnectionCount
            {
                By = ConnectionGroup.State,
                State = "SHUTDOWN_ACK_SENT",
                Count = 1,
                Share = 0.1,
            },
            new IpvsConnectionCount
            {
                By = ConnectionGroup.Service,
                Protocol = IpvsProtocol.Sctp,
                VirtualAddress = LongAddress,
                VirtualPort = 65535,
                Count = 2,
                Share = 5,
                NetNamespace = "blue",
            },
            new IpvsConnectionCount
            {
                By = ConnectionGroup.Service,
                FirewallMark = 7,
                Count = 2,
                Share = 5,
                NetNamespace = "blue",
            }
        ),
        new(
            "IpvsMetricServer",
            new IpvsMetricServer
            {
                Port = 9410,
                NetNamespace = string.Empty,
                ListenNetNamespace = string.Empty,
                Requests = 17,
            },
            new IpvsMetricServer
            {
                ListenAddress = LongAddress,
                Port = 65535,
                NetNamespace = "lb1,lb2,a-longer-name",
                ListenNetNamespace = "blue",
                RealServer = true,
            }
        ),
    ];
}
