using IpvsPS.Ipvs;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>The metrics of real servers, fifteen series each at most.</summary>
internal static class RealServerMetrics
{
    private static readonly MetricFamily Info = new("ipvs_real_server", MetricType.Info, "How packets reach the real server.");

    private static readonly MetricFamily Suspended = new(
        "ipvs_real_server_suspended",
        MetricType.Gauge,
        "Whether the real server's weight was taken away for a while."
    );

    private static readonly (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Counters = CounterFamilies.Of(
        "ipvs_real_server",
        "of the real server"
    );

    private static readonly (MetricFamily Family, ValueOf<RealServer> Value)[] Gauges =
    [
        (
            new("ipvs_real_server_active_connections", MetricType.Gauge, "Established connections of the real server."),
            static (in RealServer row) => row.ActiveConnections
        ),
        (
            new("ipvs_real_server_inactive_connections", MetricType.Gauge, "Connections of the real server in any other state."),
            static (in RealServer row) => row.InactiveConnections
        ),
        (
            new("ipvs_real_server_persistent_connections", MetricType.Gauge, "Clients that stay with the real server."),
            static (in RealServer row) => row.PersistentConnections
        ),
        (
            new("ipvs_real_server_weight", MetricType.Gauge, "The real server's weight, as the kernel has it."),
            static (in RealServer row) => (ulong)row.Weight
        ),
    ];

    /// <summary>
    /// Of real servers that have a threshold. The kernel's own flag is in no listing: it goes on at the upper threshold, and that
    /// it stays on down to the lower one is not seen here.
    /// </summary>
    private static readonly (MetricFamily Family, ValueOf<RealServer> Value)[] Thresholds =
    [
        (
            new("ipvs_real_server_upper_threshold", MetricType.Gauge, "Connections from which the real server gets no new ones."),
            static (in RealServer row) => row.UpperThreshold
        ),
        (
            new("ipvs_real_server_overloaded", MetricType.Gauge, "Whether the real server has reached its upper threshold."),
            static (in RealServer row) => row.ActiveConnections + (ulong)row.InactiveConnections >= row.UpperThreshold ? 1UL : 0UL
        ),
    ];

    private delegate void RowWriter(in CountedRealServer row, MetricSource source, IpvsServiceId service);

    /// <summary>Writes the metrics of every real server of tables that have been read.</summary>
    public static void Write(MetricWriter writer, MetricSource[] sources)
    {
        foreach ((MetricFamily family, ValueOf<IpvsCounters> value) in Counters)
        {
            ForEach(
                writer,
                family,
                sources,
                (in CountedRealServer row, MetricSource _, IpvsServiceId _) => writer.Value(value(row.Counters))
            );
        }

        foreach ((MetricFamily family, ValueOf<RealServer> value) in Gauges)
        {
            ForEach(
                writer,
                family,
                sources,
                (in CountedRealServer row, MetricSource _, IpvsServiceId _) => writer.Value(value(row.Server))
            );
        }

        foreach ((MetricFamily family, ValueOf<RealServer> value) in Thresholds)
        {
            ForEach(
                writer,
                family,
                sources,
                (in CountedRealServer row, MetricSource _, IpvsServiceId _) => writer.Value(value(row.Server)),
                isLimitedOnly: true
            );
        }

        ForEach(
            writer,
            Suspended,
            sources,
            (in CountedRealServer row, MetricSource source, IpvsServiceId service) =>
                writer.Value(ServiceMetrics.IsSuspended(source, service, row.Server) ? 1UL : 0UL)
        );
        ForEach(writer, Info, sources, (in CountedRealServer row, MetricSource _, IpvsServiceId _) => WriteWay(writer, row.Server));
    }

    private static void ForEach(
        MetricWriter writer,
        MetricFamily family,
        MetricSource[] sources,
        RowWriter write,
        bool isLimitedOnly = false
    )
    {
        writer.Begin(family);
        foreach (MetricSource source in sources)
        {
            foreach (ServiceReading service in source.Table.Services)
            {
                byte[] labels = source.Labels.Of(service.Service.Id);
                foreach (ref readonly CountedRealServer row in source.Table.ServersOf(service))
                {
                    if (isLimitedOnly && row.Server.UpperThreshold == 0)
                    {
                        continue;
                    }

                    writer.Start(family);
                    writer.Labels(labels);
                    writer.Server(row.Server);
                    write(row, source, service.Service.Id);
                }
            }
        }
    }

    private static void WriteWay(MetricWriter writer, in RealServer server)
    {
        writer.Labels(
            server.ForwardingMethod switch
            {
                IpvsForwardingMethod.Masquerade => "forwarding_method=\"masquerade\""u8,
                IpvsForwardingMethod.Tunnel => "forwarding_method=\"tunnel\""u8,
                IpvsForwardingMethod.DirectRoute => "forwarding_method=\"direct_route\""u8,
                _ => "forwarding_method=\"other\""u8,
            }
        );
        writer.Labels(
            server.TunnelType switch
            {
                IpvsTunnelType.Ipip => "tunnel_type=\"ipip\""u8,
                IpvsTunnelType.Gue => "tunnel_type=\"gue\""u8,
                IpvsTunnelType.Gre => "tunnel_type=\"gre\""u8,
                _ => [],
            }
        );
        writer.Value(1);
    }
}
