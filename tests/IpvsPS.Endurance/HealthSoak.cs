using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;

namespace IpvsPS.Endurance;

/// <summary>
/// A monitor of two services, by connections and by HTTP, whose servers come and go for as long as it runs; once the whole process
/// stands still for up to a minute. The table must have the weights of the servers that are there, always.
/// </summary>
internal sealed class HealthSoak : IDisposable
{
    private const int Servers = 40;
    private const int Weight = 5;
    private const string Namespace = "soak-health";

    /// <summary>Of so many looks one is a sample: connections, and up to 16 sockets that are made in advance, come and go.</summary>
    private const int Looks = 20;

    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("soak-health").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HealthEvent> _events = [];
    private readonly Dictionary<int, ProbeServer?> _servers = [];
    private readonly List<string> _flaws = [];
    private readonly NetNamespaceHandle _netns;
    private readonly IpvsClient _client;
    private readonly HealthMonitor _monitor;
    private readonly Thread _thread;
    private readonly Random _random = new(16);

    public HealthSoak()
    {
        Shell.Run($"ip netns add {Namespace}; ip -n {Namespace} link set lo up; ip -n {Namespace} route add local 10.5.0.0/16 dev lo");
        _netns = NetNamespaceHandle.Open(new NetNamespace(Namespace));
        _client = IpvsClient.Open(_netns, CancellationToken.None);
        var options = new HealthMonitorOptions { Applies = true };
        _monitor = HealthMonitor.Open(_netns, new StateDirectory(Path.Combine(_folder, "state")), options, _events.Enqueue, _stop.Token);
        var none = new Dictionary<(InetAddress, ushort), int>();
        _monitor.Load([
            new MonitoredService(Make(80), new HealthPolicy { Checks = [Check(IpvsHealthCheckKind.Tcp)] }, none),
            new MonitoredService(Make(8080), new HealthPolicy { Checks = [Check(IpvsHealthCheckKind.Http)] }, none),
        ]);
        for (int number = 1; number <= Servers; number++)
        {
            Open(number);
        }

        _thread = new Thread(_monitor.Run) { IsBackground = true };
        _thread.Start();
    }

    public int Rounds { get; private set; }

    /// <summary>How long the process stood still.</summary>
    public TimeSpan StoodStill { get; private set; }

    public int Events { get; private set; }

    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>Has servers come and go for a time.</summary>
    public List<SoakSample> Run(TimeSpan time, Action<SoakSample> tell)
    {
        var samples = new List<SoakSample>();
        TimeSpan interval = time / 60;
        var clock = Stopwatch.StartNew();
        while ((clock.Elapsed < time || samples.Count < SoakJudge.LeastSamples) && _flaws.Count == 0)
        {
            Exchange();
            if (StoodStill == TimeSpan.Zero && clock.Elapsed > time / 2)
            {
                StandStill(time / 6 < LongestStop ? time / 6 : LongestStop);
            }

            if (samples.Count == 0 || clock.Elapsed - samples[^1].Time >= interval)
            {
                OpenAll();
                samples.Add(TakeFewest(clock.Elapsed));
                tell(samples[^1]);
            }
        }

        return samples;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _monitor.Dispose();
        _client.Dispose();
        foreach (ProbeServer? server in _servers.Values)
        {
            server?.Dispose();
        }

        _netns.Dispose();
        _stop.Dispose();
        Shell.Run($"ip netns delete {Namespace}");
        Directory.Delete(_folder, recursive: true);
    }

    private static IpvsHealthCheck Check(IpvsHealthCheckKind kind) =>
        new()
        {
            Kind = kind,
            Interval = TimeSpan.FromMilliseconds(500),
            Timeout = TimeSpan.FromMilliseconds(500),
            Rise = 1,
            Fall = 2,
        };

