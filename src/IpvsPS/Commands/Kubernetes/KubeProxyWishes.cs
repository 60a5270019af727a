using System.Runtime.CompilerServices;
using IpvsPS.Errors;
using IpvsPS.Kubernetes;

namespace IpvsPS.Commands;

/// <summary>
/// What a configuration of kube-proxy says. A type of the module's own, so that the assembly that reads such files is not loaded before
/// one is read.
/// </summary>
internal sealed record KubeProxyWishes
{
    public string? NodeName { get; init; }

    public string? Kubeconfig { get; init; }

    public string[] ClusterRanges { get; init; } = [];

    public string[] NodePortAddresses { get; init; } = [];

    public string[] ExcludeRanges { get; init; } = [];

    public string? Scheduler { get; init; }

    public bool MasqueradesAll { get; init; }

    public bool IsStrictArp { get; init; }

    public TimeSpan? MinimumInterval { get; init; }

    public TimeSpan? RepairInterval { get; init; }

    public string? HealthzBindAddress { get; init; }

    public string? MetricsBindAddress { get; init; }

    public string[] Unfollowed { get; init; } = [];

    /// <exception cref="CommandException">The file is not there, or is none.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static KubeProxyWishes Read(string path)
    {
        KubeProxyConfiguration read = ClusterErrors.Try(() => KubeProxyConfiguration.Read(path), isOfKubeProxy: true);
        return new KubeProxyWishes
        {
            NodeName = read.NodeName,
            Kubeconfig = read.Kubeconfig,
            ClusterRanges = read.ClusterRanges,
            NodePortAddresses = read.NodePortAddresses,
            ExcludeRanges = read.ExcludeRanges,
            Scheduler = read.Scheduler,
            MasqueradesAll = read.MasqueradesAll,
            IsStrictArp = read.IsStrictArp,
            MinimumInterval = read.MinimumInterval,
            RepairInterval = read.RepairInterval,
            HealthzBindAddress = read.HealthzBindAddress,
            MetricsBindAddress = read.MetricsBindAddress,
            Unfollowed = read.Unfollowed,
        };
    }
}
