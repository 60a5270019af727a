using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Screen;
using IpvsPS.State;
using IpvsPS.UnitTests.Statistics;

namespace IpvsPS.UnitTests.Screen;

/// <summary>A table that is read as often as a test wants, with the connections that came meanwhile.</summary>
internal sealed class ScreenSamples
{
    private readonly HandClock _clock = new();
    private int _reading;

    /// <summary>
    /// A web service of three real servers, of which one is suspended and one is down, a mail service, and one without traffic.
    /// </summary>
    public ScreenSamples()
    {
        Web = Service("10.0.0.185", 80, IpvsProtocol.Tcp);
        Mail = Service("2001:db8::25", 25, IpvsProtocol.Tcp);
        Idle = Service("10.0.0.10", 53, IpvsProtocol.Udp);
        Idle.Service.Scheduler = "rr";
    }

    public ScreenService Web { get; }

    public ScreenService Mail { get; }

    public ScreenService Idle { get; }

    public List<ScreenService> Services => [Idle, Web, Mail];

    /// <summary>The table after two readings, two seconds apart.</summary>
    public static ScreenSamples Read()
    {
        var samples = new ScreenSamples();
        samples.Read(0);
        samples.Read(2);
        return samples;
    }

    /// <summary>A picture of it.</summary>
    public ScreenPicture Picture(ScreenView view, bool isAscii = false) =>
        new(view, ScreenRows.Of(Services, view))
        {
            Host = "lb1",
            Time = "12:00:02",
            Services = Services,
            Namespaces = [string.Empty],
            SyncDaemons = "sync master eth0",
            Interval = TimeSpan.FromSeconds(2),
            IsAscii = isAscii,
        };

    /// <summary>Reads the table, a time after it was read before.</summary>
    public void Read(double seconds)
    {
        _clock.Pass(seconds);
        _reading++;
        ulong n = (ulong)_reading;
        Note(Web, new IpvsCounters(80 * n, 400 * n, 600 * n, 6_200 * n, 176_000 * n));
        Note(Mail, new IpvsCounters(3 * n, 30 * n, 0, 3_000 * n, 0));
        Note(Idle, default);
        Take(
            Web,
            Row("172.17.0.3", 8080, weight: 1, new IpvsCounters(60 * n, 0, 0, 4_000 * n, 90_000 * n), active: 12),
            Row("172.17.0.4", 8080, weight: 0, new IpvsCounters(20 * n, 0, 0, 2_200 * n, 86_000 * n), active: 3),
            Row("172.17.0.5", 8080, weight: 1, default, active: 0)
        );
        Take(Mail, Row("2001:db8::3", 25, weight: 1, new IpvsCounters(3 * n, 30 * n, 0, 3_000 * n, 0), active: 1, upper: 1));
        Take(Idle, Row("172.17.0.9", 53, weight: 1, default, active: 0));
    }

    private static ScreenService Service(string address, ushort port, IpvsProtocol protocol)
    {
        var id = IpvsServiceId.ForAddress(InetAddress.FromIPAddress(IPAddress.Parse(address)), port, protocol);
        return new ScreenService(id, string.Empty);
    }

    private static CountedRealServer Row(string address, ushort port, int weight, IpvsCounters counters, uint active, uint upper = 0) =>
        new(
            new RealServer(InetAddress.FromIPAddress(IPAddress.Parse(address)), port)
            {
                Weight = weight,
                ActiveConnections = active,
                InactiveConnections = 2 * active,
                UpperThreshold = upper,
            },
            counters
        );

    private static (Suspension? Suspension, RealServerHealth? Health) Find(RealServerId id, int weight) =>
        id.Address.ToString() switch
        {
            "172.17.0.4" => (new Suspension { Server = id, FullWeight = 3 }, new RealServerHealth(id) { Health = ServerHealth.Up }),
            "172.17.0.5" => (null, new RealServerHealth(id) { Health = ServerHealth.Down, IsKeptUp = true }),
            "172.17.0.3" => (null, new RealServerHealth(id) { Health = ServerHealth.Up }),
            _ => (null, null),
        };

    private void Note(ScreenService service, IpvsCounters counters) => service.Counter.Note(counters, _clock.GetTimestamp(), _clock);

    private void Take(ScreenService service, params CountedRealServer[] rows) =>
        service.TakeServers([.. rows], _reading, _clock.GetTimestamp(), _clock, Find);
}
