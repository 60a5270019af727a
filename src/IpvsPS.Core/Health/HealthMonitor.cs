using System.Diagnostics;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>
/// Watches services of one network namespace: probes their real servers over and over, and gives them weights accordingly.
/// One monitor is in a namespace at a time. What it knows is in a file under /run, from which the next one goes on.
/// </summary>
public sealed partial class HealthMonitor : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(50);

    private readonly NetNamespaceHandle _netns;
    private readonly HealthMonitorOptions _options;
    private readonly Action<HealthEvent> _tell;
    private readonly StateLock _lock;
    private readonly StateFile<HealthTable> _file;
    private readonly StateFile<SuspensionTable> _suspensions;
    private IpvsClient _client;
    private readonly ConnectLoop _connects;
    private readonly ProbeScheduler _scheduler;
    private readonly DataPath? _path;
    private readonly AddressKeeper _addresses;
    private readonly CancellationToken _stop;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<IpvsServiceId, MonitoredPool> _pools = [];
    private readonly HashSet<IpvsServiceId> _gone = [];
    private readonly HashSet<HealthEventKind> _told = [];
    private IReadOnlyList<MonitoredService>? _next;
    private HealthTable? _saved;

    private HealthMonitor(
        NetNamespaceHandle netns,
        StateDirectory directory,
        HealthMonitorOptions options,
        StateLock held,
        Action<HealthEvent> tell,
        CancellationToken stop
    )
    {
        (_netns, _options, _lock, _tell, _stop) = (netns, options, held, tell, stop);
        _file = HealthTable.File(directory, netns.Identity);
        _suspensions = SuspensionTable.File(directory, netns.Identity);
        _client = Connect();
        _path = options.IsThroughService ? DataPath.Open(netns, directory, stop) : null;
        _addresses = new AddressKeeper(netns, tell, stop);
        _connects = new ConnectLoop(netns);
        var prober = new Prober(netns) { Script = options.Script, Connects = _connects };
        _scheduler = new ProbeScheduler(prober.RunAsync, Report, options.MostAtOnce) { StartsInPlace = true };
    }

    /// <summary>Takes the place of the namespace's one monitor.</summary>
    /// <param name="netns">The namespace; it must stay open.</param>
    /// <param name="directory">Where the state lies.</param>
    /// <param name="options">How it works.</param>
    /// <param name="tell">Is told of what happens, on the thread of <see cref="Run"/>.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The monitor, to be loaded, run and disposed.</returns>
    /// <exception cref="StateException">Busy where the namespace has a monitor; or the directory is not to be written.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static HealthMonitor Open(
        NetNamespaceHandle netns,
        StateDirectory directory,
        HealthMonitorOptions options,
        Action<HealthEvent> tell,
        CancellationToken stop
    )
    {
        directory.Create();
        StateLock held = StateLock.Take(Path.Combine(directory.Path, $"monitor-{netns.Identity.ToFileName()}.lock"), TimeSpan.Zero, stop);
        try
        {
            return new HealthMonitor(netns, directory, options, held, tell, stop);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Has these services watched from the next look on, in place of those before; from any thread.</summary>
    /// <param name="services">The services.</param>
    public void Load(IReadOnlyList<MonitoredService> services)
    {
        Volatile.Write(ref _next, services);
        _wake.Set();
    }

    /// <summary>Watches until it is stopped, or until the namespace's name is another's. Weights stay as they are then.</summary>
    public void Run()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        using CancellationTokenRegistration ended = end.Token.Register(_connects.End);
        Restore();
        Task probing = Task.Run(() => _scheduler.RunAsync(end.Token), CancellationToken.None);
        try
        {
            TimeSpan last = _clock.Elapsed;
            while (!_stop.IsCancellationRequested && IsNamespaceThere())
            {
                TellPause(last);
                last = _clock.Elapsed;
                Look();
                _options.Beat?.Invoke();
                WaitHandle.WaitAny([_wake, _stop.WaitHandle], _options.Tick);
                _stop.WaitHandle.WaitOne(ShortestTick);
            }
        }
        finally
        {
            end.Cancel();
            probing.Wait(CancellationToken.None);
        }
    }

    /// <summary>Ends what is left of its probes' services, and gives the place back.</summary>
    public void Dispose()
    {
        _path?.Dispose();
        _connects.Dispose();
        _addresses.Dispose();
        _client.Dispose();
        _wake.Dispose();
        _lock.Dispose();
    }

    private IpvsClient Connect() => _options.Connect?.Invoke() ?? IpvsClient.Open(_netns, _stop);

    private void Report(ProbeReport report)
    {
        if (report.Before.Health != report.After.Health)
        {
            _wake.Set();
        }
    }

    private void Restore()
    {
        try
        {
            _saved = _file.Read();
        }
        catch (StateException e)
        {
            Tell(HealthEventKind.StateNotRead, e.Message);
        }
    }

    /// <summary>Who was stopped has missed rounds, and its probes did not count.</summary>
    private void TellPause(TimeSpan last)
    {
        TimeSpan pause = _clock.Elapsed - last - _options.Tick;
        if (pause > LongestPause)
        {
            Tell(HealthEventKind.Paused, $"This process did not run for {pause.TotalSeconds:0} seconds.");
        }
    }

    private bool IsNamespaceThere()
    {
        if (_netns.Namespace.Name is not { } name)
        {
            return true;
        }

        try
        {
            _netns.ThrowIfGone();
            return true;
        }
        catch (NetNamespaceException)
        {
            Tell(HealthEventKind.NamespaceGone, $"The network namespace {name} was removed, or is another one now.");
            return false;
        }
    }

    /// <summary>Tells of a trouble once, until it is over.</summary>
    private void TellOnce(HealthEventKind kind, string reason)
    {
        if (_told.Add(kind))
        {
            Tell(kind, reason);
        }
    }

    private void Tell(HealthEventKind kind, string? reason, IpvsServiceId? service = null) =>
        _tell(new HealthEvent(kind, DateTimeOffset.UtcNow) { Reason = reason, Service = service });
}
