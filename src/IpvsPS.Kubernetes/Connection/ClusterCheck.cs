using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>Asks a server for a little of everything before it is relied on, so that what is missing is said at once and by name.</summary>
public static class ClusterCheck
{
    /// <summary>Whether every resource can be listed and watched, and the node is there.</summary>
    /// <param name="server">The API server.</param>
    /// <param name="resources">The resources.</param>
    /// <param name="nodeName">The name of a Node that must be there; null for none.</param>
    /// <param name="isWatched">Whether they must be watched too.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The resources that the server has; ranges of services are older servers' flag, and may be missing.</returns>
    /// <exception cref="ApiException">Something is missing, refused or cannot be reached.</exception>
    public static async Task<IReadOnlyList<WatchedResource>> RunAsync(
        HttpClient server,
        IReadOnlyList<WatchedResource> resources,
        string? nodeName,
        bool isWatched,
        CancellationToken cancellation
    )
    {
        var there = new List<WatchedResource>();
        foreach (WatchedResource resource in resources)
        {
            using JsonDocument? list = await AskAsync(server, resource, "list", "limit=1", cancellation).ConfigureAwait(false);
            if (list is null)
            {
                continue;
            }

            there.Add(resource);
            if (isWatched)
            {
                string query = "watch=1&timeoutSeconds=1&resourceVersion=0";
                (await AskAsync(server, resource, "watch", query, cancellation).ConfigureAwait(false))?.Dispose();
            }
        }

        if (nodeName is not null)
        {
            WatchedResource own = WatchedResource.Nodes with { FieldSelector = $"metadata.name={nodeName}" };
            using JsonDocument? list = await AskAsync(server, own, "list", "limit=1", cancellation).ConfigureAwait(false);
            bool isThere = list!.RootElement.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array;
            if (!isThere || items.GetArrayLength() == 0)
            {
                throw new ApiException(ApiError.NodeUnknown, string.Empty, nodeName);
            }
        }

        return there;
    }

    /// <summary>The answer to a list; null for a resource that may be missing and is, and for a watch.</summary>
    private static async Task<JsonDocument?> AskAsync(
        HttpClient server,
        WatchedResource resource,
        string verb,
        string query,
        CancellationToken cancellation
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ClusterConnection.AnswerTime);
        try
        {
            using HttpResponseMessage answer = await server
                .GetAsync(new Uri(resource.Query(query), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            bool mayBeMissing = resource.IsOptional && answer.StatusCode is (HttpStatusCode.NotFound or HttpStatusCode.Forbidden);
            if (mayBeMissing && !await IsThereAsync(server, resource, limit.Token).ConfigureAwait(false))
            {
                return null;
            }

            await ThrowIfRefusedAsync(answer, resource, verb, limit.Token).ConfigureAwait(false);
            if (verb == "watch")
            {
                return null;
            }

            using Stream body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(body, default, limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw ClusterConnection.Describe(e);
        }
        catch (JsonException)
        {
            throw new ApiException(ApiError.Refused, resource.Name, "what it sent is no JSON");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ClusterConnection.Unanswered();
        }
    }

    /// <summary>
    /// Whether the server says that it has a resource. Nobody has a right to one that a server does not have, so that it refuses
    /// instead of saying so. Who may not ask is taken to be told the truth by the refusal.
    /// </summary>
    private static async Task<bool> IsThereAsync(HttpClient server, WatchedResource resource, CancellationToken cancellation)
    {
        int end = resource.Path.LastIndexOf('/');
        using HttpResponseMessage answer = await server
            .GetAsync(new Uri(resource.Path[..end], UriKind.Relative), cancellation)
            .ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            return answer.StatusCode != HttpStatusCode.NotFound;
        }

        using Stream body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using JsonDocument group = await JsonDocument.ParseAsync(body, default, cancellation).ConfigureAwait(false);
        return JsonFields.Items(group.RootElement, "resources").Any(one => JsonFields.Text(one, "name") == resource.Path[(end + 1)..]);
    }

    /// <exception cref="ApiException">The answer is no success; the verb is what was asked for, such as list.</exception>
    internal static async Task ThrowIfRefusedAsync(
        HttpResponseMessage answer,
        WatchedResource resource,
        string verb,
        CancellationToken cancellation
    )
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        ApiStatus status = await ApiStatus.ReadAsync(answer, cancellation).ConfigureAwait(false);
        (ApiError error, string field, string value) = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => (ApiError.Unauthorized, string.Empty, string.Empty),
            HttpStatusCode.Forbidden => (ApiError.Forbidden, verb, resource.Name),
            HttpStatusCode.NotFound => (ApiError.ResourceMissing, string.Empty, resource.Name),
            _ => (ApiError.Refused, resource.Name, status.Code.ToString(CultureInfo.InvariantCulture)),
        };
        throw new ApiException(error, field, value) { Words = status.Words };
    }
}
