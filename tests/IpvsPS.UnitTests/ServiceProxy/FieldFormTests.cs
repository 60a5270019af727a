using IpvsPS.ServiceProxy;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What is told of a field that is wrong says what the field takes instead.</summary>
public sealed class FieldFormTests
{
    private const string Port = "a whole number from 1 to 65535";
    private const string AnyPort = "a whole number from 0 to 65535";
    private const string Range = "an address and the length of its prefix, such as 10.96.0.0/16 or fd00:10:96::/108";
    private const string Address = "an IPv4 or IPv6 address, such as 10.0.0.1 or fd00::1";
    private const string Name = "1 to 253 letters, digits, dots, colons, '-' and '_'";
    private const string Policy = "Cluster or Local";
    private const string Types = "ClusterIP, NodePort, LoadBalancer or ExternalName";

    [Theory]
    [InlineData("\"type\":\"Carrier\"", "spec.type", Types)]
    [InlineData("\"type\":7", "spec.type", Types)]
    [InlineData("\"ports\":{}", "spec.ports", "a list")]
    [InlineData("\"ports\":[7]", "spec.ports[0]", "an object")]
    [InlineData("\"ports\":[{}]", "spec.ports[0].port", Port)]
    [InlineData("\"ports\":[{\"port\":0}]", "spec.ports[0].port", Port)]
    [InlineData("\"ports\":[{\"port\":80,\"nodePort\":65536}]", "spec.ports[0].nodePort", AnyPort)]
    [InlineData("\"ports\":[{\"port\":80,\"name\":7}]", "spec.ports[0].name", "text")]
    [InlineData("\"ports\":[{\"port\":80,\"protocol\":6}]", "spec.ports[0].protocol", "TCP, UDP or SCTP")]
    [InlineData("\"ports\":[{\"port\":80,\"protocol\":\"ICMP\"}]", "spec.ports[0].protocol", "TCP, UDP or SCTP")]
    [InlineData("\"clusterIP\":7", "spec.clusterIP", Address + ", or None")]
    [InlineData("\"clusterIP\":\"web\"", "spec.clusterIP", Address)]
    [InlineData("\"clusterIPs\":[7],\"ipFamilies\":[\"IPv4\"]", "spec.clusterIPs[0]", Address + ", or None")]
    [InlineData(
        "\"clusterIPs\":[\"fd00::9\"],\"ipFamilies\":[\"IPv4\"]",
        "spec.clusterIPs[0]",
        "an IPv4 address, as spec.ipFamilies[0] says"
    )]
    [InlineData("\"ipFamilies\":[\"IPv5\"]", "spec.ipFamilies[0]", "IPv4 or IPv6")]
    [InlineData("\"externalIPs\":[\"10.0.0.1/24\"]", "spec.externalIPs[0]", Address)]
    [InlineData("\"loadBalancerSourceRanges\":[\"nobody\"]", "spec.loadBalancerSourceRanges[0]", Range)]
    [InlineData("\"externalIPs\":[\"10.0.0.1\"],\"externalTrafficPolicy\":1", "spec.externalTrafficPolicy", Policy)]
    [InlineData("\"internalTrafficPolicy\":1", "spec.internalTrafficPolicy", Policy)]
    [InlineData("\"sessionAffinity\":true", "spec.sessionAffinity", "ClientIP or None")]
    [InlineData(
        "\"sessionAffinity\":\"ClientIP\",\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":0}}",
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
        "a whole number from 1 to 2678400"
    )]
    [InlineData(
        "\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":-1",
        "spec.healthCheckNodePort",
        AnyPort
    )]
    public void Of_a_service(string spec, string field, string takes) =>
        AssertTold($$"""{"kind":"Service","metadata":{"name":"web"},"spec":{{{spec}}} }""", field, takes);

    [Theory]
    [InlineData("""{"kind":"Service","metadata":{}}""", "metadata.name", Name)]
    [InlineData("""{"kind":"Service","metadata":{"name":"a b"}}""", "metadata.name", Name)]
    [InlineData("""{"kind":"Service","metadata":{"name":"web","namespace":"a b"}}""", "metadata.namespace", Name)]
    [InlineData("""{"kind":7}""", "kind", "text")]
    [InlineData("""7""", "", "an object")]
    [InlineData("""{"kind":"Service\ud800","metadata":{"name":"web"}}""", "", "text in valid Unicode")]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web","annotations":{"kube-router.io/service.scheduler":"best"}}}""",
        "metadata.annotations['kube-router.io/service.scheduler']",
        "dh, fo, lblc, lblcr, lc, mh, nq, ovf, rr, sed, sh, twos, wlc or wrr"
    )]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web","annotations":{"kube-router.io/service.schedflags":"flag-9"}}}""",
        "metadata.annotations['kube-router.io/service.schedflags']",
        "sh-fallback, sh-port, mh-fallback, mh-port, flag-1, flag-2 or flag-3, several with commas between them"
    )]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web"},"status":{"loadBalancer":{"ingress":[{"ip":"x"}]}}}""",
        "status.loadBalancer.ingress[0].ip",
        Address
    )]
    [InlineData("""{"kind":"EndpointSlice","metadata":{"name":"w"}}""", "addressType", "IPv4, IPv6 or FQDN")]
    [InlineData("""{"kind":"EndpointSlice","metadata":{"name":"w"},"addressType":"IPv5"}""", "addressType", "IPv4, IPv6 or FQDN")]
    [InlineData(
        """{"kind":"EndpointSlice","metadata":{"name":"w"},"addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"]}]}""",
        "endpoints[0].addresses[0]",
        "an IPv4 address of one host: none of loopback, link-local, multicast or zero"
    )]
    [InlineData(
        """
            {"kind":"EndpointSlice","metadata":{"name":"w"},"addressType":"IPv4",
            "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":"yes"}}]}
            """,
        "endpoints[0].conditions.ready",
        "true or false"
    )]
    [InlineData(
        """{"kind":"Node","metadata":{"name":"n","labels":{"ipvsps.io/weight":"-1"}}}""",
        "metadata.labels['ipvsps.io/weight']",
        "a whole number from 0 to 65535"
    )]
    [InlineData("""{"kind":"Node","metadata":{"name":"n"},"spec":{"podCIDRs":["10.0.0.1"]}}""", "spec.podCIDRs[0]", Range)]
    [InlineData(
        """{"kind":"Node","metadata":{"name":"n"},"status":{"addresses":[{"type":"InternalIP","address":"node1"}]}}""",
        "status.addresses[0].address",
        Address
    )]
    [InlineData("""{"kind":"ServiceCIDR","metadata":{"name":"c"},"spec":{"cidrs":["10.96.0.0/33"]}}""", "spec.cidrs[0]", Range)]
    [InlineData("""{"kind":"Pod","metadata":{"name":"p"},"status":{"podIP":"x"}}""", "status.podIP", Address)]
    public void Of_any_object(string json, string field, string takes) => AssertTold(json, field, takes);

    private static void AssertTold(string json, string field, string takes)
    {
        ServiceProxyEvent told = Assert.Single(Of(json).Reader.Events);
        Assert.True(told.Code is ServiceProxyEventCode.FieldInvalid or ServiceProxyEventCode.EntryInvalid, $"{told}");
        Assert.Equal((field, takes), (told.Field, told.Takes));
    }
}
