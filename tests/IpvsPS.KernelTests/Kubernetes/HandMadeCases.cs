using static IpvsPS.KernelTests.Kubernetes.HandMadeCase;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>Small clusters by hand, and the lines of ipvsadm that the rules of Kubernetes make of each.</summary>
internal static class HandMadeCases
{
    private const string Ending = """{"ready":false,"serving":true,"terminating":true}""";
    private const string Outside = "\"type\":\"LoadBalancer\",\"allocateLoadBalancerNodePorts\":false,";
    private const string Six = "\"clusterIPs\":[\"fd00:10:96::7\"],\"ipFamilies\":[\"IPv6\"],\"clusterIP\":\"fd00:10:96::7\"";
    private const string Both = "\"clusterIPs\":[\"10.96.7.1\",\"fd00:10:96::7\"],\"ipFamilies\":[\"IPv4\",\"IPv6\"]";

    private static string TwoPods => Slice(Pod("10.200.1.5", "me") + "," + Pod("10.200.2.5", "other"));

    public static IReadOnlyList<HandMadeCase> All { get; } =
    [
        new("two pods on two nodes", Service() + TwoPods, Web, Me, Other),
        new("no slice", Service(), Web),
        new("a slice of another namespace", Service() + TwoPods.Replace("\"shop\"", "\"other\"", StringComparison.Ordinal), Web),
        new("a slice of another port name", Service() + TwoPods.Replace("\"http\"", "\"https\"", StringComparison.Ordinal), Web),
        new("a slice of another protocol", Service() + TwoPods.Replace("\"TCP\"", "\"UDP\"", StringComparison.Ordinal), Web),
        new("a slice of names", Service() + TwoPods.Replace("\"IPv4\"", "\"FQDN\"", StringComparison.Ordinal), Web),
        new("the same pod in two slices", Service() + TwoPods + Slice(Pod("10.200.2.5", "other"), "2"), Web, Me, Other),
        new(
            "a pod that is not ready",
            Service() + Slice(Pod("10.200.1.5", "me", """{"ready":false}""") + "," + Pod("10.200.2.5")),
            Web,
            Other
        ),
        new("a pod that ends beside a ready one", Service() + Slice(Pod("10.200.1.5", "me", Ending) + "," + Pod("10.200.2.5")), Web, Other),
        new("none but a pod that ends and still serves", Service() + Slice(Pod("10.200.1.5", "me", Ending)), Web, Me),
        new(
            "none but a pod that ends and serves no more",
            Service() + Slice(Pod("10.200.1.5", "me", Ending.Replace("true,", "false,", StringComparison.Ordinal))),
            Web
        ),
        new("for pods of the node alone", Service("\"internalTrafficPolicy\":\"Local\"") + TwoPods, Web, Me),
        new("for pods of the node, which has none", Service("\"internalTrafficPolicy\":\"Local\"") + Slice(Pod("10.200.2.5")), Web),
        new("a hint for each zone", Service() + Slice(Hint("10.200.1.5", "a") + "," + Hint("10.200.2.5", "b")), Web, Me),
        new("a hint that one pod lacks", Service() + Slice(Hint("10.200.1.5", "a") + "," + Pod("10.200.2.5")), Web, Me, Other),
        new("the same client to the same pod", Service("\"sessionAffinity\":\"ClientIP\"") + TwoPods, $"{Web} -p 10800", Me, Other),
        new(
            "the same for a minute",
            Service("\"sessionAffinity\":\"ClientIP\",\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":60}}"),
            $"{Web} -p 60"
        ),
        new("a headless service", Service("\"clusterIP\":\"None\",\"clusterIPs\":[\"None\"]") + TwoPods),
        new("a name elsewhere", Service("\"type\":\"ExternalName\",\"externalName\":\"example.org\"") + TwoPods),
        new(
            "a service of another proxy",
            Service(metadata: "\"labels\":{\"service.kubernetes.io/service-proxy-name\":\"other\"},") + TwoPods
        ),
        new(
            "a scheduler of its own",
            Service(metadata: "\"annotations\":{\"kube-router.io/service.scheduler\":\"wlc\"},"),
            Web[..^2] + "wlc"
        ),
        new(
            "TCP and UDP at one port, SCTP at another",
            Service(
                "\"ports\":[{\"name\":\"http\",\"port\":80},{\"name\":\"u\",\"port\":80,\"protocol\":\"UDP\"},"
                    + "{\"name\":\"s\",\"port\":81,\"protocol\":\"SCTP\"}]"
            )
                + Slice(Pod("10.200.2.5"))
                + Slice(Pod("10.200.2.6"), "udp", "\"name\":\"u\",\"port\":53,\"protocol\":\"UDP\"")
                + Slice(Pod("10.200.2.7"), "sctp", "\"name\":\"s\",\"port\":54,\"protocol\":\"SCTP\""),
            Web,
            Other,
            "-A -u 10.96.7.1:80 -s rr",
            "-a -u 10.96.7.1:80 -r 10.200.2.6:53 -m -w 1",
            "-A --sctp-service 10.96.7.1:81 -s rr",
            "-a --sctp-service 10.96.7.1:81 -r 10.200.2.7:54 -m -w 1"
        ),
        new(
            "IPv6 alone",
            Service(Six) + TwoPods + Slice(Pod("fd00:200::5"), "6", family: "IPv6"),
            "-A -t [fd00:10:96::7]:80 -s rr",
            "-a -t [fd00:10:96::7]:80 -r [fd00:200::5]:8080 -m -w 1"
        ),
        new(
            "IPv4 and IPv6",
            Service(Both) + TwoPods + Slice(Pod("fd00:200::5"), "6", family: "IPv6"),
            Web,
            Me,
            Other,
            "-A -t [fd00:10:96::7]:80 -s rr",
            "-a -t [fd00:10:96::7]:80 -r [fd00:200::5]:8080 -m -w 1"
        ),
        new(
            "a node port",
            Service("\"type\":\"NodePort\",\"ports\":[{\"name\":\"http\",\"port\":80,\"nodePort\":30081}]") + Slice(Pod("10.200.2.5")),
            Web,
            Other,
            "-A -t 10.9.0.1:30081 -s rr",
            "-a -t 10.9.0.1:30081 -r 10.200.2.5:8080 -m -w 1"
        ),
        new(
            "an external address, and one of a node, which is refused",
            Service("\"externalIPs\":[\"203.0.113.7\",\"10.9.0.2\"]") + Slice(Pod("10.200.2.5")),
            Web,
            Other,
            "-A -t 203.0.113.7:80 -s rr",
            "-a -t 203.0.113.7:80 -r 10.200.2.5:8080 -m -w 1"
        )
        {
            Error = "IpvsKubernetesAddressOfNode",
        },
        new(
            "a balancer's address, one that it answers for itself, and a name",
            Service(Outside, status: """{"ip":"203.0.113.8"},{"ip":"203.0.113.9","ipMode":"Proxy"},{"hostname":"example.org"}""")
                + Slice(Pod("10.200.2.5")),
            Web,
            Other,
            "-A -t 203.0.113.8:80 -s rr",
            "-a -t 203.0.113.8:80 -r 10.200.2.5:8080 -m -w 1"
        ),
        new(
            "outsiders to pods of the node alone",
            Service($"{Outside}\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":32007", status: """{"ip":"203.0.113.8"}""")
                + TwoPods,
            Web,
            Me,
            Other,
            "-A -t 203.0.113.8:80 -s rr",
            "-a -t 203.0.113.8:80 -r 10.200.1.5:8080 -m -w 1"
        ),
        new("a heavy node", Service() + Slice(Pod("10.200.3.5", "heavy")), Web, "-a -t 10.96.7.1:80 -r 10.200.3.5:8080 -m -w 5"),
        new(
            "two that want the same, the older one last",
            Service(name: "late", metadata: "\"creationTimestamp\":\"2026-01-02T00:00:00Z\",")
                + Slice(Pod("10.200.2.9"), service: "late")
                + Service(metadata: "\"creationTimestamp\":\"2026-01-01T00:00:00Z\",")
                + TwoPods,
            Web,
            Me,
            Other
        )
        {
            Error = "IpvsKubernetesServiceClash",
        },
        new("nothing", string.Empty),
    ];
}
