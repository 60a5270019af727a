using System.Globalization;
using System.Net;
using System.Text;
using IpvsPS.Http;
using IpvsPS.Namespaces;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>
/// Answers <c>/metrics</c> with kube-proxy's names and this library's, and <c>/proxyMode</c>, <c>/healthz</c> and <c>/configz</c>.
/// </summary>
public sealed class ProxyMetrics : IDisposable
{
    private const string Prefix = "kubeproxy_";
    private const string Own = "ipvsps_kubernetes_";

    private readonly ServiceProxyFigures _figures;
    private readonly ClusterFeed _feed;
    private readonly HealthEndpoint? _health;
    private readonly string _configuration;
    private readonly HttpService _server;

    private ProxyMetrics(
        NetNamespaceHandle netns,
        IPEndPoint endpoint,
        ServiceProxyFigures figures,
        ClusterFeed feed,
        HealthEndpoint? health,
        string configuration
    )
    {
        (_figures, _feed, _health, _configuration) = (figures, feed, health, configuration);
        _server = HttpService.Start(netns, endpoint, "IpvsPS proxy metrics", Answer);
    }

    /// <summary>Where it listens; the port that the kernel chose, where 0 was asked for.</summary>
    public IPEndPoint Endpoint => _server.Endpoint;

    /// <summary>Begins to listen.</summary>
    /// <param name="netns">The namespace to listen in.</param>
    /// <param name="endpoint">The address and port, host order; port 0 for any that is free.</param>
    /// <param name="figures">What the proxy has done.</param>
    /// <param name="feed">What waits.</param>
    /// <param name="health">Whose answers are counted; null for none.</param>
    /// <param name="options">How the node's services are made, for <c>/configz</c>.</param>
    /// <param name="loop">How they are kept, for <c>/configz</c>.</param>
    /// <returns>The server, to be disposed.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, the address is not this host's, or the port may not be
    /// used.</exception>
    public static ProxyMetrics Start(
        NetNamespaceHandle netns,
        IPEndPoint endpoint,
        ServiceProxyFigures figures,
        ClusterFeed feed,
        HealthEndpoint? health,
        ServiceProxyOptions options,
        ServiceProxyLoopOptions loop
    ) => new(netns, endpoint, figures, feed, health, ProxyConfigz.Write(options, loop));

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private HttpAnswer Answer(string path) =>
        path switch
        {
            "/metrics" => new HttpAnswer(200, "text/plain; version=0.0.4; charset=utf-8", Write(_figures, _feed.PendingCount, _health)),
            "/proxyMode" => new HttpAnswer(200, "text/plain; charset=utf-8", "ipvs", HttpAnswer.NoSniff),
            "/healthz" => new HttpAnswer(200, "text/plain; charset=utf-8", "ok", HttpAnswer.NoSniff),
            "/configz" => new HttpAnswer(200, "application/json", _configuration),
            _ => HttpAnswer.NotFound,
        };

    internal static string Write(ServiceProxyFigures figures, (int Services, int Slices) pending, HealthEndpoint? health)
    {
        var text = new StringBuilder();
        Distribution(text, $"{Prefix}sync_proxy_rules_duration_seconds", "SyncProxyRules latency in seconds", figures.SyncSeconds, true);
        Distribution(
            text,
            $"{Prefix}network_programming_duration_seconds",
            "In Cluster Network Programming Latency in seconds",
            figures.ProgrammingSeconds,
            true
        );
        string synced = $"{Prefix}sync_proxy_rules_last_timestamp_seconds";
        Gauge(text, synced, "The last time proxy rules were successfully synced", Seconds(figures.LastSync), true);
        string queued = $"{Prefix}sync_proxy_rules_last_queued_timestamp_seconds";
        Gauge(text, queued, "The last time a sync of proxy rules was queued", Seconds(figures.LastQueued), true);
        (long services, long slices) = figures.ChangesSeen;
        Gauge(text, $"{Prefix}sync_proxy_rules_service_changes_pending", "Pending proxy rules Service changes", pending.Services, false);
        Counter(text, $"{Prefix}sync_proxy_rules_service_changes_total", "Cumulative proxy rules Service changes", services);
        Gauge(text, $"{Prefix}sync_proxy_rules_endpoint_changes_pending", "Pending proxy rules Endpoint changes", pending.Slices, false);
        Counter(text, $"{Prefix}sync_proxy_rules_endpoint_changes_total", "Cumulative proxy rules Endpoint changes", slices);
        WriteFamilies(text, figures);
        if (health is not null)
        {
            (long healthOk, long healthBad, long liveOk, long liveBad) = health.Counts;
            Codes(text, "proxy_healthz_total", healthOk, healthBad);
            Codes(text, "proxy_livez_total", liveOk, liveBad);
        }

        Counter(text, $"{Own}changes_total", "Changes of the kernel that objects wanted", figures.Changes);
        Counter(text, $"{Own}repaired_total", "Changes by others that were made right again", figures.Repaired);
        Counter(text, $"{Own}sync_failures_total", "Syncs that failed and were tried again", figures.Failures);
        Gauge(text, $"{Own}clashes", "Services that cannot have an address, which another has", figures.Clashes, false);
        Gauge(text, $"{Own}virtual_services", "Virtual services that are kept", figures.Services, false);
        Distribution(text, $"{Own}event_duration_seconds", "From the arrival of an event to the kernel", figures.EventSeconds, false);
        return text.ToString();
    }

