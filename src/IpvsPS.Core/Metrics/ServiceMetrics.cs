using System.Globalization;
using IpvsPS.Ipvs;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>The metrics of services: their counters, what their pools are like, and how they are scheduled.</summary>
internal static class ServiceMetrics
{
    private static readonly MetricFamily Pool = new(
        "ipvs_service_real_servers",
        MetricType.Gauge,
        "Real servers of the service that take new connections (weighted), are suspended, or have the weight 0 (quiescent)."
    );

    private static readonly MetricFamily Info = new("ipvs_service", MetricType.Info, "How the service is scheduled.");

    private static readonly (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Counters = CounterFamilies.Of(
        "ipvs_service",
        "of the service"
    );

    private static readonly (MetricFamily Family, ValueOf<RealServer> Value)[] Sums =
    [
        (
            new("ipvs_service_weight", MetricType.Gauge, "Sum of the weights of the service's real servers."),
            static (in RealServer row) => (ulong)row.Weight
        ),
        (
            new("ipvs_service_active_connections", MetricType.Gauge, "Established connections of the service."),
            static (in RealServer row) => row.ActiveConnections
        ),
        (
            new("ipvs_service_inactive_connections", MetricType.Gauge, "Connections of the service in any other state."),
            static (in RealServer row) => row.InactiveConnections
        ),
    ];

    /// <summary>Writes the metrics of every service of tables that have been read.</summary>
    public static void Write(MetricWriter writer, MetricSource[] sources)
    {
        foreach ((MetricFamily family, ValueOf<IpvsCounters> value) in Counters)
        {
            Write(writer, family, sources, (_, service) => value(service.Counters));
        }

        writer.Begin(Pool);
        foreach (MetricSource source in sources)
        {
            foreach (ServiceReading service in source.Table.Services)
            {
                WritePool(writer, source, service);
            }
        }

        foreach ((MetricFamily family, ValueOf<RealServer> value) in Sums)
        {
            Write(writer, family, sources, (source, service) => Sum(source.Table.ServersOf(service), value));
        }

        WriteInfo(writer, sources);
    }

    /// <summary>Whether the weight of a real server was taken away for a while.</summary>
    public static bool IsSuspended(MetricSource source, IpvsServiceId service, in RealServer server) =>
        source.Suspensions is { } known && known.IsSuspended(RealServerId.Of(service, server), server.Weight);

    private static ulong Sum(ReadOnlySpan<CountedRealServer> servers, ValueOf<RealServer> value)
    {
        ulong sum = 0;
        foreach (ref readonly CountedRealServer row in servers)
        {
            sum += value(row.Server);
        }

        return sum;
    }

    private static void Write(
        MetricWriter writer,
        MetricFamily family,
        MetricSource[] sources,
        Func<MetricSource, ServiceReading, ulong> value
    )
    {
        writer.Begin(family);
        foreach (MetricSource source in sources)
        {
            foreach (ServiceReading service in source.Table.Services)
            {
                writer.Sample(family, source.Labels.Of(service.Service.Id), value(source, service));
            }
        }
    }

    private static void WritePool(MetricWriter writer, MetricSource source, in ServiceReading service)
    {
        IpvsServiceId id = service.Service.Id;
        (ulong weighted, ulong suspended, ulong quiescent) = (0, 0, 0);
        foreach (ref readonly CountedRealServer row in source.Table.ServersOf(service))
        {
            if (row.Server.Weight > 0)
            {
                weighted++;
            }
            else if (IsSuspended(source, id, row.Server))
            {
                suspended++;
            }
            else
            {
                quiescent++;
            }
        }

        byte[] labels = source.Labels.Of(id);
        Write(writer, labels, "state=\"weighted\""u8, weighted);
        Write(writer, labels, "state=\"suspended\""u8, suspended);
        Write(writer, labels, "state=\"quiescent\""u8, quiescent);
    }

    private static void Write(MetricWriter writer, byte[] labels, ReadOnlySpan<byte> state, ulong count)
    {
        writer.Start(Pool);
        writer.Labels(labels);
        writer.Labels(state);
        writer.Value(count);
    }

    private static void WriteInfo(MetricWriter writer, MetricSource[] sources)
    {
        writer.Begin(Info);
        foreach (MetricSource source in sources)
        {
            foreach (ServiceReading reading in source.Table.Services)
            {
                IpvsService service = reading.Service;
                writer.Start(Info);
                writer.Labels(source.Labels.Of(service.Id));
                writer.Label("scheduler"u8, service.Scheduler);
                if (service.PersistenceTimeout is { } persistence)
                {
                    writer.Label("persistence_seconds"u8, persistence.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                }

                if (service.SchedulerFlag is { Length: > 0 } flags)
                {
                    writer.Label("flags"u8, string.Join(',', flags));
                }

                writer.Value(1);
            }
        }
    }
}
