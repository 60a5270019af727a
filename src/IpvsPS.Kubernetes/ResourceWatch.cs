using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>
/// Lists a resource and watches it from there, for ever; where the server can, the watch begins with all there is instead. What changes
/// goes to a sink. Nothing is ever taken for gone because the server is away; a list that comes later is handed on whole, for the sink to
/// compare with what it holds.
/// </summary>
/// <param name="server">The API server: its address, credentials and certificates. Its Timeout must be infinite.</param>
/// <param name="resource">What is listed and watched.</param>
/// <param name="sink">Where it goes.</param>
/// <param name="options">How to deal with the server.</param>
/// <param name="clock">The time.</param>
public sealed class ResourceWatch(
    HttpClient server,
    WatchedResource resource,
    IResourceSink sink,
    WatchOptions options,
    TimeProvider? clock = null
)
{
    /// <summary>A watch that ends sooner, and without an event, is a fault.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private string? _version;
    private int _failures;
    private bool _asksForInitialEvents = options.InitialEvents;

    /// <summary>The objects of a watch that begins with all there are; null once it has said that these are all.</summary>
    private List<JsonElement>? _initial;

    /// <summary>Lists and watches until it is stopped.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A task that ends as cancelled.</returns>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (_version is null && !_asksForInitialEvents)
                {
                    await ListAsync(cancellation).ConfigureAwait(false);
                }

                await FollowAsync(cancellation).ConfigureAwait(false);
            }
            catch (WatchFault fault)
                when (_version is null && _asksForInitialEvents && fault is { Code: WatchTroubleCode.Refused, Value: "400" or "422" })
            {
                // A server that does not know such a watch, or has it switched off, refuses it as invalid.
                _asksForInitialEvents = false;
            }
            catch (WatchFault fault)
            {
                // What the server does not know any more, or cannot be read, is listed again.
                _version = fault.Code is WatchTroubleCode.Expired or WatchTroubleCode.Unreadable ? null : _version;
                await PauseAsync(fault.Code, fault.Value, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await PauseAsync(WatchTroubleCode.Disconnected, e.Message, cancellation).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                await PauseAsync(WatchTroubleCode.Unidentified, $"{e.Field} {e.Value}".Trim(), cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await PauseAsync(WatchTroubleCode.Silent, string.Empty, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The pause after so many failures in a row: longer each time, and never the same for all nodes.</summary>
    /// <param name="failures">1 for the first.</param>
    /// <param name="share">From 0 to 1: where between half the pause and the whole of it.</param>
    internal TimeSpan PauseAfter(int failures, double share)
    {
        TimeSpan whole = options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        whole = whole < options.LongestPause ? whole : options.LongestPause;
        return (whole / 2) + (whole / 2 * share);
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var pages = new List<JsonDocument>();
        try
        {
            string next = string.Empty;
            string version;
            do
            {
                string more = next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : string.Empty;
                using Deadline deadline = new(options.Silence, _clock, cancellation);
                using HttpResponseMessage answer = await GetAsync(
                        resource.Query(string.Create(CultureInfo.InvariantCulture, $"limit={options.PageSize}{more}")),
                        deadline.Token
                    )
                    .ConfigureAwait(false);
                JsonDocument page = await ReadPageAsync(answer, deadline.Token).ConfigureAwait(false);
                pages.Add(page);
                JsonElement metadata = Member(page.RootElement, "metadata");
                next = Text(metadata, "continue");
                version = Text(metadata, "resourceVersion");
            } while (next.Length > 0);

            sink.Replace([.. pages.SelectMany(page => Items(page.RootElement))]);
            _version = version;
            _failures = 0;
        }
        finally
        {
            pages.ForEach(page => page.Dispose());
        }
    }

    /// <summary>Watches until the server ends the watch, as it does after the time that it was asked for. Without a version, the watch
    /// begins with an event for each object.</summary>
    private async Task FollowAsync(CancellationToken cancellation)
    {
        int seconds = (int)(options.Duration.TotalSeconds * (1 + Random.Shared.NextDouble()));
        string start = _version is null
            ? "sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            : $"resourceVersion={Uri.EscapeDataString(_version)}";
        string query = string.Create(CultureInfo.InvariantCulture, $"watch=1&allowWatchBookmarks=true&timeoutSeconds={seconds}&{start}");
        _initial = _version is null ? [] : null;
        long begin = _clock.GetTimestamp();
        bool isEmpty = true;
        using Deadline deadline = new(options.Silence, _clock, cancellation);
        using HttpResponseMessage answer = await GetAsync(resource.Query(query), deadline.Token).ConfigureAwait(false);
        using Stream stream = await answer.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        var lines = new EventLines(stream, options.LongestEvent);
        while (await lines.ReadAsync(deadline.Token).ConfigureAwait(false) is { } line)
        {
            deadline.Extend();
            Take(line);
            isEmpty = false;
            _failures = _initial is null ? 0 : _failures;
        }

        // Asked again at once, and for ever, a server or a proxy that ends every watch would have no rest.
        if (_initial is not null || (isEmpty && _clock.GetElapsedTime(begin) < ShortestWatch))
        {
            throw new WatchFault(WatchTroubleCode.Disconnected, "The watch ended before it said anything.");
        }
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = Parse(line);
        JsonElement item = Member(document.RootElement, "object");
        string type = Text(document.RootElement, "type");
        if (type == "ERROR")
        {
            int code = Member(item, "code") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
            throw code == (int)HttpStatusCode.Gone
                ? new WatchFault(WatchTroubleCode.Expired, string.Empty)
                : new WatchFault(WatchTroubleCode.Refused, code.ToString(CultureInfo.InvariantCulture));
        }

        string version = Text(Member(item, "metadata"), "resourceVersion");
        if (type is not ("ADDED" or "MODIFIED" or "DELETED" or "BOOKMARK") || version.Length == 0)
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, type);
        }

        if (_initial is { } initial)
        {
            Collect(initial, type, item, version);
            return;
        }

        if (type == "DELETED")
        {
            sink.Remove(item);
        }
        else if (type != "BOOKMARK")
        {
            sink.Put(item);
        }

        // From here a watch goes on after the connection has broken.
        _version = version;
    }

    /// <summary>Keeps an object of the beginning, until a bookmark says that these were all.</summary>
    private void Collect(List<JsonElement> initial, string type, JsonElement item, string version)
    {
        if (type != "BOOKMARK")
        {
            initial.Add(item.Clone());
        }
        else if (Text(Member(Member(item, "metadata"), "annotations"), "k8s.io/initial-events-end") == "true")
        {
            _initial = null;
            sink.Replace(initial);
            _version = version;
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation)
    {
        HttpResponseMessage answer = await server
            .GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        HttpStatusCode status = answer.StatusCode;
        answer.Dispose();
        throw status == HttpStatusCode.Gone
            ? new WatchFault(WatchTroubleCode.Expired, string.Empty)
            : new WatchFault(WatchTroubleCode.Refused, ((int)status).ToString(CultureInfo.InvariantCulture));
    }

    private async Task PauseAsync(WatchTroubleCode code, string value, CancellationToken cancellation)
    {
        // A version that has expired is an ordinary thing after a restart of the server: the list follows at once, the first time.
        _failures++;
        TimeSpan pause =
            code == WatchTroubleCode.Expired && _failures == 1 ? TimeSpan.Zero : PauseAfter(_failures, Random.Shared.NextDouble());
        sink.Tell(new WatchTrouble(code, value, pause));
        await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
    }

    private static async Task<JsonDocument> ReadPageAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await JsonDocument.ParseAsync(stream, default, cancellation).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, e.Message);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, e.Message);
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement page) =>
        Member(page, "items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static JsonElement Member(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) ? value : default;

    private static string Text(JsonElement item, string name) =>
        Member(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;
}
