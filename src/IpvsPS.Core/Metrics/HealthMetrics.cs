using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Metrics;

/// <summary>
/// What a health monitor knows: of each service that it watches and, where they are asked for, of each real server. What was written
/// by a monitor that does not run any more is left out, but for the time.
/// </summary>
internal static class HealthMetrics
{
    private static readonly MetricFamily Written = new(
        "ipvs_health_written_timestamp_seconds",
        MetricType.Gauge,
        "When a health monitor wrote last what it knows; one that runs writes every 30 seconds at least.",
        "seconds"
    );

    private static readonly (MetricFamily Family, Func<ServiceHealth, ulong> Value)[] OfServices =
    [
        (
            new("ipvs_service_quorum", MetricType.Gauge, "Whether enough of the service's real servers are up."),
            static service => service.HasQuorum ? 1UL : 0UL
        ),
        (
            new("ipvs_service_sorry_active", MetricType.Gauge, "Whether the monitor has put the service's sorry server in."),
            static service => service.IsSorryServerOn ? 1UL : 0UL
        ),
        (
            new("ipvs_service_down_servers", MetricType.Gauge, "Real servers of the service whose checks say that they do not answer."),
            static service => (ulong)service.Servers.Count(server => server.Health == ServerHealth.Down)
        ),
        (
            new("ipvs_service_kept_up_servers", MetricType.Gauge, "Real servers that are down and stay in, since too few are up."),
            static service => (ulong)service.Servers.Count(server => server.IsKeptUp)
        ),
    ];

    private static readonly MetricFamily Healthy = new(
        "ipvs_real_server_healthy",
        MetricType.Gauge,
        "Whether the real server's checks say that it answers; none while they cannot say."
    );

    private static readonly MetricFamily Changed = new(
        "ipvs_real_server_last_change_timestamp_seconds",
        MetricType.Gauge,
        "Since when the real server's checks say so.",
        "seconds"
    );

    /// <summary>Writes what monitors of these namespaces know.</summary>
    public static void Write(MetricWriter writer, MetricSource[] sources, bool hasRealServers)
    {
        writer.Begin(Written);
        foreach (MetricSource source in sources)
        {
            if (source.Health is { } table)
            {
                writer.Sample(Written, source.Labels.Namespace, (ulong)Math.Max(0, table.Written.ToUnixTimeSeconds()));
            }
        }

        foreach ((MetricFamily family, Func<ServiceHealth, ulong> value) in OfServices)
        {
            writer.Begin(family);
            foreach ((MetricSource source, ServiceHealth service) in Current(sources))
            {
                writer.Sample(family, source.Labels.Of(service.Id), value(service));
            }
        }

        if (hasRealServers)
        {
            ForEach(writer, Healthy, sources, server => server.Health == ServerHealth.Up ? 1UL : 0UL);
            ForEach(writer, Changed, sources, server => (ulong)Math.Max(0, server.Since.ToUnixTimeSeconds()));
        }
    }

    private static void ForEach(MetricWriter writer, MetricFamily family, MetricSource[] sources, Func<RealServerHealth, ulong> value)
    {
        writer.Begin(family);
        foreach ((MetricSource source, ServiceHealth service) in Current(sources))
        {
            byte[] labels = source.Labels.Of(service.Id);
            foreach (RealServerHealth server in service.Servers.Where(one => one.Health != ServerHealth.Unknown))
            {
                writer.Start(family);
                writer.Labels(labels);
                writer.Server(new RealServer(server.Server.Address, server.Server.Port));
                writer.Value(value(server));
            }
        }
    }

    private static IEnumerable<(MetricSource Source, ServiceHealth Service)> Current(MetricSource[] sources) =>
        sources
            .Where(source => source.Health is { } table && HealthTable.IsCurrent(table.Written, DateTimeOffset.UtcNow))
            .SelectMany(source => source.Health!.Services.Select(service => (source, service)));
}
