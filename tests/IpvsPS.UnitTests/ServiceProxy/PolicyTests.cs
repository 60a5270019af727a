using IpvsPS.Firewall;
using IpvsPS.ServiceProxy;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What is decided otherwise than in kube-proxy: Local policies, clashes, annotations, weights, refused addresses.</summary>
public sealed class PolicyTests
{
    private const string Cluster = "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"]";
    private const string Balancer = """{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"}]}}""";
    private const string External =
        Cluster + ",\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":32000";
    private const uint FirstMark = FirewallChains.FirstMark + 1;

    [Fact]
    public void Outsiders_reach_local_endpoints_and_pods_all_of_them()
    {
        ProxyCase made = Of(
            Service("web", External, status: Balancer) + Slice("web", Endpoint("10.200.1.5", "me") + "," + Endpoint("10.200.2.5"))
        );
        Assert.Equal(
            [
                "-A -f 481624065 -s rr",
                "-A -t 10.96.0.9:80 -s rr",
                "-A -t 203.0.113.9:80 -s rr",
                "-a -f 481624065 -r 10.200.1.5:8080 -m -w 1",
                "-a -f 481624065 -r 10.200.2.5:8080 -m -w 5",
                "-a -t 10.96.0.9:80 -r 10.200.1.5:8080 -m -w 1",
                "-a -t 10.96.0.9:80 -r 10.200.2.5:8080 -m -w 5",
                "-a -t 203.0.113.9:80 -r 10.200.1.5:8080 -m -w 1",
            ],
            made.Lines.Select(line => line.Replace($"{FirstMark}", "481624065", StringComparison.Ordinal))
        );
        FirewallElement shortcut = Assert.Single(made.State.Elements, element => element.Set == FirewallSet.ShortCircuit);
        Assert.Equal((FirstMark, "203.0.113.9", (ushort)80), (shortcut.Mark, shortcut.Address.ToString(), shortcut.Port));
        Assert.DoesNotContain(made.State.Elements, element => element.Set == FirewallSet.Dropped);
    }

    [Fact]
    public void Without_a_local_endpoint_outsiders_are_dropped_and_without_any_they_are_refused()
    {
        ProxyCase made = Of(Service("web", External, status: Balancer) + Slice("web", Endpoint("10.200.2.5")));
        Assert.Contains(
            made.State.Elements,
            element => element is { Set: FirewallSet.Dropped, Port: 80 } && element.Address.ToString() == "203.0.113.9"
        );
        Assert.DoesNotContain(made.Lines, line => line.StartsWith("-a -t 203.0.113.9", StringComparison.Ordinal));
        ProxyCase empty = Of(Service("web", External, status: Balancer));
        Assert.DoesNotContain(empty.State.Elements, element => element.Set is FirewallSet.Dropped or FirewallSet.ShortCircuit);
    }

    [Fact]
    public void A_mark_stays_with_its_service_port_while_others_come_and_go()
    {
        ProxyCase made = Of(Service("b", External, status: Balancer) + Slice("b", Endpoint("10.200.2.5")));
        made.Read(
            Service(
                "a",
                External.Replace("10.96.0.9", "10.96.0.8", StringComparison.Ordinal),
                status: Balancer.Replace(".9", ".8", StringComparison.Ordinal)
            ) + Slice("a", Endpoint("10.200.2.6"))
        );
        made.Tracker.Update();
        Assert.Equal(
            FirstMark,
            made.State.Elements.Single(element =>
                element.Set == FirewallSet.ShortCircuit && element.Address.ToString() == "203.0.113.9"
            ).Mark
        );
        Assert.Equal(
            2,
            made.State.Elements.Where(element => element.Set == FirewallSet.ShortCircuit).Select(element => element.Mark).Distinct().Count()
        );
    }

    [Fact]
    public void Without_the_filter_a_service_that_needs_it_is_told_and_not_made()
    {
        ServiceProxyOptions unfiltered = new("me") { Masquerade = MasqueradeMode.None };
        string ranges = Cluster + ",\"type\":\"LoadBalancer\",\"loadBalancerSourceRanges\":[\"198.51.100.0/24\"]";
        ProxyCase made = Of(
            Service("web", ranges, status: Balancer) + Service("plain", Cluster.Replace("96.0.9", "96.0.8", StringComparison.Ordinal)),
            unfiltered
        );
        Assert.Equal(["-A -t 10.96.0.8:80 -s rr"], made.Lines);
        Assert.Equal(["FilterNeeded Service shop/web spec.loadBalancerSourceRanges Local"], made.Events.Select(text => text));
        Assert.Equal(
            3,
            Of(
                Service("web", ranges, status: Balancer) + Service("plain", Cluster.Replace("96.0.9", "96.0.8", StringComparison.Ordinal)),
                unfiltered with
                {
                    AllowUnfiltered = true,
                }
            ).Lines.Length
        );
        Assert.Contains(
            "FilterNeeded Service shop/web spec.externalTrafficPolicy Local",
            Of(Service("web", External, status: Balancer), unfiltered).Events
        );
        Assert.Empty(Of(Service("web", External, status: Balancer), unfiltered with { LocalFallback = LocalFallback.Cluster }).Events);
        Assert.DoesNotContain(made.State.Elements, element => element.Set is FirewallSet.Cluster or FirewallSet.Balancer);
    }

    [Fact]
    public void The_oldest_of_services_that_want_the_same_has_it_until_it_goes()
    {
        string first = Service("first", Cluster, created: "2026-01-01T00:00:00Z");
        string second = Service("second", Cluster, created: "2026-01-02T00:00:00Z");
        ProxyCase made = Of(second + Slice("second", Endpoint("10.200.2.2")) + first + Slice("first", Endpoint("10.200.2.1")));
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr", "-a -t 10.96.0.9:80 -r 10.200.2.1:8080 -m -w 5"], made.Lines);
        Assert.Equal(["ServiceClash Service shop/second TCP 10.96.0.9:80 shop/first"], made.Events);
        made.Tracker.Remove(made.State.Rules.Values.First(rules => rules.Service.Name.Name == "first").Service);
        ServiceProxyChanges changes = made.Tracker.Update();
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr", "-a -t 10.96.0.9:80 -r 10.200.2.2:8080 -m -w 5"], made.Lines);
        Assert.Empty(made.Events);
        Assert.Equal("second", Assert.Single(changes.Services).After!.Service.Name);
        Assert.Empty(changes.RemovedAddresses);
    }

    [Theory]
    [InlineData("{\"kube-router.io/service.scheduler\":\"wlc\"}", "-A -t 10.96.0.9:80 -s wlc")]
    [InlineData("{\"kube-router.io/service.scheduler\":\"mh\"}", "-A -t 10.96.0.9:80 -s mh -b mh-port")]
    [InlineData(
        "{\"kube-router.io/service.scheduler\":\"mh\",\"kube-router.io/service.schedflags\":\"flag-1\"}",
        "-A -t 10.96.0.9:80 -s mh -b mh-fallback"
    )]
    [InlineData(
        "{\"kube-router.io/service.scheduler\":\"sh\",\"kube-router.io/service.schedflags\":\"flag-1,flag-2\"}",
        "-A -t 10.96.0.9:80 -s sh -b sh-fallback,sh-port"
    )]
    [InlineData("{\"kube-router.io/service.scheduler\":\"rr; flush ruleset\"}", "-A -t 10.96.0.9:80 -s rr")]
    public void An_annotation_gives_a_service_a_scheduler(string annotations, string line) =>
        Assert.Equal([line], Of(Service("web", Cluster, annotations)).Lines);

    [Theory]
    [InlineData("10.9.0.2", "AddressOfNode")]
    [InlineData("10.9.0.1", "AddressOfNode")]
    [InlineData("10.200.2.7", "AddressOfPods")]
    [InlineData("192.0.2.66", "AddressReserved")]
    [InlineData("224.0.0.1", "AddressUnusable")]
    [InlineData("127.0.0.1", "AddressUnusable")]
    [InlineData("0.0.0.0", "AddressUnusable")]
    public void An_address_that_is_not_the_services_is_refused_and_the_rest_is_made(string address, string code)
    {
        ProxyCase made = Of(
            Service("web", $"{Cluster},\"externalIPs\":[\"{address}\",\"192.0.2.1\"]"),
            new("me") { ReservedAddresses = [RecordedState.Address("192.0.2.66")] }
        );
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr", "-A -t 192.0.2.1:80 -s rr"], made.Lines);
        Assert.Equal([$"{code} Service shop/web spec.externalIPs {address}"], made.Events);
    }

    [Fact]
    public void A_node_that_gets_the_address_of_a_service_takes_it_from_the_service()
    {
        ProxyCase made = Of(Service("web", Cluster + ",\"externalIPs\":[\"192.0.2.1\"]"));
        made.Read(
            """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"third"},
             "status":{"addresses":[{"type":"ExternalIP","address":"192.0.2.1"}]}}
            """
        );
        ServiceProxyChanges changes = made.Tracker.Update();
        Assert.Equal("192.0.2.1", Assert.Single(changes.RemovedAddresses).Address.ToString());
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr"], made.Lines);
    }

    [Fact]
    public void Heartbeats_of_nodes_change_nothing()
    {
        ProxyCase made = Of(Service("web", Cluster));
        long before = made.Tracker.DerivedCount;
        made.Read(Nodes.Replace("\"name\":\"me\"", "\"name\":\"me\",\"resourceVersion\":\"77\"", StringComparison.Ordinal));
        Assert.True(made.Tracker.Update().IsEmpty);
        Assert.Equal(before, made.Tracker.DerivedCount);
    }

    [Fact]
    public void Node_ports_are_on_the_addresses_that_were_asked_for()
    {
        string service = Service("web", Cluster + ",\"type\":\"NodePort\"")
            .Replace("\"port\":80", "\"port\":80,\"nodePort\":30080", StringComparison.Ordinal);
        Assert.Contains("-A -t 10.9.0.1:30080 -s rr", Of(service).Lines);
        Assert.DoesNotContain(
            Of(service).Lines,
            line => line.Contains("127.0.0.1", StringComparison.Ordinal) || line.Contains("10.96.0.1:", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Of(service, new("me") { NodePortRanges = [RecordedState.Range("192.168.0.0/16")] }).Lines,
            line => line.Contains("30080", StringComparison.Ordinal)
        );
        Assert.Contains("-A -t 10.9.0.1:30080 -s rr", Of(service, new("me") { NodePortRanges = [RecordedState.Range("0.0.0.0/0")] }).Lines);
        Assert.Contains("-A -t 10.9.0.1:30080 -s rr", Of(service, new("me") { NodePortRanges = [RecordedState.Range("fd00::/8")] }).Lines);
        Assert.Contains(
            "-A -t 10.96.0.1:30080 -s rr",
            Of(service, new("me") { NodePortRanges = [RecordedState.Range("10.96.0.0/16")] }).Lines
        );
        Assert.Contains("-A -t 10.9.0.1:30080 -s rr", Of(service, new("me") { IsNodePortOnPrimary = true }).Lines);
    }

    /// <summary>kube-proxy serves all addresses of a family that the Node has none of: an intended difference.</summary>
    [Fact]
    public void Primary_is_the_nodes_first_address_of_a_family_and_none_of_a_family_it_has_none_of()
    {
        string service = Service(
                "web",
                "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\",\"fd00:10:96::9\"],\"ipFamilies\":[\"IPv4\",\"IPv6\"],"
                    + "\"type\":\"NodePort\""
            )
            .Replace("\"port\":80", "\"port\":80,\"nodePort\":30080", StringComparison.Ordinal);
        HostAddress[] host =
        [
            .. ((string[])["10.9.0.1", "10.9.0.7", "2001:db8::7"]).Select(one => new HostAddress("eth0", RecordedState.Address(one))),
        ];
        Assert.Equal(["-A -t 10.9.0.1:30080 -s rr"], NodePorts(new("me") { IsNodePortOnPrimary = true }));
        Assert.Equal(["-A -t 10.9.0.1:30080 -s rr", "-A -t 10.9.0.7:30080 -s rr", "-A -t [2001:db8::7]:30080 -s rr"], NodePorts(new("me")));

        IEnumerable<string> NodePorts(ServiceProxyOptions options)
        {
            ProxyCase made = Of(service, options);
            made.Tracker.SetHost(host);
            made.Tracker.Update();
            return made.Lines.Where(line => line.Contains(":30080", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_external_address_that_is_the_load_balancers_too_is_one_service_with_the_rules_of_both()
    {
        ProxyCase made = Of(Service("web", Cluster + ",\"type\":\"LoadBalancer\",\"externalIPs\":[\"203.0.113.9\"]", status: Balancer));
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr", "-A -t 203.0.113.9:80 -s rr"], made.Lines);
        Assert.Equal(1, made.State.Elements.Count(element => element.Set == FirewallSet.External));
        Assert.Equal(1, made.State.Elements.Count(element => element.Set == FirewallSet.Balancer));
        Assert.Empty(made.Events);
    }
}
