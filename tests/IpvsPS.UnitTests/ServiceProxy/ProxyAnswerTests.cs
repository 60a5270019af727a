using System.Text.Json;
using IpvsPS.Http;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.ServiceProxy.Sync;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What is answered to load balancers, kubelets and Prometheus, beside what kube-proxy answers.</summary>
public sealed class ProxyAnswerTests : IDisposable
{
    /// <summary>A time as Go's encoding/json writes one.</summary>
    private const string Time = "\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,7})?Z\"";

    private readonly ClusterFeed _feed = new(Enum.GetValues<ClusterKind>());
    private readonly ServiceProxyFigures _figures = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData("cases/R1", "mail/lb-local", 2)]
    [InlineData("transitions/steps/05-terminating-serving", "mail/smtp", 0)]
    public void Health_check_ports_answer_as_kube_proxys_did(string folder, string name, int count)
    {
        string[] parts = name.Split('/');
        var port = new HealthCheckPort(32001, AddressFamily.IPv4, new ObjectName(parts[0], parts[1]), count);
        HttpAnswer made = HealthCheckServers.Answer(port, isHealthy: true);
        int length = System.Text.Encoding.UTF8.GetByteCount(made.Body);
        Assert.Equal(count > 0 ? (200, 116) : (503, 112), (made.Status, length));
        string file = RecordedState.Folder([.. folder.Split('/')]);
        string recorded = File.ReadAllText(Directory.GetFiles(file, "healthcheck*.txt").Single());
        Assert.Contains(made.Body, recorded, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_first_sync_a_proxy_lives_and_no_load_balancer_may_send()
    {
        _figures.Queue();
        Assert.True(_figures.IsHealthy);
        (HttpAnswer healthz, HttpAnswer livez) = (HealthEndpoint.Healthz(_figures), HealthEndpoint.Livez(_figures));
        Assert.Equal((503, 200), (healthz.Status, livez.Status));
        Assert.Matches(
            $"^{{\"lastUpdated\":\"0001-01-01T00:00:00Z\",\"currentTime\":{Time},\"nodeEligible\":false,\"healthy\":true}}$",
            healthz.Body
        );
        Assert.Matches($"^{{\"lastUpdated\":{Time},\"currentTime\":{Time},\"healthy\":true}}$", livez.Body);
    }

    [Fact]
    public void After_a_sync_each_family_has_its_status()
    {
        Sync();
        _figures.IsNodeEligible = true;
        HttpAnswer healthz = HealthEndpoint.Healthz(_figures);
        Assert.Equal((200, "application/json", "X-Content-Type-Options: nosniff\r\n"), (healthz.Status, healthz.Type, healthz.Headers));
        string one = $"{{\"lastUpdated\":{Time},\"healthy\":true}}";
        Assert.Matches(
            $"^{{\"lastUpdated\":{Time},\"currentTime\":{Time},\"nodeEligible\":true,\"healthy\":true,"
                + $"\"status\":{{\"IPv4\":{one},\"IPv6\":{one}}}}}$",
            healthz.Body
        );

        // The one field of the body that says that a node leaves is nodeEligible.
        _figures.IsNodeEligible = false;
        healthz = HealthEndpoint.Healthz(_figures);
        Assert.Equal(503, healthz.Status);
        Assert.Contains("\"nodeEligible\":false,\"healthy\":true,", healthz.Body, StringComparison.Ordinal);
        Assert.Equal(200, HealthEndpoint.Livez(_figures).Status);
    }

    [Fact]
    public void Metrics_have_kube_proxys_names_and_are_whole_lines()
    {
        Sync();
        _figures.Count(4, isRepair: false);
        _figures.Count(2, isRepair: true);
        _figures.TakeFlows(AddressFamily.IPv6, TimeSpan.FromMilliseconds(3), 7);
        string text = ProxyMetrics.Write(_figures, (1, 2), null);
        Assert.All(
            [
                "kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family=\"IPv4\",le=\"0.004\"} 1\n",
                "kubeproxy_sync_proxy_rules_endpoint_changes_pending 2\n",
                "kubeproxy_sync_proxy_rules_no_local_endpoints_total{ip_family=\"IPv6\",traffic_policy=\"internal\"} 0\n",
                "kubeproxy_sync_proxy_rules_iptables_restore_failures_total{ip_family=\"IPv4\"} 0\n",
                "kubeproxy_conntrack_reconciler_sync_duration_seconds_bucket{ip_family=\"IPv6\",le=\"0.004\"} 1\n",
                "kubeproxy_conntrack_reconciler_sync_duration_seconds_count{ip_family=\"IPv4\"} 0\n",
                "kubeproxy_conntrack_reconciler_deleted_entries_total{ip_family=\"IPv6\"} 7\n",
                "ipvsps_kubernetes_changes_total 4\n",
                "ipvsps_kubernetes_repaired_total 2\n",
            ],
            line => Assert.Contains(line, text, StringComparison.Ordinal)
        );
        Assert.All(
            text.TrimEnd('\n').Split('\n'),
            line => Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[^}]+\\})? [0-9.eE+-]+)$", line)
        );
    }

    [Fact]
    public void The_configuration_is_shown_as_kube_proxy_writes_its_own()
    {
        Assert.True(AddressRange.TryParse("10.244.0.0/16", out AddressRange pods));
        Assert.True(AddressRange.TryParse("192.168.7.0/24", out AddressRange nodes));
        var options = new ServiceProxyOptions("node1")
        {
            ClusterRanges = [pods],
            NodePortRanges = [nodes],
            Masquerade = MasqueradeMode.All,
            Scheduler = "wlc",
        };
        var loop = new ServiceProxyLoopOptions { Sync = new SyncSettings { IsStrictArp = true } };
        using JsonDocument read = JsonDocument.Parse(ProxyConfigz.Write(options, loop));
        string expected = """
            {"kind":"KubeProxyConfiguration","apiVersion":"kubeproxy.config.k8s.io/v1alpha1","mode":"ipvs","hostnameOverride":"node1",
            "clusterCIDR":"10.244.0.0/16","nodePortAddresses":["192.168.7.0/24"],"iptables":{"masqueradeAll":true},
            "ipvs":{"syncPeriod":"300s","minSyncPeriod":"0.2s","scheduler":"wlc","excludeCIDRs":[],"strictARP":true}}
            """;
        Assert.Equal(
            expected.Replace("\n", string.Empty, StringComparison.Ordinal),
            read.RootElement.GetProperty("kubeproxy.config.k8s.io").GetRawText()
        );
    }

    private void Sync()
    {
        _figures.Queue();
        _figures.Take(_feed.Take(), TimeSpan.FromMilliseconds(3));
        _figures.Settle();
    }
}
