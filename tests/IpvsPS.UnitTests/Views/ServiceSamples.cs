using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>Services and real servers, also in other namespaces and suspended.</summary>
internal static class ServiceSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new("IpvsService", Web, Widest, NameService, Phone, Secure, Mark, LargestMark),
        new("IpvsServiceIPv4", Web, NameService, Mark),
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
        new(
            "IpvsServiceRealServer",
            AsTyped(new Objects.IpvsService(Web) { RealServers = "172.17.0.3:80,172.17.0.4:80" }, "IpvsPS.Objects.IpvsService#RealServer"),
            AsTyped(new Objects.IpvsService(Mark) { RealServers = string.Empty }, "IpvsPS.Objects.IpvsService#RealServer"),
            AsTyped(new Objects.IpvsService(Secure) { RealServers = $"[{LongServer}]:443" }, "IpvsPS.Objects.IpvsService#RealServer")
        ),
    ];

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
}
