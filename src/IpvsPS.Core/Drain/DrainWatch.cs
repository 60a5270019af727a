using System.Diagnostics;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>
/// Watches real servers of weight 0 until their connections are gone. It is asked a step at a time, so that it serves a
/// loop that has other things to do too; <see cref="Run"/> is the loop for who has not. It changes nothing.
/// </summary>
public sealed class DrainWatch
{
    /// <summary>Reading the connection table takes a tenth of the time at most.</summary>
    private const int ReadingShare = 10;

    /// <summary>How often the connection table is read where nothing but how old connections are depends on it.</summary>
    private static readonly TimeSpan ShowInterval = TimeSpan.FromSeconds(5);

    private readonly IpvsClient _client;
    private readonly Func<IpvsConnectionTable> _openConnections;
    private readonly DrainWaitOptions _options;
    private readonly Dictionary<RealServerId, Waiting> _waiting = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Dictionary<RealServerId, ConnectionCount> _counts = [];
    private TimeSpan _nextReading;
    private bool _isFresh;

    /// <summary>Makes a watch that waits for nothing yet.</summary>
    /// <param name="client">The table of the namespace.</param>
    /// <param name="openConnections">Opens the connection table of the same namespace.</param>
    /// <param name="options">When a real server counts as drained.</param>
    public DrainWatch(IpvsClient client, Func<IpvsConnectionTable> openConnections, DrainWaitOptions options)
    {
        _client = client;
        _openConnections = openConnections;
        _options = options;
    }

    /// <summary>How many are still waited for.</summary>
    public int Count => _waiting.Count;

    /// <summary>Waits for a real server from now on.</summary>
    /// <param name="server">Which one.</param>
    /// <param name="timeout">How long at most; null for as long as it takes.</param>
    public void Add(RealServerId server, TimeSpan? timeout) => _waiting[server] = new Waiting(_clock.Elapsed, timeout);

    /// <summary>Waits for a real server no longer: it is wanted again.</summary>
    public void Remove(RealServerId server) => _waiting.Remove(server);