    /// <summary>What kube-proxy counts for each family by itself; the packet filter's table is one for both here.</summary>
    private static void WriteFamilies(StringBuilder text, ServiceProxyFigures figures)
    {
        string restore = $"{Prefix}sync_proxy_rules_iptables_restore_failures_total";
        Head(text, restore, "Cumulative proxy packet filter failures", "counter");
        Each((labels, _) => Sample(text, restore, labels, figures.FilterFailures));
        string local = $"{Prefix}sync_proxy_rules_no_local_endpoints_total";
        Head(text, local, "Number of service ports with a Local traffic policy and no endpoints on this node", "gauge");
        Each((labels, one) => Sample(text, local, $"{labels},traffic_policy=\"external\"", one.WithoutLocal.External));
        Each((labels, one) => Sample(text, local, $"{labels},traffic_policy=\"internal\"", one.WithoutLocal.Internal));
        string seconds = $"{Prefix}conntrack_reconciler_sync_duration_seconds";
        Head(text, seconds, "Seconds to look through the tracked flows", "histogram");
        Each((labels, one) => one.FlowSeconds.Write(text, seconds, labels));
        string forgotten = $"{Prefix}conntrack_reconciler_deleted_entries_total";
        Head(text, forgotten, "Cumulative tracked flows that were deleted", "counter");
        Each((labels, one) => Sample(text, forgotten, labels, one.FlowsForgotten));

        void Each(Action<string, FamilyFigures> write)
        {
            foreach ((AddressFamily family, FamilyFigures one) in figures.Families)
            {
                write($"ip_family=\"{family}\"", one);
            }
        }
    }

    /// <summary>kube-proxy has one series for each family; here both are synced together.</summary>
    private static string[] LabelsOf(bool isOfFamily) => isOfFamily ? ["ip_family=\"IPv4\"", "ip_family=\"IPv6\""] : [string.Empty];

    private static void Distribution(StringBuilder text, string name, string help, Histogram histogram, bool isOfFamily)
    {
        Head(text, name, help, "histogram");
        foreach (string labels in LabelsOf(isOfFamily))
        {
            histogram.Write(text, name, labels);
        }
    }

    private static void Gauge(StringBuilder text, string name, string help, double value, bool isOfFamily)
    {
        Head(text, name, help, "gauge");
        foreach (string labels in LabelsOf(isOfFamily))
        {
            Sample(text, name, labels, value);
        }
    }

    private static void Counter(StringBuilder text, string name, string help, long value)
    {
        Head(text, name, help, "counter");
        Sample(text, name, string.Empty, value);
    }

    private static void Codes(StringBuilder text, string name, long ok, long bad)
    {
        Head(text, Prefix + name, "Cumulative answers by HTTP status", "counter");
        Sample(text, Prefix + name, "code=\"200\"", ok);
        Sample(text, Prefix + name, "code=\"503\"", bad);
    }

    private static void Head(StringBuilder text, string name, string help, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Sample(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : string.Empty)} {value}\n");

    private static double Seconds(DateTimeOffset? time) => time is { } given ? given.ToUnixTimeMilliseconds() / 1000.0 : 0;
}
