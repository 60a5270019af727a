using System.Globalization;
using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>Lists a resource once.</summary>
public static class ClusterList
{
    private const int PageSize = 500;

    /// <summary>The pages of a list, as JSON in UTF-8. A list that changes too much while it is read is begun anew, once.</summary>
    /// <param name="server">The API server.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The pages.</returns>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public static async Task<IReadOnlyList<byte[]>> ReadAsync(HttpClient server, WatchedResource resource, CancellationToken cancellation)
    {
        for (bool isAgain = false; ; isAgain = true)
        {
            try
            {
                return await ReadPagesAsync(server, resource, cancellation).ConfigureAwait(false);
            }
            catch (ApiException e) when (!isAgain && e is { Error: ApiError.Refused, Value: "410" })
            {
                // What a page continued is no longer known.
            }
            catch (HttpRequestException e)
            {
                throw ClusterConnection.Describe(e);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw ClusterConnection.Unanswered();
            }
        }
    }

    private static async Task<List<byte[]>> ReadPagesAsync(HttpClient server, WatchedResource resource, CancellationToken cancellation)
    {
        var pages = new List<byte[]>();
        string next = string.Empty;
        do
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(ClusterConnection.AnswerTime);
            string more = next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : string.Empty;
            string query = resource.Query(string.Create(CultureInfo.InvariantCulture, $"limit={PageSize}{more}"));
            using HttpResponseMessage answer = await server
                .GetAsync(new Uri(query, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            await ClusterCheck.ThrowIfRefusedAsync(answer, resource, "list", limit.Token).ConfigureAwait(false);
            byte[] page = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            pages.Add(page);
            next = ReadContinue(page, resource);
        } while (next.Length > 0);

        return pages;
    }

    private static string ReadContinue(byte[] page, WatchedResource resource)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(page);
            return ResourcePages.IsList(document.RootElement)
                ? JsonFields.Text(JsonFields.Member(document.RootElement, "metadata"), "continue")
                : throw new ApiException(ApiError.Refused, resource.Name, "what it sent is no list");
        }
        catch (JsonException)
        {
            throw new ApiException(ApiError.Refused, resource.Name, "what it sent is no JSON");
        }
    }
}
