using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>The services of one network namespace that are watched.</summary>
internal sealed class WatchedNamespace(NetNamespaceHandle netns) : IDisposable
{
    private readonly Dictionary<IpvsServiceId, MonitoredService> _services = [];

    public NetNamespaceHandle Namespace => netns;

    public IReadOnlyList<MonitoredService> Services => [.. _services.Values];

    /// <summary>Runs the scripts of checks; made on the pipeline's thread, which knows the session's variables.</summary>
    public ScriptProbes? Scripts { get; set; }

    public HealthMonitor? Monitor { get; set; }

    /// <summary>Which state of a file it has read.</summary>
    public int ReadVersion { get; set; }

    public void Add(IEnumerable<MonitoredService> services)
    {
        foreach (MonitoredService service in services)
        {
            _services[service.Id] = service;
        }
    }

    public void Dispose()
    {
        Scripts?.Dispose();
        netns.Dispose();
    }
}
