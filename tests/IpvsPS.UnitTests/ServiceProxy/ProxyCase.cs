using System.Text;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Small clusters by hand: one node <c>me</c> (10.9.0.1, zone a) and one node <c>other</c> (10.9.0.2).</summary>
internal sealed class ProxyCase
{
    public const string Nodes = """
        [{"apiVersion":"v1","kind":"Node","metadata":{"name":"me","labels":{"topology.kubernetes.io/zone":"a"}},
          "spec":{"podCIDRs":["10.200.1.0/24"]},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.1"}]}},
         {"apiVersion":"v1","kind":"Node","metadata":{"name":"other","labels":{"ipvsps.io/weight":"5"}},
          "spec":{"podCIDRs":["10.200.2.0/24"]},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.2"}]}}]
        """;

    private ProxyCase(ServiceProxyOptions options)
    {
        Tracker = new ServiceTracker(
            options,
            [
                new("eth0", RecordedState.Address("10.9.0.1")),
                new("lo", RecordedState.Address("127.0.0.1")),
                new("eth0", RecordedState.Address("fe80::1")),
                new(ServiceProxyOptions.LinkName, RecordedState.Address("10.96.0.1")),
            ]
        );
        Read(Nodes);
    }

    public ServiceTracker Tracker { get; }

    public ObjectReader Reader { get; } = new();

    public DesiredState State => Tracker.State;

    public string[] Lines => [.. RecordedState.Lines(State.Services)];

    public string[] Events => [.. Reader.Events.Concat(State.Events).Select(one => $"{one.Code} {one.Object} {one.Field} {one.Value}")];

    /// <summary>A cluster with these objects; Drop and Route as by default unless the options say otherwise.</summary>
    public static ProxyCase Of(string json, ServiceProxyOptions? options = null)
    {
        var one = new ProxyCase(options ?? new ServiceProxyOptions("me"));
        one.Read(json);
        one.Tracker.Update();
        return one;
    }

    public void Read(string json) => Reader.Read(Encoding.UTF8.GetBytes(json)).ForEach(Tracker.Put);

    /// <summary>A service <c>shop/NAME</c> with one port 80 named http.</summary>
    public static string Service(
        string name,
        string spec,
        string annotations = "{}",
        string created = "2026-01-01T00:00:00Z",
        string status = "{}"
    ) =>
        $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}","namespace":"shop",
             "annotations":{{{annotations}}},"creationTimestamp":"{{{created}}}"},
             "spec":{"ports":[{"name":"http","port":80,"protocol":"TCP"}],{{{spec}}}},"status":{{{status}}}}
            """;

    /// <summary>A slice of <c>shop/SERVICE</c> with the port http 8080.</summary>
    public static string Slice(string service, string endpoints, string family = "IPv4") =>
        $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice",
             "metadata":{"name":"{{{service}}}-{{{family.ToLowerInvariant()}}}","namespace":"shop",
             "labels":{"kubernetes.io/service-name":"{{{service}}}"}},"addressType":"{{{family}}}",
             "ports":[{"name":"http","port":8080,"protocol":"TCP"}],
             "endpoints":[{{{endpoints}}}]}
            """;

    public static string Endpoint(string address, string node = "other", string conditions = "{}") =>
        $$$"""{"addresses":["{{{address}}}"],"nodeName":"{{{node}}}","conditions":{{{conditions}}}}""";
}
