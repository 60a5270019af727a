using System.Diagnostics;
using System.Text;
using IpvsPS.Firewall;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.ServiceProxy.Sync;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Details of kube-proxy that none of the recorded cases shows.</summary>
public sealed class KubeProxyDetailTests
{
    private const string Cluster = "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"]";
    private const string Headless = "\"labels\":{\"service.kubernetes.io/headless\":\"\",";

    [Fact]
    public void The_headless_label_counts_on_a_slice_and_not_on_a_service()
    {
        string slice = Slice("web", Endpoint("10.200.2.5"));
        string labelled = Service("web", Cluster)
            .Replace("\"annotations\"", Headless[..^1] + "},\"annotations\"", StringComparison.Ordinal);
        Assert.Equal(2, Of(labelled + slice).Lines.Length);
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr"], Of(labelled + slice.Replace("\"labels\":{", Headless, StringComparison.Ordinal)).Lines);
    }

    [Fact]
    public void A_health_check_counts_the_endpoints_of_ports_that_the_service_does_not_have()
    {
        const string local = Cluster + ",\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":32000";
        string slice = Slice("web", Endpoint("10.200.1.5", "me") + "," + Endpoint("10.200.2.5"));
        ProxyCase made = Of(Service("web", local) + slice.Replace("\"name\":\"http\"", "\"name\":\"other\"", StringComparison.Ordinal));
        Assert.Equal(1, Assert.Single(made.State.HealthChecks).LocalEndpoints);
        Assert.DoesNotContain(made.Lines, line => line.StartsWith("-a", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5.8", true)]
    [InlineData("5.9", false)]
    [InlineData("6.1", false)]
    public void Old_kernels_do_not_look_twice_at_a_port_that_comes_again(string kernel, bool isSet) =>
        Assert.Equal(
            isSet,
            SysctlPlanner
                .Wanted(new ServiceProxyOptions("me"), isStrictArp: false, hasIPv6: false, Version.Parse(kernel))
                .Contains(("net/ipv4/vs/conn_reuse_mode", "0"))
        );

    [Fact]
    public void What_is_dropped_is_dropped_before_IPVS_would_refuse_the_nodes_own_connections()
    {
        string text = FirewallText.Replace(new FirewallLayout(false, true, true), []);
        string output = text[text.IndexOf("chain virtual_output", StringComparison.Ordinal)..];
        Assert.Contains("ip6 daddr . tcp dport @dropped6_tcp meta mark & 0xffff0000 != 0x1cb50000 drop", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_port_keeps_its_firewall_mark_in_the_next_process_though_another_comes_before_it()
    {
        const string local = ",\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":32000";
        const string balancer = """{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"}]}}""";
        string second = Service("b", Cluster + local, status: balancer) + Slice("b", Endpoint("10.200.2.5"));
        string first = Service(
            "a",
            Cluster.Replace("0.9", "0.8", StringComparison.Ordinal) + local,
            status: balancer.Replace(".9", ".8", StringComparison.Ordinal)
        );
        var input = new ServiceProxyInput();
        input.Read(Encoding.UTF8.GetBytes(second));
        var before = new ClusterState(input, new ServiceProxyOptions("me"), []);
        input.Read(Encoding.UTF8.GetBytes(first + Slice("a", Endpoint("10.200.2.6"))));
        var after = new ClusterState(input, new ServiceProxyOptions("me"), [], before.Tracker.Marks.All);
        (PortKey key, uint mark) = Assert.Single(before.Tracker.Marks.All);
        Assert.Equal(mark, after.Tracker.Marks.All[key]);
        Assert.Equal(2, after.Tracker.Marks.All.Count);
    }

    [Fact]
    public void Reading_takes_less_than_a_kilobyte_for_an_endpoint()
    {
        string slice = Slice("web", string.Join(',', Enumerable.Range(1, 250).Select(n => Endpoint($"10.200.2.{n}"))));
        byte[] json = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 40).Select(_ => slice)));
        new ObjectReader().Read(json);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(40, new ObjectReader().Read(json).Count);
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{bytes} bytes and {Stopwatch.GetElapsedTime(start).TotalMicroseconds / 10_000:N1} µs an endpoint"
        );
        Assert.True(bytes < 1024, $"{bytes} bytes an endpoint");
    }
}
