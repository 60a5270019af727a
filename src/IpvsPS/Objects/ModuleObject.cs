namespace IpvsPS.Objects;

/// <summary>What a value of IpvsPS.Core is to a user of the module.</summary>
internal static class ModuleObject
{
    /// <summary>The module's object of a value of IpvsPS.Core; anything else as it is.</summary>
    public static object? Of(object? value) =>
        value switch
        {
            IpvsPS.IpvsService service => new IpvsService(service),
            IpvsPS.IpvsRealServer server => new IpvsRealServer(server),
            IpvsPS.IpvsStatistic statistic => new IpvsStatistic(statistic),
            IpvsPS.IpvsConnection connection => new IpvsConnection(connection),
            IpvsPS.IpvsTimeout timeouts => new IpvsTimeout(timeouts),
            IpvsPS.IpvsInfo info => new IpvsInfo(info),
            IpvsPS.IpvsSyncDaemon daemon => new IpvsSyncDaemon(daemon),
            IpvsPS.IpvsSetting setting => new IpvsSetting(setting),
            IpvsPS.IpvsConfiguration configuration => new IpvsConfiguration(configuration),
            IpvsPS.IpvsChange change => new IpvsChange(change),
            _ => value,
        };
}
