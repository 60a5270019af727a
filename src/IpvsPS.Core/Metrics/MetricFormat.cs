using System.Text;

namespace IpvsPS.Metrics;

/// <summary>The text formats of metrics.</summary>
public enum MetricFormat
{
    /// <summary>Prometheus text 0.0.4, which everything reads, the node exporter's textfile collector included.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.</summary>
    OpenMetrics,
}

/// <summary>What a metric is.</summary>
internal enum MetricType
{
    Counter,
    Gauge,

    /// <summary>A gauge of 1 with labels; OpenMetrics has a type for it.</summary>
    Info,
}

/// <summary>A metric family: its name without the suffix of its samples, and what it says.</summary>
internal sealed class MetricFamily
{
    public MetricFamily(string name, MetricType type, string help, string? unit = null)
    {
        string suffix = type switch
        {
            MetricType.Counter => "_total",
            MetricType.Info => "_info",
            _ => string.Empty,
        };
        SampleName = Encoding.UTF8.GetBytes(name + suffix);
        TextHead = Encoding.UTF8.GetBytes(
            $"# HELP {name}{suffix} {help}\n# TYPE {name}{suffix} {(type == MetricType.Counter ? "counter" : "gauge")}\n"
        );
        string unitLine = unit is null ? string.Empty : $"# UNIT {name} {unit}\n";
        OpenHead = Encoding.UTF8.GetBytes($"# TYPE {name} {type.ToString().ToLowerInvariant()}\n{unitLine}# HELP {name} {help}\n");
    }

    /// <summary>What its samples are called, in both formats.</summary>
    public byte[] SampleName { get; }

    /// <summary>The lines above its samples in text 0.0.4, where the family is called as its samples.</summary>
    public byte[] TextHead { get; }

    /// <summary>The lines above its samples in OpenMetrics.</summary>
    public byte[] OpenHead { get; }
}
