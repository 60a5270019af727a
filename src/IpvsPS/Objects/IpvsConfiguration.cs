using IpvsPS.Configuration;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>
/// A whole IPVS configuration as the cmdlets write it: services with their real servers, and, where they are not null, the timeouts,
/// the sync daemons and settings. A section that is null says nothing: whatever the kernel has there stays.
/// </summary>
public sealed class IpvsConfiguration
{
    /// <summary>Makes an empty configuration, to be filled in.</summary>
    public IpvsConfiguration() { }

    internal IpvsConfiguration(IpvsPS.IpvsConfiguration configuration)
    {
        Services = Array.ConvertAll(configuration.Services, service => new IpvsService(service));
        RealServers = Array.ConvertAll(configuration.RealServers, IpvsRealServer.OfConfiguration);
        Timeouts = configuration.Timeouts is { } timeouts ? new IpvsTimeout(timeouts) : null;
        SyncDaemons = configuration.SyncDaemons is { } daemons ? Array.ConvertAll(daemons, daemon => new IpvsSyncDaemon(daemon)) : null;
        Settings = configuration.Settings is { } settings ? Array.ConvertAll(settings, setting => new IpvsSetting(setting)) : null;
        Health = configuration.Health is { } health ? HealthSection.Format(health) : null;
        ServiceHealth = [.. configuration.ServiceHealth.Select(section => new IpvsServiceHealth(section.Key, section.Value))];
        NetNamespace = NetNamespaceText.Of(configuration.NetNamespace);
    }

    /// <summary>The services.</summary>
    public IpvsService[] Services { get; set; } = [];

    /// <summary>The real servers of all services; each carries the identity of its service.</summary>
    public IpvsRealServer[] RealServers { get; set; } = [];

    /// <summary>The timeouts of connections, in seconds; null, or a null in it, leaves them as they are.</summary>
    public IpvsTimeout? Timeouts { get; set; }

    /// <summary>The sync daemons that are to run, at most one of each state; null leaves those that run alone.</summary>
    public IpvsSyncDaemon[]? SyncDaemons { get; set; }

    /// <summary>Settings (<c>net.ipv4.vs.*</c>) by name and value; others, and all where it is null, stay as they are.</summary>
    public IpvsSetting[]? Settings { get; set; }

    /// <summary>
    /// How services are watched that do not say it themselves: the value of the key health of a file, as JSON; null for none.
    /// </summary>
    public string? Health { get; set; }

    /// <summary>How single services are watched; each carries the identity of its service.</summary>
    public IpvsServiceHealth[] ServiceHealth { get; set; } = [];

    /// <summary>
    /// The network namespace it was read from: its name, else its path, empty for the namespace PowerShell was started in; null on a
    /// configuration that was not read from a kernel.
    /// </summary>
    public string? NetNamespace { get; set; }

    /// <summary>Gives the value of IpvsPS.Core.</summary>
    /// <param name="configuration">The object.</param>
    /// <exception cref="IpvsConfigurationException">A health section is not of its form.</exception>
    /// <exception cref="ArgumentException">Two health sections are of one service.</exception>
    public static implicit operator IpvsPS.IpvsConfiguration(IpvsConfiguration configuration) =>
        new()
        {
            Services = Array.ConvertAll(configuration.Services, service => (IpvsPS.IpvsService)service),
            RealServers = Array.ConvertAll(configuration.RealServers, server => server.ToConfiguration()),
            Timeouts = configuration.Timeouts is { } timeouts ? (IpvsPS.IpvsTimeout)timeouts : null,
            SyncDaemons = configuration.SyncDaemons is { } daemons
                ? Array.ConvertAll(daemons, daemon => (IpvsPS.IpvsSyncDaemon)daemon)
                : null,
            Settings = configuration.Settings is { } settings ? Array.ConvertAll(settings, setting => (IpvsPS.IpvsSetting)setting) : null,
            Health = configuration.Health is { Length: > 0 } health ? HealthSection.Parse(health) : null,
            ServiceHealth = configuration.ServiceHealth.ToDictionary(section => section.Id, section => HealthSection.Parse(section.Health)),
        };

    /// <summary>How much it holds.</summary>
    /// <returns><c>2 services, 5 real servers</c>.</returns>
    public override string ToString() => $"{Quantity.Of(Services.Length, "service")}, {Quantity.Of(RealServers.Length, "real server")}";
}
