namespace IpvsPS.Metrics;

/// <summary>Which metrics are written.</summary>
public sealed record MetricOptions
{
    /// <summary>The series of each real server too: up to fifteen a real server.</summary>
    public bool HasRealServers { get; init; }

    /// <summary>What real servers are added up to, whether or not they have series of their own.</summary>
    public MetricAggregate Aggregate { get; init; }

    /// <summary>The connections by their state too, for which the connection table is read.</summary>
    public bool HasConnectionStates { get; init; }

    /// <summary>The names and labels of node_exporter's ipvs collector, and nothing else.</summary>
    public bool IsNodeExporter { get; init; }
}
