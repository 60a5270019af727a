using System.Collections.Concurrent;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>A monitor of a <see cref="HealthBed"/> on a thread of this process, with a directory of its own for what it
/// remembers.</summary>
internal sealed class LocalMonitor : IDisposable
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HealthEvent> _events = [];
    private readonly NetNamespaceHandle _netns;
    private readonly HealthMonitor _monitor;
    private readonly Thread _thread;

    /// <param name="bed">Its services.</param>
    /// <param name="directory">Where it remembers.</param>
    /// <param name="policy">How it watches each of them; each real server by a connection unless given.</param>
    /// <param name="connect">Connects it with the table of a namespace, for faults on the way.</param>
    public LocalMonitor(
        HealthBed bed,
        StateDirectory directory,
        HealthPolicy? policy = null,
        Func<NetNamespaceHandle, CancellationToken, IpvsClient>? connect = null
    )
    {
        _netns = NetNamespaceHandle.Open(new NetNamespace(bed.Namespace.Name));
        Func<IpvsClient>? open = connect is null ? null : () => connect(_netns, _stop.Token);
        _monitor = HealthMonitor.Open(
            _netns,
            directory,
            new HealthMonitorOptions
            {
                Applies = true,
                Tick = Fast,
                Connect = open,
            },
            _events.Enqueue,
            _stop.Token
        );
        using IpvsClient client = IpvsClient.Open(_netns, _stop.Token);
        policy ??= new HealthPolicy { Checks = [Check] };
        var none = new Dictionary<(InetAddress, ushort), int>();
        _monitor.Load([.. client.ListServices().Select(service => new MonitoredService(service.Id, policy, none))]);
        _thread = new Thread(_monitor.Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Asks often for a connection.</summary>
    public static IpvsHealthCheck Check { get; } =
        new()
        {
            Interval = Fast,
            Timeout = Fast,
            Rise = 1,
            Fall = 2,
        };

    /// <summary>Its file in a directory.</summary>
    public static string FileIn(StateDirectory directory, HealthBed bed)
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(bed.Namespace.Name));
        return HealthTable.File(directory, netns.Identity).Path;
    }

    /// <summary>Waits for an event of a kind; those before it are gone.</summary>
    public HealthEvent Await(HealthEventKind kind, int? server = null)
    {
        HealthEvent? found = null;
        Poll.Until(() => Take(kind, server, out found), $"{kind} {server}");
        return found!;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _monitor.Dispose();
        _netns.Dispose();
        _stop.Dispose();
    }

    /// <summary>Waits for an event of a kind; it and all before it that nobody has awaited.</summary>
    public HealthEvent[] Until(HealthEventKind kind)
    {
        var until = new List<HealthEvent>();
        Poll.Until(
            () =>
            {
                while (until.LastOrDefault()?.Kind != kind && _events.TryDequeue(out HealthEvent? one))
                {
                    until.Add(one);
                }

                return until.LastOrDefault()?.Kind == kind;
            },
            $"{kind}"
        );
        return [.. until];
    }

    private bool Take(HealthEventKind kind, int? server, out HealthEvent? found)
    {
        while (_events.TryDequeue(out found))
        {
            if (found.Kind == kind && (server is null || $"{found.Server?.Address}" == $"10.5.0.{server}"))
            {
                return true;
            }
        }

        return false;
    }
}