    /// <summary>Polls until nothing is waited for any more.</summary>
    /// <param name="report">Takes what is known of each after each poll; of one that is over, for the last time.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="NetlinkException">The kernel could not be asked.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; every weight is as it was.</exception>
    public void Run(Action<IReadOnlyList<DrainStatus>> report, CancellationToken cancellation)
    {
        while (true)
        {
            report(Poll());
            if (_waiting.Count == 0)
            {
                return;
            }

            if (cancellation.WaitHandle.WaitOne(DrainWaitOptions.PollInterval))
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    /// <summary>Asks the kernel once. What is over is not waited for any more.</summary>
    /// <exception cref="NetlinkException">The kernel could not be asked.</exception>
    public IReadOnlyList<DrainStatus> Poll()
    {
        RealServerId[] servers = [.. _waiting.Keys.Order()];
        var view = new ServiceView(_client, servers);
        ReadConnections(servers, view);
        DrainStatus[] statuses = Array.ConvertAll(servers, server => Judge(server, view));
        foreach (DrainStatus status in statuses)
        {
            if (status.IsOver)
            {
                _waiting.Remove(status.Server);
            }
        }

        return statuses;
    }

    private void ReadConnections(RealServerId[] servers, ServiceView view)
    {
        bool IsConnected(RealServerId server) =>
            view.TryGet(server, out RealServer row) && row.ActiveConnections + row.InactiveConnections > 0;
        RealServerId[] connected = Array.FindAll(servers, IsConnected);
        bool isWanted = connected.Any(server => _options.IgnoreIdle is not null || IsUndecided(server, view));
        bool isToBeShown = connected.Length > 0 && _clock.Elapsed >= _nextReading + ShowInterval;
        _isFresh = (isWanted && _clock.Elapsed >= _nextReading) || isToBeShown;
        if (!_isFresh)
        {
            return;
        }

        TimeSpan began = _clock.Elapsed;
        using IpvsConnectionTable table = _openConnections();
        _counts = ConnectionCount.Read(table, new ConnectionAge(_client.GetTimeouts()), connected, _options);
        _nextReading = _clock.Elapsed + ((_clock.Elapsed - began) * ReadingShare);
    }

    /// <summary>Whether the kernel's own counts do not say whether it is drained.</summary>
    private static bool IsUndecided(RealServerId server, ServiceView view) =>
        view.TryGet(server, out RealServer row)
        && row.ActiveConnections == 0
        && row.InactiveConnections > 0
        && !DrainRules.HasNoConnections(view.Service(server.Service)!);

    private DrainStatus Judge(RealServerId server, ServiceView view)
    {
        Waiting waiting = _waiting[server];
        TimeSpan elapsed = _clock.Elapsed - waiting.Began;
        var status = new DrainStatus(server) { Elapsed = elapsed, Timeout = waiting.Timeout };
        bool isFirst = !waiting.IsSeen;
        waiting.IsSeen = true;
        if (!view.TryGet(server, out RealServer row))
        {
            DrainCode code = isFirst ? DrainCode.NotFound : DrainCode.Vanished;
            return status with { State = DrainState.Failed, Problem = new DrainFinding(code, server, "RealAddress") };
        }

        status = status with
        {
            ActiveConnections = row.ActiveConnections,
            InactiveConnections = row.InactiveConnections,
            PersistentConnections = row.PersistentConnections,
        };
        if (row.Weight != 0)
        {
            DrainCode code = isFirst ? DrainCode.NotSuspended : DrainCode.Resumed;
            return status with { State = DrainState.Failed, Problem = DrainFinding.OfWeight(code, server, row.Weight) };
        }

        status = Measure(status, view.Service(server.Service)!);
        // Inactive connections are counted whole between two readings of the connection table, and by their age at one.
        uint ending = status.ActiveConnections > 0 ? status.ActiveConnections : status.Counting;
        status = status with { Remaining = waiting.Forecast.Next(elapsed, ending) };
        bool isLate = waiting.Timeout is { } timeout && elapsed >= timeout;
        return status with
        {
            State =
                status.Counting == 0 ? DrainState.Drained
                : isLate ? DrainState.TimedOut
                : DrainState.Draining,
        };
    }

    private DrainStatus Measure(DrainStatus status, IpvsService service)
    {
        uint persistent = _options.IncludePersistent ? status.PersistentConnections : 0;
        if (DrainRules.HasNoConnections(service))
        {
            return status with { Counting = persistent };
        }

        // What an earlier poll has read is for showing: it says nothing of a connection that has ended since.
        ConnectionCount? shown = _counts.GetValueOrDefault(status.Server);
        ConnectionCount? count = _isFresh ? shown : null;
        uint active = status.ActiveConnections - Math.Min((uint)(count?.Idle ?? 0), status.ActiveConnections);
        uint inactive = status.InactiveConnections;
        if (count is not null)
        {
            // One that was opened after the kernel's counts were read is in the connection table only.
            active = Math.Max(active, (uint)count.LiveConnections);
            inactive = _options.IncludeInactive ? inactive : (uint)(count.Closing + count.LiveFlows);
        }

        return status with
        {
            Counting = active + inactive + persistent,
            IdleConnections = _options.IgnoreIdle is null ? null : shown?.Idle,
            OldestIdle = shown is { Flowing: > 0 } ? shown.OldestIdle : null,
        };
    }

    /// <summary>One that is waited for.</summary>
    private sealed class Waiting(TimeSpan began, TimeSpan? timeout)
    {
        public TimeSpan Began => began;

        public TimeSpan? Timeout => timeout;

        public DrainForecast Forecast { get; } = new();

        /// <summary>Whether it has been looked at.</summary>
        public bool IsSeen { get; set; }
    }
}
