using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Metrics;

/// <summary>The metrics of tables: of each namespace, each service and, where they are asked for, each real server.</summary>
internal static class IpvsMetrics
{
    private static readonly MetricFamily Up = new("ipvs_up", MetricType.Gauge, "Whether the IPVS table could be read.");

    private static readonly MetricFamily Version = new("ipvs", MetricType.Info, "The version of the kernel's IPVS.");

    private static readonly MetricFamily Daemons = new("ipvs_sync_daemon", MetricType.Info, "A connection sync daemon that runs.");

    private static readonly MetricFamily States = new(
        "ipvs_connection_entries",
        MetricType.Gauge,
        "Entries of the connection table by state; TEMPLATE are those of persistence."
    );

    private static readonly (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Totals = CounterFamilies.Of(
        "ipvs",
        "of the network namespace, also of services that are gone"
    );

    /// <summary>What a namespace has one of; null is left out.</summary>
    private static readonly (MetricFamily Family, Func<MetricSource, ulong?> Value)[] Gauges =
    [
        (
            new("ipvs_connection_table_size", MetricType.Gauge, "Buckets of the connection table; no limit on connections."),
            source => (ulong)source.Info.ConnectionTableSize
        ),
        (
            new("ipvs_estimation_enabled", MetricType.Gauge, "Whether the kernel sums its counters up; at 0 they stand still."),
            source =>
                source.IsEstimating is { } isOn
                    ? isOn
                        ? 1UL
                        : 0UL
                    : null
        ),
        (new("ipvs_services", MetricType.Gauge, "Services in the table."), source => (ulong)source.Table.Services.Count),
        (new("ipvs_real_servers", MetricType.Gauge, "Real servers in the table."), source => (ulong)source.Table.ServerCount),
    ];

    /// <summary>Writes the metrics of tables that have been read.</summary>
    public static void Write(MetricWriter writer, IReadOnlyList<MetricSource> sources, MetricOptions options)
    {
        writer.Begin(Up);
        foreach (MetricSource source in sources)
        {
            writer.Sample(Up, source.Labels.Namespace, source.IsUp ? 1UL : 0UL);
        }

        MetricSource[] read = [.. sources.Where(source => source.IsUp)];
        WriteInfo(writer, read);
        WriteNumbers(writer, read);
        WriteDaemons(writer, read);
        if (options.HasConnectionStates)
        {
            WriteStates(writer, read);
        }

        ServiceMetrics.Write(writer, read);
        KubernetesMetrics.Write(writer, read);
        HealthMetrics.Write(writer, read, options.HasRealServers);
        if (options.Aggregate == MetricAggregate.Address)
        {
            HostMetrics.Write(writer, read);
        }

        if (options.HasRealServers)
        {
            RealServerMetrics.Write(writer, read);
        }
    }

    private static void WriteInfo(MetricWriter writer, MetricSource[] sources)
    {
        writer.Begin(Version);
        foreach (MetricSource source in sources)
        {
            writer.Start(Version);
            writer.Labels(source.Labels.Namespace);
            writer.Label("version"u8, source.Info.Version.ToString());
            writer.Value(1);
        }
    }

    private static void WriteNumbers(MetricWriter writer, MetricSource[] sources)
    {
        foreach ((MetricFamily family, Func<MetricSource, ulong?> value) in Gauges)
        {
            writer.Begin(family);
            foreach (MetricSource source in sources)
            {
                if (value(source) is { } number)
                {
                    writer.Sample(family, source.Labels.Namespace, number);
                }
            }
        }

        CounterFamilies.WriteTotals(writer, Totals, sources);
    }

    private static void WriteDaemons(MetricWriter writer, MetricSource[] sources)
    {
        writer.Begin(Daemons);
        foreach (MetricSource source in sources)
        {
            foreach (IpvsSyncDaemon daemon in source.SyncDaemons)
            {
                writer.Start(Daemons);
                writer.Labels(source.Labels.Namespace);
                writer.Label("state"u8, daemon.State == IpvsSyncState.Master ? "master" : "backup");
                writer.Label("interface"u8, daemon.Interface);
                writer.Label("sync_id"u8, daemon.SyncId.ToString(CultureInfo.InvariantCulture));
                writer.Value(1);
            }
        }
    }

    private static void WriteStates(MetricWriter writer, MetricSource[] sources)
    {
        writer.Begin(States);
        foreach (MetricSource source in sources)
        {
            foreach ((string state, ulong count) in source.ConnectionStates.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.Start(States);
                writer.Labels(source.Labels.Namespace);
                writer.Label("state"u8, state);
                writer.Value(count);
            }
        }
    }
}
