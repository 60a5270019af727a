namespace IpvsPS.Lab.Host;

/// <summary>
/// Prometheus with promtool, and node_exporter, unpacked and not installed, since installed ones would be started on this machine.
/// </summary>
internal static class MonitoringPrograms
{
    private static UnpackedPackages Packages { get; } = new("prometheus", () => "prometheus", "prometheus-node-exporter");

    /// <summary>Where they are; in the guest that is bound to /opt/prometheus.</summary>
    public static string Directory => Packages.Directory;

    /// <summary>Brings them; returns what is wrong, or null.</summary>
    public static string? Ensure() => Packages.Ensure();
}
