using System.Globalization;
using System.Net;
using System.Text;
using IpvsPS.Http;
using IpvsPS.Namespaces;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>Answers <c>/metrics</c> with kube-proxy's names and this library's, and <c>/proxyMode</c> and <c>/healthz</c>.</summary>
public sealed class ProxyMetrics : IDisposable
{
    private const string Prefix = "kubeproxy_";
    private const string Own = "ipvsps_kubernetes_";

    private readonly ServiceProxyFigures _figures;
    private readonly ClusterFeed _feed;
    private readonly HealthEndpoint? _health;
    private readonly HttpService _server;

    private ProxyMetrics(
        NetNamespaceHandle netns,
        IPEndPoint endpoint,
        ServiceProxyFigures figures,
        ClusterFeed feed,
        HealthEndpoint? health
    )
    {
        (_figures, _feed, _health) = (figures, feed, health);
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
    /// <returns>The server, to be disposed.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, the address is not this host's, or the port may not be
    /// used.</exception>
    public static ProxyMetrics Start(
        NetNamespaceHandle netns,
        IPEndPoint endpoint,
        ServiceProxyFigures figures,
        ClusterFeed feed,
        HealthEndpoint? health
    ) => new(netns, endpoint, figures, feed, health);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private HttpAnswer Answer(string path) =>
        path switch
        {
            "/metrics" => new HttpAnswer(200, "text/plain; version=0.0.4; charset=utf-8", Write(_figures, _feed.PendingCount, _health)),
            "/proxyMode" => new HttpAnswer(200, "text/plain; charset=utf-8", "ipvs"),
            "/healthz" => new HttpAnswer(200, "text/plain; charset=utf-8", "ok"),
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
        string restore = $"{Prefix}sync_proxy_rules_iptables_restore_failures_total";
        Counter(text, restore, "Cumulative proxy packet filter failures", figures.FilterFailures);
        string local = $"{Prefix}sync_proxy_rules_no_local_endpoints_total";
        Head(text, local, "Number of service ports with a Local traffic policy and no endpoints on this node", "gauge");
        Sample(text, local, "traffic_policy=\"internal\"", figures.WithoutLocal.Internal);
        Sample(text, local, "traffic_policy=\"external\"", figures.WithoutLocal.External);
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
