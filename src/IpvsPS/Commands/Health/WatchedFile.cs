using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>A configuration with health sections, which may change while it is watched by.</summary>
internal sealed class WatchedFile(string path)
{
    /// <summary>The time and the length of a file are looked at so often.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly System.Diagnostics.Stopwatch _sinceLook = System.Diagnostics.Stopwatch.StartNew();
    private (DateTime, long) _seen = Look(path);
    private int _version;

    public static IReadOnlyDictionary<(InetAddress, ushort), int> NoWeights { get; } = new Dictionary<(InetAddress, ushort), int>();

    public string Path => path;

    /// <summary>Has it read again, though it looks the same: on SIGHUP.</summary>
    public void Change() => Interlocked.Increment(ref _version);

    /// <summary>Whether it has changed since it was read for a namespace, which counts as read then.</summary>
    public bool HasChanged(WatchedNamespace watched)
    {
        lock (_gate)
        {
            if (_sinceLook.Elapsed > LookInterval)
            {
                _sinceLook.Restart();
                (DateTime, long) now = Look(path);
                if (now != _seen)
                {
                    _seen = now;
                    _version++;
                }
            }

            bool hasChanged = watched.ReadVersion != _version;
            watched.ReadVersion = _version;
            return hasChanged;
        }
    }

    /// <summary>The services that a configuration has watched: all where it has a section at the top, else those with a section.</summary>
    /// <exception cref="CommandException">It could not be read, something in it cannot be, or it says nothing of health.</exception>
    public static IReadOnlyList<MonitoredService> Read(string path, Action<string> warn)
    {
        using ConfigurationTable table = ConfigurationFiles.Read(path, null, warn);
        List<MonitoredService> services =
        [
            .. table
                .Services.Where(entry => entry.Health is not null || table.Health is not null)
                .Select(entry => new MonitoredService(
                    entry.Id,
                    (entry.Health ?? new HealthPolicy()).Or(table.Health),
                    entry.RealServers.ToDictionary(server => (server.Address, server.Port), server => server.Weight)
                )),
        ];
        services.ForEach(service => HealthChecks.ThrowIfNotOf(service.Id, service.Policy.AllChecks, path));
        return services.Count > 0 ? services : throw HealthErrors.NoSection(path);
    }

    private static (DateTime, long) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
