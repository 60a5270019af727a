namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The JSON of a service <c>shop/web</c> with one port 80 and of its slice.</summary>
internal static class ClusterText
{
    /// <param name="address">Its cluster address.</param>
    /// <param name="port">The port of its endpoints.</param>
    /// <param name="endpoints">The addresses of its endpoints.</param>
    /// <param name="ending">Those of them that end and still serve.</param>
    public static string Web(string address, int port, IEnumerable<string> endpoints, IReadOnlyCollection<string>? ending = null)
    {
        IEnumerable<string> written = endpoints.Select(endpoint =>
            ending?.Contains(endpoint) == true
                ? $$"""{"addresses":["{{endpoint}}"],"conditions":{"ready":false,"serving":true,"terminating":true} }"""
                : $$"""{"addresses":["{{endpoint}}"],"conditions":{"ready":true} }"""
        );
        return $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"{{{address}}}",
            "clusterIPs":["{{{address}}}"],"ipFamilies":["IPv4"],"ports":[{"port":80,"protocol":"TCP"}]} }
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","metadata":{"name":"web-1","namespace":"shop",
            "labels":{"kubernetes.io/service-name":"web"} },"ports":[{"name":"","port":{{{port}}},"protocol":"TCP"}],
            "endpoints":[{{{string.Join(',', written)}}}]}
            """;
    }
}
