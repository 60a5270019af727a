using IpvsPS.Metrics;

namespace IpvsPS.Session;

/// <summary>The servers of metrics that this process runs, until they are stopped, the module is removed or the process ends.</summary>
internal static class MetricServers
{
    private static readonly List<RunningMetricServer> Running = [];

    /// <summary>Those that run, in the order in which they were started.</summary>
    public static RunningMetricServer[] All
    {
        get
        {
            lock (Running)
            {
                return [.. Running];
            }
        }
    }

    /// <summary>Keeps one that has been started.</summary>
    public static void Add(RunningMetricServer server)
    {
        lock (Running)
        {
            Running.Add(server);
        }
    }

    /// <summary>Stops one.</summary>
    public static void Stop(RunningMetricServer server)
    {
        lock (Running)
        {
            Running.Remove(server);
        }

        server.Server.Dispose();
    }

    /// <summary>Stops all.</summary>
    public static void StopAll() => Array.ForEach(All, Stop);
}

/// <summary>A server of metrics that runs.</summary>
/// <param name="Server">The server.</param>
/// <param name="NetNamespace">The namespaces whose tables it serves, in words.</param>
/// <param name="ListenNetNamespace">The namespace it listens in, in words.</param>
/// <param name="HasRealServers">Whether it serves the series of real servers.</param>
internal sealed record RunningMetricServer(MetricServer Server, string? NetNamespace, string? ListenNetNamespace, bool HasRealServers);
