using System.Globalization;
using System.Text.Json;
using static IpvsPS.Kubernetes.JsonFields;

namespace IpvsPS.Kubernetes;

/// <summary>
/// Lists a resource and watches it from there, for ever; where the server can, the watch begins with all there is instead. What changes
/// goes to a sink. Nothing is ever taken for gone because the server is away; a list that comes later is handed on whole, for the sink to
/// compare with what it holds. Where the server has gone back to before what was seen, as after a restore from a backup, all is listed.
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
    private readonly ResourceRequests _requests = new(server, resource, options, clock ?? TimeProvider.System);
    private string? _version;
    private int _failures;
    private bool _asksForInitialEvents = options.InitialEvents;

    /// <summary>Whether the server may since have gone back to before the last version.</summary>
    private bool _isDoubted;

    /// <summary>Whether the sink knows that this watch is open.</summary>
    private bool _isOpen;

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
                else if (_version is not null && _isDoubted)
                {
                    await CompareVersionAsync(_version, cancellation).ConfigureAwait(false);
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
                bool isAnew = fault.Code is WatchTroubleCode.Expired or WatchTroubleCode.Restored or WatchTroubleCode.Unreadable;
                _version = isAnew ? null : _version;
                await PauseAsync(fault.Code, fault.Value, cancellation, fault.Words, fault.RetryAfter).ConfigureAwait(false);
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
    /// <param name="asked">How long the server asks to be left alone at the least; a longest time bounds that.</param>
    internal TimeSpan PauseAfter(int failures, double share, TimeSpan asked = default)
    {
        TimeSpan whole = options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        whole = whole < options.LongestPause ? whole : options.LongestPause;
        TimeSpan pause = (whole / 2) + (whole / 2 * share);
        asked = asked < options.LongestAskedPause ? asked : options.LongestAskedPause;
        return pause > asked ? pause : asked;
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        using ResourcePages pages = await _requests.ListAsync(cancellation).ConfigureAwait(false);
        sink.Replace(pages.Items);
        (_version, _failures, _isDoubted) = (pages.Version, 0, false);
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
        _isOpen = false;
        long begin = _clock.GetTimestamp();
        bool isEmpty = true;
        using Deadline deadline = new(options.Silence, _clock, cancellation);
        using HttpResponseMessage answer = await _requests.GetAsync(query, deadline.Token).ConfigureAwait(false);
        using Stream stream = await answer.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        var lines = new EventLines(stream, options.LongestEvent);
        ReadOnlyMemory<byte>? line = await ReadFirstAsync(lines, deadline.Token).ConfigureAwait(false);
        while (line is not null)
        {
            deadline.Extend();
            Take(line.Value);
            isEmpty = false;
            line = await lines.ReadAsync(deadline.Token).ConfigureAwait(false);
        }

        TimeSpan lasted = _clock.GetElapsedTime(begin);

        // Asked again at once, and for ever, a server or a proxy that ends every watch would have no rest.
        if (_initial is not null || (isEmpty && lasted < ShortestWatch))
        {
            throw new WatchFault(WatchTroubleCode.Disconnected, "The watch ended before it said anything.");
        }

        // A server ends all watches early when its etcd is exchanged under it, too.
        _isDoubted = lasted.TotalSeconds < seconds - 1;
    }

    /// <summary>The first event; a server that has none says so by its silence.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadFirstAsync(EventLines lines, CancellationToken cancellation)
    {
        Task<ReadOnlyMemory<byte>?> first = lines.ReadAsync(cancellation).AsTask();
        if (_initial is null && !first.IsCompleted)
        {
            using var ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(first, Task.Delay(ShortestWatch, _clock, ahead.Token)).ConfigureAwait(false);
            ahead.Cancel();
            if (!first.IsCompleted && !cancellation.IsCancellationRequested)
            {
                Open();
            }
        }

        return await first.ConfigureAwait(false);
    }

    private void Open()
    {
        if (!_isOpen)
        {
            // What broke before is over: were it counted on, connections that somebody cuts twice a minute would soon wait half a
            // minute each time, since an idle server says nothing in between.
            (_isOpen, _failures) = (true, 0);
            sink.Opened();
        }
    }

    /// <summary>
    /// Asks for the server's present version. A watch from one that is still to come is accepted, and says nothing until the server has
    /// come so far; whatever changed before that would never be told.
    /// </summary>
    private async Task CompareVersionAsync(string seen, CancellationToken cancellation)
    {
        string present = await _requests.ReadVersionAsync(cancellation).ConfigureAwait(false);
        if (IsBefore(present, seen))
        {
            throw new WatchFault(WatchTroubleCode.Restored, $"{present}, after {seen}");
        }

        _isDoubted = false;
    }

    /// <summary>Whether a version is older than another. What is no number cannot be compared, and is not older.</summary>
    private static bool IsBefore(string one, string other) =>
        ulong.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out ulong left)
        && ulong.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out ulong right)
        && left < right;

    private void Take(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = Parse(line);
        JsonElement item = Member(document.RootElement, "object");
        string type = Text(document.RootElement, "type");
        if (type == "ERROR")
        {
            throw WatchFault.Of(ApiStatus.Of(item));
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

        Open();
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
            sink.Replace(initial);
            (_initial, _version, _isDoubted) = (null, version, false);
            Open();
        }
    }

    private async Task PauseAsync(
        WatchTroubleCode code,
        string value,
        CancellationToken cancellation,
        string words = "",
        TimeSpan asked = default
    )
    {
        // A version that has expired is an ordinary thing after a restart of the server: the list follows at once, the first time.
        (_failures, _isDoubted) = (_failures + 1, true);
        TimeSpan pause =
            code == WatchTroubleCode.Expired && _failures == 1 ? TimeSpan.Zero : PauseAfter(_failures, Random.Shared.NextDouble(), asked);
        sink.Tell(new WatchTrouble(code, value, pause) { Words = words });
        await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
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
}
