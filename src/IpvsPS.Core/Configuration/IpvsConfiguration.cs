using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS;

/// <summary>
/// A whole IPVS configuration: services with their real servers, and, where they are not null, the timeouts, the sync
/// daemons and settings. A section that is null says nothing: whatever the kernel has there stays.
/// </summary>
public sealed class IpvsConfiguration
{
    /// <summary>The services.</summary>
    public IpvsService[] Services { get; set; } = [];

    /// <summary>The real servers of all services; each carries the identity of its service.</summary>
    public IpvsRealServer[] RealServers { get; set; } = [];

    /// <summary>The timeouts of connections; null, or a null in it, leaves them as they are.</summary>
    public IpvsTimeout? Timeouts { get; set; }

    /// <summary>The sync daemons that are to run, at most one of each state; null leaves those that run alone.</summary>
    public IpvsSyncDaemon[]? SyncDaemons { get; set; }

    /// <summary>Settings (<c>net.ipv4.vs.*</c>) by name and value; others, and all where it is null, stay as they are.</summary>
    public IpvsSetting[]? Settings { get; set; }

    /// <summary>How services are watched that do not say it themselves; null where the configuration says nothing of it.</summary>
    public HealthPolicy? Health { get; set; }

    /// <summary>How single services are watched. No kernel knows of it: only files and those who make a configuration do.</summary>
    public IReadOnlyDictionary<IpvsServiceId, HealthPolicy> ServiceHealth { get; set; } = new Dictionary<IpvsServiceId, HealthPolicy>();

    /// <summary>The network namespace it was read from; null where it was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>How much it holds.</summary>
    /// <returns><c>2 services, 5 real servers</c>.</returns>
    public override string ToString() => $"{Quantity.Of(Services.Length, "service")}, {Quantity.Of(RealServers.Length, "real server")}";
}