    /// <summary>A round: every fifth server changes its mind, and the table follows.</summary>
    private void Exchange()
    {
        Rounds++;
        foreach (int number in Enumerable.Range(1, Servers).Where(_ => _random.Next(5) == 0))
        {
            if (_servers[number] is { } server)
            {
                server.Dispose();
                _servers[number] = null;
            }
            else
            {
                Open(number);
            }
        }

        Await($"round {Rounds}");
        while (_events.TryDequeue(out _))
        {
            Events++;
        }
    }

    /// <summary>A sample is taken with every server there: their sockets are of this process too.</summary>
    private void OpenAll()
    {
        foreach (int number in Enumerable.Range(1, Servers).Where(number => _servers[number] is null))
        {
            Open(number);
        }

        Await("all servers");
    }

    /// <summary>What is held for a moment only is no leak: the look with the fewest descriptors counts.</summary>
    private SoakSample TakeFewest(TimeSpan time)
    {
        SoakSample fewest = SoakSample.Take(time, Rounds);
        for (int look = 1; look < Looks; look++)
        {
            Thread.Sleep(20);
            SoakSample other = SoakSample.Take(time, Rounds);
            fewest = other.Figures.Descriptors < fewest.Figures.Descriptors ? other : fewest;
        }

        return fewest;
    }

    /// <summary>Another process stops this one, and has it go on; what its probes found out meanwhile must count for nothing.</summary>
    private void StandStill(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        using Process other = Shell.Start(
            $"kill -STOP {Environment.ProcessId}; sleep {(int)time.TotalSeconds}; kill -CONT {Environment.ProcessId}"
        );
        other.WaitForExit();
        StoodStill = clock.Elapsed;
        for (int i = 0; i < 100; i++)
        {
            if (Table() is var table && table != Wanted())
            {
                _flaws.Add($"after a pause of {StoodStill.TotalSeconds:0} s: {table}, and not {Wanted()}");
                return;
            }

            Thread.Sleep(20);
        }

        if (!_events.Any(happened => happened.Kind == HealthEventKind.Paused))
        {
            _flaws.Add("nobody was told of the pause");
        }
    }

    private void Await(string what)
    {
        try
        {
            Poll.Until(() => Table() == Wanted(), Wanted());
        }
        catch (TimeoutException)
        {
            _flaws.Add($"{what}: {Table()}, and not {Wanted()}");
        }
    }

    private string Wanted() => string.Join(' ', _servers.OrderBy(pair => pair.Key).Select(pair => pair.Value is null ? 0 : Weight));

    private string Table()
    {
        var all = new SortedDictionary<int, int>();
        var rows = new List<RealServer>();
        foreach (IpvsService service in _client.ListServices())
        {
            _client.ReadRealServers(service.Id, rows);
            rows.ForEach(row => all.Add(row.Address.ToIPAddress().GetAddressBytes()[3], row.Weight));
        }

        return string.Join(' ', all.Values);
    }

    /// <summary>A service with half of the servers.</summary>
    private IpvsServiceId Make(ushort port)
    {
        InetAddress.TryParse("10.4.0.1"u8, out InetAddress address);
        var id = IpvsServiceId.ForAddress(address, port, IpvsProtocol.Tcp);
        var service = new IpvsService { Id = id, Scheduler = "rr" };
        _client.AddService(service);
        int first = port == 80 ? 1 : (Servers / 2) + 1;
        for (int number = first; number < first + (Servers / 2); number++)
        {
            InetAddress.TryParse(Encoding.ASCII.GetBytes($"10.5.0.{number}"), out InetAddress real);
            _client.AddRealServer(new IpvsRealServer(id, real, 80) { Weight = Weight, ForwardingMethod = IpvsForwardingMethod.Masquerade });
        }

        return id;
    }

    private void Open(int number)
    {
        Socket socket = PodSocket.Bind(_netns, IPAddress.Parse($"10.5.0.{number}"), 80);
        _servers[number] = ProbeServer.Saying(ProbeServer.Page, listener: socket);
    }
}
