using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>
/// The Kubernetes names of services, in a series of its own: a query joins them to what it asks for, and the other series stay the same
/// whether there are names or not.
/// </summary>
internal static class KubernetesMetrics
{
    private static readonly MetricFamily Names = new(
        "ipvs_service_kubernetes",
        MetricType.Info,
        "The Kubernetes service port that the service is of."
    );

    /// <summary>Writes the names of every service that has some.</summary>
    public static void Write(MetricWriter writer, MetricSource[] sources)
    {
        writer.Begin(Names);
        foreach (MetricSource source in sources)
        {
            foreach (ServiceReading reading in source.Names is null ? [] : source.Table.Services)
            {
                if (source.Names!.Find(reading.Service.Id) is { } name)
                {
                    Write(writer, source.Labels.Of(reading.Service.Id), name);
                }
            }
        }
    }

    private static void Write(MetricWriter writer, byte[] labels, ServicePortName name)
    {
        writer.Start(Names);
        writer.Labels(labels);
        writer.Label("kubernetes_namespace"u8, name.Namespace);
        writer.Label("kubernetes_service"u8, name.Service);
        writer.Label("kubernetes_port"u8, name.Port);
        writer.Value(1);
    }
}
