using IpvsPS.Ipvs;

namespace IpvsPS.Metrics;

/// <summary>A number of something.</summary>
internal delegate ulong ValueOf<T>(in T of);

/// <summary>The five counters that the kernel keeps of a namespace, a service and a real server.</summary>
internal static class CounterFamilies
{
    /// <summary>The families with the counter of each.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="whose">Whose they are, in the words of their help.</param>
    public static (MetricFamily Family, ValueOf<IpvsCounters> Value)[] Of(string prefix, string whose)
    {
        return
        [
            (Counter("connections", $"Connections {whose}."), static (in IpvsCounters of) => of.Connections),
            (Counter("incoming_packets", $"Packets from clients {whose}."), static (in IpvsCounters of) => of.IncomingPackets),
            (Counter("outgoing_packets", $"Packets to clients {whose}."), static (in IpvsCounters of) => of.OutgoingPackets),
            (Counter("incoming_bytes", $"Bytes from clients {whose}.", "bytes"), static (in IpvsCounters of) => of.IncomingBytes),
            (Counter("outgoing_bytes", $"Bytes to clients {whose}.", "bytes"), static (in IpvsCounters of) => of.OutgoingBytes),
        ];

        MetricFamily Counter(string name, string help, string? unit = null) => new($"{prefix}_{name}", MetricType.Counter, help, unit);
    }

    /// <summary>Writes the counters of whole namespaces.</summary>
    public static void WriteTotals(
        MetricWriter writer,
        (MetricFamily Family, ValueOf<IpvsCounters> Value)[] families,
        MetricSource[] sources
    )
    {
        foreach ((MetricFamily family, ValueOf<IpvsCounters> value) in families)
        {
            writer.Begin(family);
            foreach (MetricSource source in sources)
            {
                writer.Sample(family, source.Labels.Namespace, value(source.Totals));
            }
        }
    }
}
