using System.Globalization;
using System.Text;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>Kubernetes objects of clusters of any size: services with one port and one slice each.</summary>
internal static class ClusterObjects
{
    public static ServiceProxyInput Read(byte[] json)
    {
        var input = new ServiceProxyInput();
        input.Read(json);
        return input;
    }

    public static byte[] Json(int count, int endpoints)
    {
        var text = new StringBuilder("{\"kind\":\"List\",\"items\":[");
        for (int i = 0; i < count; i++)
        {
            string address = string.Create(CultureInfo.InvariantCulture, $"10.96.{i >> 8}.{i & 255}");
            text.Append(i == 0 ? string.Empty : ",\n")
                .Append(
                    $$$"""
                    {"apiVersion":"v1","kind":"Service","metadata":{"name":"s{{{i}}}","namespace":"shop",
                    "creationTimestamp":"2026-01-01T00:00:00Z",
                    "resourceVersion":"{{{i + 1}}}"},"spec":{"type":"ClusterIP","clusterIP":"{{{address}}}","clusterIPs":["{{{address}}}"],
                    "ipFamilies":["IPv4"],"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080}]} },
                    """
                )
                .Append(Slice(i, endpoints));
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    public static string Slice(int i, int endpoints)
    {
        IEnumerable<string> written = Enumerable
            .Range(1, endpoints)
            .Select(n =>
                $$"""
                    {"addresses":["10.{{128 + (i >> 8)}}.{{i & 255}}.{{n}}"],"conditions":{"ready":true,"serving":true,"terminating":false},
                    "nodeName":"node{{n}}","targetRef":{"kind":"Pod","namespace":"shop","name":"s{{i}}-{{n}}"},"zone":"a"}
                    """
            );
        return $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","metadata":{"name":"s{{{i}}}-1",
            "namespace":"shop",
            "labels":{"kubernetes.io/service-name":"s{{{i}}}"} },"ports":[{"name":"http","protocol":"TCP","port":8080}],
            "endpoints":[{{{string.Join(',', written)}}}]}
            """;
    }
}
