using System.Globalization;

namespace IpvsPS.Kubernetes;

/// <summary>What a configuration of kube-proxy (<c>kubeproxy.config.k8s.io/v1alpha1</c>) says; null where it is silent.</summary>
public sealed record KubeProxyConfiguration
{
    private const string Kind = "KubeProxyConfiguration";

    /// <summary>The fields that are read, and the name of the format.</summary>
    private static readonly string[] Followed =
    [
        "apiVersion",
        "kind",
        "hostnameOverride",
        "clientConnection.kubeconfig",
        "clusterCIDR",
        "nodePortAddresses",
        "mode",
        "ipvs.scheduler",
        "ipvs.excludeCIDRs",
        "ipvs.strictARP",
        "ipvs.minSyncPeriod",
        "ipvs.syncPeriod",
        "iptables.masqueradeAll",
        "healthzBindAddress",
        "metricsBindAddress",
    ];

    /// <summary>What is about the log of kube-proxy itself, and about Windows.</summary>
    private static readonly string[] OfOthers = ["logging.", "winkernel."];

    /// <summary><c>hostnameOverride</c>: the name of the Node object.</summary>
    public string? NodeName { get; init; }

    /// <summary><c>clientConnection.kubeconfig</c>: the path of a kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>clusterCIDR</c>: the ranges of pods.</summary>
    public string[] ClusterRanges { get; init; } = [];

    /// <summary><c>nodePortAddresses</c>.</summary>
    public string[] NodePortAddresses { get; init; } = [];

    /// <summary><c>mode</c>; empty for the default.</summary>
    public string Mode { get; init; } = string.Empty;

    /// <summary><c>ipvs.scheduler</c>.</summary>
    public string? Scheduler { get; init; }

    /// <summary><c>ipvs.excludeCIDRs</c>.</summary>
    public string[] ExcludeRanges { get; init; } = [];

    /// <summary><c>ipvs.strictARP</c>.</summary>
    public bool IsStrictArp { get; init; }

    /// <summary><c>iptables.masqueradeAll</c>.</summary>
    public bool MasqueradesAll { get; init; }

    /// <summary><c>ipvs.minSyncPeriod</c>; null where it is 0.</summary>
    public TimeSpan? MinimumInterval { get; init; }

    /// <summary><c>ipvs.syncPeriod</c>; null where it is 0.</summary>
    public TimeSpan? RepairInterval { get; init; }

    /// <summary><c>healthzBindAddress</c>.</summary>
    public string? HealthzBindAddress { get; init; }

    /// <summary><c>metricsBindAddress</c>.</summary>
    public string? MetricsBindAddress { get; init; }

    /// <summary>Fields that say something and are not followed, such as <c>ipvs.tcpTimeout</c>, or one that nobody knows.</summary>
    public string[] Unfollowed { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ApiException">It is not there, is no such configuration, or a field of it is wrong.</exception>
    public static KubeProxyConfiguration Read(string path)
    {
        YamlFields root = YamlFields.Read(path);
        if (root.Text("kind") != Kind)
        {
            throw root.Invalid("kind", $"is '{root.Text("kind")}', and not {Kind}");
        }

        YamlFields ipvs = root.Object("ipvs");
        return new KubeProxyConfiguration
        {
            NodeName = root.Text("hostnameOverride"),
            Kubeconfig = root.Object("clientConnection").Text("kubeconfig"),
            ClusterRanges = (root.Text("clusterCIDR") ?? string.Empty).Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            ),
            NodePortAddresses = root.Texts("nodePortAddresses"),
            Mode = root.Text("mode") ?? string.Empty,
            Scheduler = ipvs.Text("scheduler"),
            ExcludeRanges = ipvs.Texts("excludeCIDRs"),
            IsStrictArp = ipvs.IsTrue("strictARP"),
            MasqueradesAll = root.Object("iptables").IsTrue("masqueradeAll"),
            MinimumInterval = ReadTime(ipvs, "minSyncPeriod"),
            RepairInterval = ReadTime(ipvs, "syncPeriod"),
            HealthzBindAddress = root.Text("healthzBindAddress"),
            MetricsBindAddress = root.Text("metricsBindAddress"),
            Unfollowed = [.. root.Names().Where(name => !IsFollowed(name, root))],
        };
    }

    /// <summary>Pods are known by their ranges, and node ports are on all addresses, whether or not this is said.</summary>
    private static bool IsFollowed(string name, YamlFields root) =>
        name switch
        {
            "detectLocalMode" => root.Text(name) is "ClusterCIDR" or "NodeCIDR",
            "bindAddress" => root.Text(name) is "0.0.0.0" or "::",
            _ => Followed.Contains(name) || Array.Exists(OfOthers, start => name.StartsWith(start, StringComparison.Ordinal)),
        };

    /// <summary>A time as Go writes it, such as <c>1m30s</c> or <c>500ms</c>; null for 0.</summary>
    private static TimeSpan? ReadTime(YamlFields fields, string name)
    {
        string? text = fields.Text(name);
        if (text is null or "0")
        {
            return null;
        }

        (double seconds, int place) = (0, 0);
        while (place < text.Length)
        {
            int end = place;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            {
                end++;
            }

            int next = end;
            while (next < text.Length && char.IsAsciiLetter(text[next]))
            {
                next++;
            }

            double unit = text[end..next] switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 0.001,
                _ => 0,
            };
            if (
                unit == 0
                || !double.TryParse(
                    text.AsSpan(place, end - place),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double count
                )
            )
            {
                throw fields.Invalid(name, $"is '{text}', and no time such as 30s");
            }

            (seconds, place) = (seconds + (count * unit), next);
        }

        return seconds == 0 ? null
            : seconds <= int.MaxValue ? TimeSpan.FromSeconds(seconds)
            : throw fields.Invalid(name, $"is '{text}', and no more than {int.MaxValue} seconds can be");
    }
}
