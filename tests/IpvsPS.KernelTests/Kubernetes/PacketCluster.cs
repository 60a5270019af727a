using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The stage's node after one sync of the services below.</summary>
public sealed class PacketCluster : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"packets-{Environment.ProcessId}.json");

    public PacketCluster(LabSession lab)
    {
        Stage = new PacketStage();
        File.WriteAllText(_file, string.Join('\n', Objects()));
        EngineResult result = Sync(lab);
        Assert.Empty(result.Errors.Select(error => error.ToString()));
    }

    public PacketStage Stage { get; }

    public void Dispose()
    {
        Stage.Dispose();
        File.Delete(_file);
    }

    /// <summary>Syncs once more.</summary>
    /// <param name="lab">The session.</param>
    /// <param name="changed">Objects in place of those of the same names.</param>
    /// <param name="options">Parameters besides.</param>
    internal EngineResult Sync(LabSession lab, string changed = "", string options = "")
    {
        lab.SetVariable("changed", changed);
        return lab.Run(
            $"Get-Content '{_file}' -Raw | ForEach-Object {{ $_ + $changed }} | "
                + $"Sync-IpvsKubernetesService -NodeName node1 -DrainTimeout 0 {options} -NetNamespace {Stage.Node} -PassThru"
        );
    }

    private static string[] Objects() =>
        [
            Node("node1", "1", "17"),
            Node("node2", "2", "18"),
            """
                {"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"kubernetes"},
                "spec":{"cidrs":["10.96.0.0/16","fd00:10:96::/112"]}}
                """,
            Service("web", 10, "LoadBalancer", 30010, External(10)),
            Slices("web", "pod1", "pod3"),
            Service("local", 20, "LoadBalancer", 30020, External(20) + ""","externalTrafficPolicy":"Local","healthCheckNodePort":32020"""),
            Slices("local", "pod1", "pod3"),
            Service(
                "elsewhere",
                21,
                "LoadBalancer",
                30021,
                External(21) + ""","externalTrafficPolicy":"Local","healthCheckNodePort":32021"""
            ),
            Slices("elsewhere", "pod3"),
            Service("ranges", 30, "LoadBalancer", 30030, ""","loadBalancerSourceRanges":["192.168.50.128/25","2001:db8:50::200/128"]"""),
            Slices("ranges", "pod1", "pod3"),
            Service("empty", 50, "ClusterIP", 0, string.Empty),
            Service("inside", 60, "ClusterIP", 0, ""","internalTrafficPolicy":"Local" """),
            Slices("inside", "pod3"),
            Service("moving", 40, "ClusterIP", 0, string.Empty),
            Slices("moving", "pod1"),
            Service("hairpin", 70, "ClusterIP", 0, string.Empty),
            Slices("hairpin", "pod1"),
            Signals(80),
            SignalSlice("IPv4"),
            SignalSlice("IPv6"),
        ];

    private static string External(int number) => $""","externalIPs":["198.51.100.{number}","2001:db8:100::{number}"]""";

    private static string Node(string name, string host, string pods) =>
        $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}"},"spec":{"podCIDRs":["172.{{{pods}}}.0.0/16",
            "fd00:{{{pods}}}::/64"]},
            "status":{"addresses":[{"type":"InternalIP","address":"192.168.50.{{{host}}}"},{"type":"InternalIP",
            "address":"2001:db8:50::{{{host}}}"}]}}
            """;

    private static string Service(string name, int number, string type, int nodePort, string more)
    {
        string port = nodePort > 0 ? $",\"nodePort\":{nodePort}" : string.Empty;
        string ingress = type == "LoadBalancer" ? $$"""{"ip":"203.0.113.{{number}}"},{"ip":"2001:db8:113::{{number}}"}""" : string.Empty;
        return $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}","namespace":"shop"},"spec":{"type":"{{{type}}}",
            "clusterIP":"10.96.0.{{{number}}}","clusterIPs":["10.96.0.{{{number}}}","fd00:10:96::{{{number}}}"],"ipFamilies":["IPv4",
            "IPv6"],
            "ports":[{"port":80,"name":"web","protocol":"TCP"{{{port}}} },{"port":53,"name":"names",
            "protocol":"UDP"{{{port}}} }]{{{more}}} },
            "status":{"loadBalancer":{"ingress":[{{{ingress}}}]} } }
            """;
    }

    /// <summary>A service of SCTP, whose endpoint is on the other node.</summary>
    private static string Signals(int number) =>
        $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"signals","namespace":"shop"},"spec":{"type":"NodePort",
            "clusterIP":"10.96.0.{{{number}}}","clusterIPs":["10.96.0.{{{number}}}","fd00:10:96::{{{number}}}"],"ipFamilies":["IPv4",
            "IPv6"],"ports":[{"port":3868,"name":"signals","protocol":"SCTP","nodePort":30080}]} }
            """;

    private static string SignalSlice(string family) =>
        $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"{{{family}}}",
            "metadata":{"name":"signals-{{{family}}}","namespace":"shop","labels":{"kubernetes.io/service-name":"signals"} },
            "ports":[{"name":"signals","protocol":"SCTP","port":8080}],"endpoints":[{"nodeName":"node2",
            "addresses":["{{{(family == "IPv4" ? PacketStage.Addresses["pod3"].IPv4 : PacketStage.Addresses["pod3"].IPv6)}}}"]}]}
            """;

    internal static string Slices(string service, params string[] pods) =>
        Slice(service, "IPv4", pods) + "\n" + Slice(service, "IPv6", pods);

    private static string Slice(string service, string family, string[] pods)
    {
        IEnumerable<string> endpoints = pods.Select(pod =>
        {
            (string ipv4, string ipv6) = PacketStage.Addresses[pod];
            return $$"""{"addresses":["{{(family == "IPv4" ? ipv4 : ipv6)}}"],"nodeName":"{{(pod == "pod3" ? "node2" : "node1")}}" }""";
        });
        return $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"{{{family}}}",
            "metadata":{"name":"{{{service}}}-{{{family}}}","namespace":"shop","labels":{"kubernetes.io/service-name":"{{{service}}}"} },
            "ports":[{"name":"web","protocol":"TCP","port":8080},{"name":"names","protocol":"UDP","port":5353}],
            "endpoints":[{{{string.Join(',', endpoints)}}}]}
            """;
    }
}
