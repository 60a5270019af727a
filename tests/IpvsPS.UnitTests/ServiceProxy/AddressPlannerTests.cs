using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>How virtual addresses become the machine's: ranges as routes, addresses on a link, and what cannot be routed.</summary>
public sealed class AddressPlannerTests
{
    private const string Objects = """
        {"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"kubernetes"},"spec":{"cidrs":["10.96.0.0/16"]}}
        """;

    private static readonly string Web = Service(
        "web",
        "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"],\"externalIPs\":[\"192.0.2.1\"]"
    );

    [Fact]
    public void A_service_range_is_one_route_and_external_addresses_are_on_the_link()
    {
        WantedAddresses wanted = Plan(new ServiceProxyOptions("me"), Objects);
        Assert.Equal(["10.96.0.0/16"], wanted.Routes.Select(route => route.ToString()));
        Assert.Equal(["192.0.2.1"], wanted.Addresses.Select(address => address.ToString()));
        Assert.Equal(["10.96.0.0/16"], wanted.OpenRanges.Select(range => range.ToString()));
    }

    [Theory]
    [InlineData(MasqueradeMode.None, Objects, "10.96.0.9/32", "unreachable 10.96.0.0/16")]
    [InlineData(MasqueradeMode.NonLocal, "", "10.96.0.9/32")]
    public void Without_the_filter_or_a_known_range_each_cluster_address_has_a_route(
        MasqueradeMode masquerade,
        string objects,
        params string[] routes
    )
    {
        WantedAddresses wanted = Plan(new ServiceProxyOptions("me") { Masquerade = masquerade }, objects);
        Assert.Equal(routes, wanted.Routes.OrderByDescending(route => route).Select(route => route.ToString()));
        Assert.Empty(wanted.OpenRanges);
    }

    [Fact]
    public void As_kube_proxy_all_addresses_are_on_the_link()
    {
        WantedAddresses wanted = Plan(new ServiceProxyOptions("me") { AddressMode = AddressMode.Link }, Objects);
        Assert.Empty(wanted.Routes);
        Assert.Equal(["10.96.0.9", "192.0.2.1"], wanted.Addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("10.9.1.128/25", "10.9.1.1", 24)]
    [InlineData("10.9.1.128/25", "10.9.0.1", 8)]
    [InlineData("10.244.3.0/24", "10.9.0.1", 24)]
    [InlineData("10.240.0.0/12", "10.9.0.1", 24)]
    [InlineData("224.0.0.0/4", "10.9.0.1", 24)]
    [InlineData("fe80::/10", "10.9.0.1", 24)]
    [InlineData("10.9.1.0/24", "10.9.0.1", 24, false)]
    public void A_range_that_overlaps_a_network_of_the_node_or_pods_is_told_and_not_routed(
        string range,
        string address,
        byte length,
        bool isTold = true
    )
    {
        var options = new ServiceProxyOptions("me")
        {
            ServiceRanges = [RecordedState.Range(range)],
            ClusterRanges = [RecordedState.Range("10.244.0.0/16")],
        };
        var tracker = new ServiceTracker(options, [new HostAddress("eth0", RecordedState.Address(address)) { PrefixLength = length }]);
        WantedAddresses wanted = AddressPlanner.Plan([], tracker.ServiceRanges, tracker.Node);
        Assert.Equal(isTold ? [range] : [], wanted.Events.Select(one => one.Value));
        Assert.Equal(isTold ? [] : [range], wanted.Routes.Select(route => route.ToString()));

        // Where every address stands on the link, no range is routed.
        tracker = new ServiceTracker(options with { AddressMode = AddressMode.Link }, [new HostAddress("eth0", default)]);
        Assert.Empty(AddressPlanner.Plan([], tracker.ServiceRanges, tracker.Node).Events);
    }

    [Fact]
    public void A_range_with_the_address_of_a_node_is_told_and_not_routed()
    {
        WantedAddresses wanted = Plan(new ServiceProxyOptions("me") { ServiceRanges = [RecordedState.Range("10.9.0.0/24")] }, Objects);
        Assert.Equal(["10.96.0.0/16"], wanted.Routes.Select(route => route.ToString()));
        Assert.Equal(
            new ServiceProxyEvent(ServiceProxyEventCode.RangeOfNode, "ServiceCIDR", "spec.cidrs", "10.9.0.0/24"),
            Assert.Single(wanted.Events)
        );
    }

    private static WantedAddresses Plan(ServiceProxyOptions options, string objects)
    {
        ProxyCase made = Of(Web + objects, options);
        return AddressPlanner.Plan(made.State.Addresses, made.Tracker.ServiceRanges, made.Tracker.Node);
    }
}
