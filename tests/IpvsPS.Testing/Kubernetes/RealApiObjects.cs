using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>Makes, changes and deletes objects at a real API server.</summary>
internal sealed class RealApiObjects(HttpClient client)
{
    private static readonly Dictionary<string, (string Version, string Kind)> Types = new()
    {
        [ApiServer.Services] = ("v1", "Service"),
        [ApiServer.Slices] = ("discovery.k8s.io/v1", "EndpointSlice"),
        [ApiServer.Nodes] = ("v1", "Node"),
        [ApiServer.Ranges] = ("networking.k8s.io/v1", "ServiceCIDR"),
    };

    private readonly HashSet<string> _namespaces = [];

    /// <summary>Makes an object what it is to be, its status too, whatever it was before.</summary>
    public void Put(string path, JsonObject recorded)
    {
        var item = (JsonObject)recorded.DeepClone();
        var metadata = (JsonObject)item["metadata"]!;
        foreach (string own in (string[])["resourceVersion", "uid", "creationTimestamp", "generation", "managedFields"])
        {
            metadata.Remove(own);
        }

        (item["apiVersion"], item["kind"]) = Types[path];
        string place = Place(path, item);
        string name = $"{place}/{(string)metadata["name"]!}";
        bool isThere = Ask(name).IsThere;
        Send(isThere ? HttpMethod.Put : HttpMethod.Post, isThere ? name : place, item.ToJsonString());

        if (item["status"] is not null)
        {
            Send(HttpMethod.Put, $"{name}/status", item.ToJsonString());
        }
    }

    public void Remove(string path, JsonObject item) =>
        Send(HttpMethod.Delete, $"{Place(path, item)}/{(string)item["metadata"]!["name"]!}", null);

    /// <summary>Sends a request.</summary>
    /// <exception cref="InvalidOperationException">The server refused it otherwise than was said.</exception>
    public (HttpStatusCode Status, string Text) Send(HttpMethod method, string path, string? json, HttpStatusCode? expected = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = client.Send(request);
        string text = Read(answer);
        return answer.IsSuccessStatusCode || answer.StatusCode == expected
            ? (answer.StatusCode, text)
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>What a path answers, whether or not that is an error.</summary>
    public (bool IsThere, string Text) Ask(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using HttpResponseMessage answer = client.Send(request);
        return (answer.IsSuccessStatusCode, Read(answer));
    }

    private static string Read(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    /// <summary>The path of the objects beside it; its namespace is there afterwards.</summary>
    private string Place(string path, JsonObject item)
    {
        if ((string?)item["metadata"]!["namespace"] is not { } name)
        {
            return path;
        }

        if (_namespaces.Add(name))
        {
            Send(HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""", HttpStatusCode.Conflict);
        }

        int end = path.LastIndexOf('/');
        return $"{path[..end]}/namespaces/{name}{path[end..]}";
    }
}
