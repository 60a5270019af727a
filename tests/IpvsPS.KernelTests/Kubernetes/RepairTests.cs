using IpvsPS.ServiceProxy;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>What another writer takes away comes back, is counted and said; and what follows when the node itself changes.</summary>
public sealed class RepairTests
{
    private const string Service = """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"type":"NodePort",
        "clusterIP":"10.96.0.10","clusterIPs":["10.96.0.10"],"ipFamilies":["IPv4"],"externalIPs":["198.51.100.10"],
        "ports":[{"port":80,"protocol":"TCP","nodePort":30080}]}}
        """;

    private const string Slice = """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","metadata":{"name":"web-1","namespace":"shop",
        "labels":{"kubernetes.io/service-name":"web"}},"ports":[{"name":"","port":8080,"protocol":"TCP"}],"endpoints":[
        {"addresses":["10.244.1.5"],"conditions":{"ready":true},"hints":{"forZones":[{"name":"zone-a"}]}},
        {"addresses":["10.244.2.5"],"conditions":{"ready":true},"hints":{"forZones":[{"name":"zone-b"}]}}]}
        """;

    private static readonly ServiceProxyOptions Unfiltered = new("node1") { Masquerade = MasqueradeMode.None, IsNodePortOnPrimary = true };

    [Fact]
    public void What_others_take_away_comes_back_and_is_counted_and_said()
    {
        using var bed = new LoopBed(Unfiltered, Node("zone-a", "192.0.2.1"), Service, Slice);
        string[] table = bed.Namespace.Saved();
        bed.Namespace.Native("ip route delete local 10.96.0.10 table local");
        bed.AwaitRepair(ServiceProxyItem.Route, "10.96.0.10");
        Assert.Contains("10.96.0.10", bed.Namespace.Native("ip route show table local type local"), StringComparison.Ordinal);
        bed.Namespace.Native("ip link delete ipvsps0");
        bed.AwaitRepair(ServiceProxyItem.Address, "198.51.100.10");
        Assert.Contains("198.51.100.10/32", bed.Namespace.Native("ip -o addr show dev ipvsps0"), StringComparison.Ordinal);
        bed.Namespace.Native("ipvsadm -C");
        bed.AwaitRepair(ServiceProxyItem.Service, "10.96.0.10:80");
        Assert.Equal(table, bed.Namespace.Saved());
        bed.Stop();
        Assert.True(bed.Repaired >= 3, $"Only {bed.Repaired} repairs were said.");
        Assert.True(bed.Loop.Figures.Repaired >= bed.Repaired, $"{bed.Loop.Figures.Repaired} repairs were counted.");
    }

    [Fact]
    public void A_node_that_changes_its_zone_or_address_gets_other_endpoints_and_node_ports()
    {
        using var bed = new LoopBed(Unfiltered, Node("zone-a", "192.0.2.1"), Service, Slice);
        bed.Namespace.Native("ip link add up0 type dummy; ip addr add 192.0.2.1/24 dev up0; ip addr add 192.0.2.2/24 dev up0");
        bed.AwaitLine("-a -t 10.96.0.10:80 -r 10.244.1.5:8080 -m -w 1");
        bed.AwaitLine("-A -t 192.0.2.1:30080 -s rr");
        bed.Put(Node("zone-b", "192.0.2.1"));
        bed.AwaitLine("-a -t 10.96.0.10:80 -r 10.244.2.5:8080 -m -w 1");
        bed.AwaitLine("-a -t 10.96.0.10:80 -r 10.244.1.5:8080 -m -w 1", isThere: false);
        bed.Put(Node("zone-b", "192.0.2.2"));
        bed.AwaitLine("-A -t 192.0.2.2:30080 -s rr");
        bed.AwaitLine("-A -t 192.0.2.1:30080 -s rr", isThere: false);
    }

    [Fact]
    public void Clearing_that_is_ended_leaves_the_rest_for_the_next_one()
    {
        using var bed = new LoopBed(Unfiltered, Node("zone-a", "192.0.2.1"), Service, Slice);
        bed.Stop();
        string[] table = bed.Namespace.Saved();
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => bed.Loop.Clear(ended.Token));
        Assert.Equal(table, bed.Namespace.Saved());
        Assert.Empty(bed.Loop.Clear(CancellationToken.None));
        Assert.Empty(bed.Namespace.Saved());
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void The_table_of_the_packet_filter_comes_back_whole_and_by_elements()
    {
        using var bed = new LoopBed(new ServiceProxyOptions("node1"), Node("zone-a", "192.0.2.1"), Service, Slice);
        string set = Set();
        Assert.Contains("10.96.0.10 . 80", set, StringComparison.Ordinal);
        bed.Namespace.Native("nft delete table inet ipvsps");
        bed.AwaitRepair(ServiceProxyItem.Filter, "ipvsps");
        Assert.Equal(set, Set());
        bed.Namespace.Native("nft delete element inet ipvsps cluster4_tcp '{ 10.96.0.10 . 80 }'");
        bed.AwaitRepair(ServiceProxyItem.Filter, "ipvsps");
        Assert.Equal(set, Set());
        bed.Stop();
        Assert.True(bed.Loop.Figures.Repaired >= 2, $"{bed.Loop.Figures.Repaired} repairs were counted.");

        string Set() => bed.Namespace.Native("nft -n list set inet ipvsps cluster4_tcp");
    }

    private static string Node(string zone, string address) =>
        $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"node1","labels":{"topology.kubernetes.io/zone":"{{{zone}}}"} },
            "status":{"addresses":[{"type":"InternalIP","address":"{{{address}}}"}]} }
            """;
}
