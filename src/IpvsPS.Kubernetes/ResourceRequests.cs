using System.Globalization;
using System.Text.Json;
using static IpvsPS.Kubernetes.JsonFields;

namespace IpvsPS.Kubernetes;

/// <summary>A whole list, in the pages in which it came.</summary>
internal sealed class ResourcePages : IDisposable
{
    private readonly List<JsonDocument> _pages = [];

    /// <summary>The version of the list.</summary>
    public string Version { get; private set; } = string.Empty;

    /// <summary>Its items, valid until it is disposed.</summary>
    public IReadOnlyList<JsonElement> Items => [.. _pages.SelectMany(page => JsonFields.Items(page.RootElement, "items"))];

    /// <summary>Adds a page.</summary>
    /// <returns>What asks for the next one; empty after the last.</returns>
    /// <exception cref="WatchFault">It is no list: taken for an empty one, it would say that everything has gone.</exception>
    public string Add(JsonDocument page)
    {
        _pages.Add(page);
        if (!IsList(page.RootElement))
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, "JSON that is no list");
        }

        JsonElement metadata = Member(page.RootElement, "metadata");
        Version = Text(metadata, "resourceVersion");
        return Text(metadata, "continue");
    }

    /// <summary>Whether an answer is a page of a list: it has a version, and items, which Go may write as null.</summary>
    public static bool IsList(JsonElement page) =>
        Text(Member(page, "metadata"), "resourceVersion").Length > 0
        && Member(page, "items") is { ValueKind: JsonValueKind.Array or JsonValueKind.Null };

    public void Dispose() => _pages.ForEach(page => page.Dispose());
}

/// <summary>Asks a server for a resource.</summary>
internal sealed class ResourceRequests(HttpClient server, WatchedResource resource, WatchOptions options, TimeProvider clock)
{
    /// <summary>Reads the whole list, to be disposed.</summary>
    /// <exception cref="WatchFault">The server refused, or sent something else.</exception>
    public async Task<ResourcePages> ListAsync(CancellationToken cancellation)
    {
        var pages = new ResourcePages();
        try
        {
            string next = string.Empty;
            do
            {
                string more = next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : string.Empty;
                string query = string.Create(CultureInfo.InvariantCulture, $"limit={options.PageSize}{more}");
                next = pages.Add(await ReadPageAsync(query, cancellation).ConfigureAwait(false));
            } while (next.Length > 0);

            return pages;
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    /// <summary>The version that the server is at now.</summary>
    /// <exception cref="WatchFault">The server refused, or sent something else.</exception>
    public async Task<string> ReadVersionAsync(CancellationToken cancellation)
    {
        using JsonDocument page = await ReadPageAsync("limit=1", cancellation).ConfigureAwait(false);
        return Text(Member(page.RootElement, "metadata"), "resourceVersion");
    }

    /// <summary>An answer, of which the head is read.</summary>
    /// <exception cref="WatchFault">The server refused.</exception>
    public async Task<HttpResponseMessage> GetAsync(string query, CancellationToken cancellation)
    {
        HttpResponseMessage answer = await server
            .GetAsync(new Uri(resource.Query(query), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw WatchFault.Of(await ApiStatus.ReadAsync(answer, cancellation).ConfigureAwait(false));
        }
    }

    private async Task<JsonDocument> ReadPageAsync(string query, CancellationToken cancellation)
    {
        using Deadline deadline = new(options.Silence, clock, cancellation);
        using HttpResponseMessage answer = await GetAsync(query, deadline.Token).ConfigureAwait(false);
        using Stream stream = await answer.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        try
        {
            return await JsonDocument.ParseAsync(stream, default, deadline.Token).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, e.Message);
        }
    }
}
