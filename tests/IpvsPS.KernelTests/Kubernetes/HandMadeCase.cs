namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>A small cluster beside three nodes, of which this one is <c>me</c>, and the table that it makes.</summary>
/// <param name="Name">What is in it.</param>
/// <param name="Objects">Its services and slices, one JSON object after the other.</param>
/// <param name="Table">The lines of <c>ipvsadm -Sn</c>.</param>
internal sealed record HandMadeCase(string Name, string Objects, params string[] Table)
{
    /// <summary>The nodes; <c>me</c> is in zone a.</summary>
    public const string Nodes = """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"me","labels":{"topology.kubernetes.io/zone":"a"}},
        "status":{"addresses":[{"type":"InternalIP","address":"10.9.0.1"}]}}
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"other"},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.2"}]}}
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"heavy","labels":{"ipvsps.io/weight":"5"}},
        "status":{"addresses":[{"type":"InternalIP","address":"10.9.0.3"}]}}

        """;

    /// <summary>The line of the service that <see cref="Service"/> makes.</summary>
    public const string Web = "-A -t 10.96.7.1:80 -s rr";

    /// <summary>The line of its pod 10.200.1.5, which is on <c>me</c> in most cases.</summary>
    public const string Me = "-a -t 10.96.7.1:80 -r 10.200.1.5:8080 -m -w 1";

    /// <summary>The line of its pod 10.200.2.5.</summary>
    public const string Other = "-a -t 10.96.7.1:80 -r 10.200.2.5:8080 -m -w 1";

    /// <summary>The id of the one error; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>A service <c>shop/NAME</c> at 10.96.7.1 with one port 80 named http, unless its specification says otherwise.</summary>
    /// <param name="spec">Fields of its specification.</param>
    /// <param name="metadata">Fields of its metadata, each with a comma behind it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="status">The places of its load balancer.</param>
    public static string Service(string spec = "", string metadata = "", string name = "web", string status = "")
    {
        (string Field, string Value)[] usual =
        [
            ("clusterIP", "\"10.96.7.1\""),
            ("clusterIPs", "[\"10.96.7.1\"]"),
            ("ipFamilies", "[\"IPv4\"]"),
            ("ports", "[{\"name\":\"http\",\"port\":80,\"protocol\":\"TCP\"}]"),
        ];
        IEnumerable<string> fields = usual
            .Where(one => !spec.Contains($"\"{one.Field}\"", StringComparison.Ordinal))
            .Select(one => $"\"{one.Field}\":{one.Value}")
            .Append(spec.TrimEnd(','))
            .Where(field => field.Length > 0);
        return $$"""
            {"apiVersion":"v1","kind":"Service","metadata":{{{metadata}}"name":"{{name}}","namespace":"shop"},
            "spec":{ {{string.Join(',', fields)}} },"status":{"loadBalancer":{"ingress":[{{status}}]} } }

            """;
    }

    /// <summary>A slice of <c>shop/SERVICE</c>.</summary>
    public static string Slice(
        string pods,
        string name = "1",
        string port = "\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"",
        string family = "IPv4",
        string service = "web"
    ) =>
        $$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"{{service}}-{{name}}","namespace":"shop",
            "labels":{"kubernetes.io/service-name":"{{service}}"} },"addressType":"{{family}}",
            "ports":[{ {{port}} }],"endpoints":[{{pods}}]}

            """;

    public static string Pod(string address, string node = "other", string conditions = """{"ready":true}""") =>
        $$"""{"addresses":["{{address}}"],"nodeName":"{{node}}","conditions":{{conditions}} }""";

    /// <summary>A pod that is for a zone.</summary>
    public static string Hint(string address, string zone) =>
        $$"""{"addresses":["{{address}}"],"nodeName":"other","conditions":{"ready":true},"hints":{"forZones":[{"name":"{{zone}}"}]} }""";
}
