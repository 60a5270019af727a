using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.Objects;

namespace IpvsPS.UnitTests.Views;

/// <summary>Findings and repairs as the cmdlets write them.</summary>
internal static class DiagnosisSamples
{
    private static readonly NetNamespace Pod = new("pod1");

    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "IpvsFinding",
            Finding("D001", "net.ipv4.ip_forward", new NetNamespace(), 2, Web("10.0.0.185")),
            Finding("R210", "10.0.0.185 DirectRoute", Pod, "arp_ignore of eth0 is 0, arp_announce of eth0 is 0", Web("10.0.0.185")),
            Finding("S112", "DirectRoute", new NetNamespace(), 4, Web("2001:db8:1234:5678:9abc:def0:1234:5678"))
        ),
        new(
            "IpvsRepair",
            new IpvsRepair
            {
                Id = "D001",
                Target = "net.ipv4.ip_forward",
                Former = "0",
                Now = "1",
                Undo = "0 | Out-File /proc/sys/net/ipv4/ip_forward",
            },
            new IpvsRepair
            {
                Id = "R210",
                Target = "10.0.0.185 DirectRoute",
                Former = "not set up",
                Now = "set up",
                Undo = "Disable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod1",
                NetNamespace = "pod1",
            }
        ),
    ];

    private static IpvsServiceId Web(string address) =>
        IpvsServiceId.ForAddress(InetAddress.FromIPAddress(System.Net.IPAddress.Parse(address)), 80, IpvsProtocol.Tcp);

    private static IpvsFinding Finding(string id, string field, NetNamespace netns, object value, IpvsServiceId service) =>
        new(
            new DiagnosisFinding
            {
                Id = id,
                Field = field,
                Values = [value, service],
                Service = id == "D001" ? null : service,
                RealServer = id == "D001" ? null : InetEndpoint.Parse("172.17.0.3:80"),
                NetNamespace = netns,
            }
        );
}
