using IpvsPS.Health;
using IpvsPS.State;

namespace IpvsPS.UnitTests.Views;

/// <summary>Checks and what they find out.</summary>
internal static class HealthSamples
{
    private const string LongServer = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";

    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "IpvsHealthCheck",
            new Objects.IpvsHealthCheck(),
            new Objects.IpvsHealthCheck
            {
                Kind = IpvsHealthCheckKind.Https,
                Path = "/a/long/path?with=query",
                Port = 8443,
                Interval = 2.5,
                FastInterval = 0.5,
                CertificateWarning = 1209600,
            }
        ),
        new(
            "IpvsHealthResult",
            new Objects.IpvsHealthResult
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = "172.17.0.3",
                RealPort = 80,
                Check = "Http /healthz",
                Duration = 0.0123,
                StatusCode = 200,
            },
            new Objects.IpvsHealthResult
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = LongServer,
                RealPort = 65535,
                Check = "Https /up",
                Outcome = ProbeOutcome.CertificateInvalid,
                Detail = "The certificate expired on 2026-01-01 00:00:00Z.",
                Duration = 1.5,
                CertificateSubject = "CN=www.example.org",
                CertificateExpires = "2026-01-01T00:00:00Z",
                CertificateDaysLeft = -329,
                Time = "2026-11-26T12:00:00Z",
            }
        ),
        new(
            "IpvsHealth",
            new Objects.IpvsHealth
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = "172.17.0.3",
                RealPort = 80,
                Health = ServerHealth.Up,
                Since = "2026-11-26T12:00:00Z",
                Weight = 5,
                FullWeight = 5,
                WantedWeight = 5,
                Outcome = "Passed",
                ServiceHasQuorum = true,
                ProcessId = 4242,
                Age = 3.2,
            },
            new Objects.IpvsHealth
            {
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = LongServer,
                RealPort = 65535,
                Health = ServerHealth.Down,
                FullWeight = 65535,
                Removed = true,
                Outcome = "Refused",
                Detail = "No answer within 2 s.",
                Age = 3600,
            }
        ),
        new(
            "IpvsHealthEvent",
            new Objects.IpvsHealthEvent
            {
                Time = "2026-11-26T12:00:00.123Z",
                Kind = HealthEventKind.Down,
                Protocol = IpvsProtocol.Tcp,
                VirtualAddress = "10.0.0.185",
                VirtualPort = 80,
                RealAddress = "172.17.0.3",
                RealPort = 80,
                Outcome = ProbeOutcome.Refused,
                Reason = "Connection refused",
            },
            new Objects.IpvsHealthEvent
            {
                Time = "2026-11-26T12:00:00.123Z",
                Kind = HealthEventKind.CertificateExpiring,
                RealAddress = LongServer,
                RealPort = 65535,
                Weight = 5,
                FormerWeight = 0,
                Dropped = 3,
            },
            new Objects.IpvsHealthEvent
            {
                Time = "2026-11-26T12:00:00.123Z",
                Kind = HealthEventKind.QuorumLost,
                Reason = "0 of 2 real servers are up.",
            }
        ),
    ];
}
