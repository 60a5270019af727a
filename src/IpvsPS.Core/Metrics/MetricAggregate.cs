namespace IpvsPS.Metrics;

/// <summary>What real servers are added up to.</summary>
public enum MetricAggregate
{
    /// <summary>To their services.</summary>
    Service,

    /// <summary>To their services, and to their addresses: the hosts that they are on.</summary>
    Address,
}
