using System.Globalization;
using IpvsPS.Ipvs;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>
/// The metrics of node_exporter's ipvs collector by their names, helps and labels (<c>collector/ipvs_linux.go</c>), for dashboards
/// that are there. SCTP has its own series, which that collector counts to the service above it.
/// </summary>
internal static class NodeExporterMetrics
{
    private static readonly (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Totals =
    [
        (
            new("node_ipvs_connections", MetricType.Counter, "The total number of connections made."),
            static (in IpvsCounters of) => of.Connections
        ),
        (
            new("node_ipvs_incoming_packets", MetricType.Counter, "The total number of incoming packets."),
            static (in IpvsCounters of) => of.IncomingPackets
        ),
        (
            new("node_ipvs_outgoing_packets", MetricType.Counter, "The total number of outgoing packets."),
            static (in IpvsCounters of) => of.OutgoingPackets
        ),
        (
            new("node_ipvs_incoming_bytes", MetricType.Counter, "The total amount of incoming data."),
            static (in IpvsCounters of) => of.IncomingBytes
        ),
        (
            new("node_ipvs_outgoing_bytes", MetricType.Counter, "The total amount of outgoing data."),
            static (in IpvsCounters of) => of.OutgoingBytes
        ),
    ];

    private static readonly (MetricFamily Family, ValueOf<RealServer> Value)[] Backends =
    [
        (
            new("node_ipvs_backend_connections_active", MetricType.Gauge, "The current active connections by local and remote address."),
            static (in RealServer row) => row.ActiveConnections
        ),
        (
            new(
                "node_ipvs_backend_connections_inactive",
                MetricType.Gauge,
                "The current inactive connections by local and remote address."
            ),
            static (in RealServer row) => row.InactiveConnections
        ),
        (
            new("node_ipvs_backend_weight", MetricType.Gauge, "The current backend weight by local and remote address."),
            static (in RealServer row) => (ulong)row.Weight
        ),
    ];

    /// <summary>Writes the metrics of tables that have been read.</summary>
    public static void Write(MetricWriter writer, IReadOnlyList<MetricSource> sources)
    {
        MetricSource[] read = [.. sources.Where(source => source.IsUp)];
        CounterFamilies.WriteTotals(writer, Totals, read);
        foreach ((MetricFamily family, ValueOf<RealServer> value) in Backends)
        {
            writer.Begin(family);
            foreach (MetricSource source in read)
            {
                WriteBackends(writer, family, source, value);
            }
        }
    }

    private static void WriteBackends(MetricWriter writer, MetricFamily family, MetricSource source, ValueOf<RealServer> value)
    {
        foreach (ServiceReading service in source.Table.Services)
        {
            IpvsServiceId id = service.Service.Id;
            foreach (ref readonly CountedRealServer row in source.Table.ServersOf(service))
            {
                writer.Start(family);
                writer.Labels(source.Labels.Namespace);
                writer.Label("local_address"u8, id.IsFirewallMark ? string.Empty : id.Address.ToString());
                writer.Label(
                    "local_mark"u8,
                    id.IsFirewallMark ? id.FirewallMark.ToString("X8", CultureInfo.InvariantCulture) : string.Empty
                );
                writer.Label("local_port"u8, id.Port.ToString(CultureInfo.InvariantCulture));
                writer.Label("proto"u8, id.IsFirewallMark ? "FWM" : MetricLabels.Protocol(id));
                writer.Label("remote_address"u8, row.Server.Address.ToString());
                writer.Label("remote_port"u8, row.Server.Port.ToString(CultureInfo.InvariantCulture));
                writer.Value(value(row.Server));
            }
        }
    }
}
