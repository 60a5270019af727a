using IpvsPS.Ipvs;

namespace IpvsPS.Metrics;

/// <summary>The metrics of the hosts that real servers are on: ten series for each address, however many services it is in.</summary>
internal static class HostMetrics
{
    private static readonly MetricFamily Pool = new(
        "ipvs_host_real_servers",
        MetricType.Gauge,
        "Real servers of the address that take new connections (weighted), are suspended, or have the weight 0 (quiescent)."
    );

    private static readonly (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Counters = CounterFamilies.Of(
        "ipvs_host",
        "of all real servers of the address"
    );

    private static readonly (MetricFamily Family, ValueOf<HostTotal> Value)[] Gauges =
    [
        (
            new("ipvs_host_active_connections", MetricType.Gauge, "Established connections of all real servers of the address."),
            static (in HostTotal host) => host.Active
        ),
        (
            new("ipvs_host_inactive_connections", MetricType.Gauge, "Connections of all real servers of the address in any other state."),
            static (in HostTotal host) => host.Inactive
        ),
    ];

    private delegate void HostWriter(ReadOnlySpan<byte> netns, InetAddress address, in HostTotal host);

    /// <summary>Writes the metrics of every address of tables that have been read.</summary>
    public static void Write(MetricWriter writer, MetricSource[] sources)
    {
        foreach ((MetricFamily family, ValueOf<IpvsCounters> value) in Counters)
        {
            ForEach(writer, family, sources, Sample(writer, family, (in HostTotal host) => value(host.Counters)));
        }

        foreach ((MetricFamily family, ValueOf<HostTotal> value) in Gauges)
        {
            ForEach(writer, family, sources, Sample(writer, family, value));
        }

        ForEach(
            writer,
            Pool,
            sources,
            (ReadOnlySpan<byte> netns, InetAddress address, in HostTotal host) =>
            {
                WritePool(writer, netns, address, "state=\"weighted\""u8, host.Weighted);
                WritePool(writer, netns, address, "state=\"suspended\""u8, host.Suspended);
                WritePool(writer, netns, address, "state=\"quiescent\""u8, host.Quiescent);
            }
        );
    }

    private static HostWriter Sample(MetricWriter writer, MetricFamily family, ValueOf<HostTotal> value) =>
        (ReadOnlySpan<byte> netns, InetAddress address, in HostTotal host) =>
        {
            writer.Start(family);
            writer.Labels(netns);
            writer.Address(address);
            writer.Value(value(host));
        };

    private static void WritePool(MetricWriter writer, ReadOnlySpan<byte> netns, InetAddress address, ReadOnlySpan<byte> state, ulong count)
    {
        writer.Start(Pool);
        writer.Labels(netns);
        writer.Address(address);
        writer.Labels(state);
        writer.Value(count);
    }

    private static void ForEach(MetricWriter writer, MetricFamily family, MetricSource[] sources, HostWriter write)
    {
        writer.Begin(family);
        foreach (MetricSource source in sources)
        {
            foreach ((InetAddress address, HostTotal host) in source.Hosts.Present)
            {
                write(source.Labels.Namespace, address, host);
            }
        }
    }
}
