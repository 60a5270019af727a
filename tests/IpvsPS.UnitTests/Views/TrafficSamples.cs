using System.Management.Automation;
using System.Net;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>Counters, rates and connections.</summary>
internal static class TrafficSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
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
        new("IpvsConnection", [.. Connections()]),
    ];

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

    private static PSObject AsRate(IpvsStatistic statistic) =>
        AsTyped(new Objects.IpvsStatistic(statistic), "IpvsPS.Objects.IpvsStatistic#Rate");

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
}
