using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Screen;

/// <summary>Why the table of a namespace is not read any more.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Cause">What was thrown.</param>
internal sealed record ScreenFailure(NetNamespace Namespace, ExceptionDispatchInfo Cause);

/// <summary>Reads the tables that are watched. One that cannot be read is watched no more, and the others go on.</summary>
/// <param name="tables">The tables.</param>
/// <param name="interval">From one reading to the next.</param>
internal sealed class ScreenReader(IEnumerable<ScreenTable> tables, TimeSpan interval)
{
    /// <summary>The part of the interval that all reading is to take.</summary>
    private const double WholeShare = 0.06;

    /// <summary>The part that is spent on the real servers of services that are not seen: as much as the rest leaves, up to this.</summary>
    private const double MostTurnShare = 0.025;

    /// <summary>And this much in any case, so that all have their turn sometime.</summary>
    private const double LeastTurnShare = 0.005;

    private readonly List<ScreenTable> _tables = [.. tables];
    private long _started;

    /// <summary>The services of all tables.</summary>
    public List<ScreenService> Services { get; } = [];

    /// <summary>What could not be read.</summary>
    public List<ScreenFailure> Failures { get; } = [];

    /// <summary>Whether there is no table left.</summary>
    public bool IsOver => _tables.Count == 0;

    /// <summary>How long real servers may be read that are not seen.</summary>
    /// <param name="interval">From one reading to the next.</param>
    /// <param name="spent">What this reading has taken so far.</param>
    public static TimeSpan TurnTime(TimeSpan interval, TimeSpan spent)
    {
        TimeSpan left = (interval * WholeShare) - spent;
        TimeSpan most = left < interval * MostTurnShare ? left : interval * MostTurnShare;
        return most > interval * LeastTurnShare ? most : interval * LeastTurnShare;
    }

    /// <summary>Reads the services.</summary>
    public void ReadServices(CancellationToken cancellation)
    {
        _started = Stopwatch.GetTimestamp();
        Services.Clear();
        ForEach(table =>
        {
            table.ReadServices(cancellation);
            Services.AddRange(table.Services);
        });
    }

    /// <summary>Reads the real servers of these services, unless that was done since the services were read.</summary>
    /// <returns>Whether any was read.</returns>
    public bool ReadServers(IEnumerable<ScreenService> services)
    {
        bool isRead = false;
        ILookup<string, ScreenService> byTable = services.ToLookup(service => service.NetNamespace);
        ForEach(table =>
        {
            foreach (ScreenService service in byTable[table.Name])
            {
                isRead |= table.ReadServers(service);
            }
        });
        return isRead;
    }

    /// <summary>Reads the real servers of all services, as far as there is time.</summary>
    public void ReadInTurn(CancellationToken cancellation)
    {
        TimeSpan time = TurnTime(interval, Stopwatch.GetElapsedTime(_started)) / Math.Max(1, _tables.Count);
        ForEach(table => table.ReadInTurn(time, cancellation));
    }

    /// <summary>The table that a service is in; null where it is watched no more.</summary>
    public ScreenTable? TableOf(ScreenService service) => _tables.Find(table => table.Name == service.NetNamespace);

    /// <summary>What a screen shows of the tables.</summary>
    public ScreenPicture Picture(ScreenView view, ScreenRows rows, bool isAscii) =>
        new(view, rows)
        {
            Host = Environment.MachineName,
            Time = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            Services = Services,
            Namespaces = [.. _tables.Select(table => table.Name)],
            SyncDaemons = string.Join(", ", _tables.SelectMany(table => table.SyncDaemons).Select(Words)),
            Interval = interval,
            IsAscii = isAscii,
        };

    private static string Words(IpvsSyncDaemon daemon) =>
        $"sync {(daemon.State == IpvsSyncState.Master ? "master" : "backup")} {daemon.Interface}";

    private void ForEach(Action<ScreenTable> read) =>
        _tables.RemoveAll(table =>
        {
            try
            {
                read(table);
                return false;
            }
            catch (Exception e) when (e is NetNamespaceException or NetlinkException or StateException)
            {
                Failures.Add(new ScreenFailure(table.Namespace.Namespace, ExceptionDispatchInfo.Capture(e)));
                return true;
            }
        });
}
