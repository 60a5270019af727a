using System.Net;
using System.Text.Json;
using IpvsPS.Kubernetes;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.UnitTests.ServiceProxy;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>Listing and watching, and what an API server and the way to it can do to it.</summary>
public sealed partial class ResourceWatchTests
{
    private const string Empty = """{"kind":"ServiceList","metadata":{"resourceVersion":"10"},"items":[]}""";
    private const string Gone = """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""";

    private static readonly WatchOptions Options = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(4),
        InitialEvents = false,
    };

    private static readonly WatchOptions WithInitialEvents = Options with { InitialEvents = true };

    [Fact]
    public async Task Pages_are_one_list_and_the_watch_goes_on_from_the_last_version_that_was_seen()
    {
        var server = new FakeApiServer()
            .Answer("""{"metadata":{"resourceVersion":"9","continue":"a/b"},"items":[{"metadata":{"name":"a"}}]}""")
            .Answer("""{"metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"b"}}]}""")
            .Answer(Event("ADDED", "c", 11) + Event("MODIFIED", "a", 12) + Event("DELETED", "b", 13) + Event("BOOKMARK", "", 20))
            .Answer(Event("ADDED", "d", 21));
        Sink sink = await RunAsync(server, WatchedResource.Services);
        Assert.Equal(["= a b", "+ c", "+ a", "- b", "+ d"], sink.Seen);
        Assert.Equal(
            "/api/v1/services?limit=500&labelSelector=!service.kubernetes.io/service-proxy-name&fieldSelector=spec.clusterIP!=None",
            server.Requests[0]
        );
        Assert.StartsWith("/api/v1/services?limit=500&continue=a/b&", server.Requests[1], StringComparison.Ordinal);
        Assert.Matches("watch=1&allowWatchBookmarks=true&timeoutSeconds=[0-9]+&resourceVersion=10&", server.Requests[2]);
        Assert.Contains("resourceVersion=20&", server.Requests[3], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=21&", server.Requests[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_begins_with_all_objects_is_one_list()
    {
        var server = new FakeApiServer()
            .Answer(Event("ADDED", "a", 3) + Event("ADDED", "b", 7) + Event("BOOKMARK", "", 8) + End(10) + Event("ADDED", "c", 11))
            .Answer(Gone + "\n")
            .Answer(Event("ADDED", "c", 11) + End(20));
        Sink sink = await RunAsync(server, WatchedResource.Nodes, WithInitialEvents);
        Assert.Equal(["= a b", "+ c", "! Expired", "= c"], sink.Seen);
        Assert.Matches(
            "^/api/v1/nodes\\?watch=1&allowWatchBookmarks=true&timeoutSeconds=[0-9]+&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan(&|$)",
            server.Requests[0]
        );
        Assert.Contains("resourceVersion=11", server.Requests[1], StringComparison.Ordinal);
        Assert.Contains("sendInitialEvents=true", server.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_ends_before_all_objects_came_is_begun_anew()
    {
        var server = new FakeApiServer()
            .Answer(Event("ADDED", "a", 3))
            .Break()
            .Answer(Event("ADDED", "a", 3) + Event("ADDED", "b", 7) + End(10));
        Sink sink = await RunAsync(server, WatchedResource.Nodes, WithInitialEvents);
        Assert.Equal(["! Disconnected", "! Disconnected", "= a b"], sink.Seen);
        Assert.True(sink.Troubles[1].Pause >= Options.FirstPause);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task A_server_without_initial_events_is_asked_for_a_list_from_then_on(HttpStatusCode status)
    {
        var server = new FakeApiServer().Refuse(status).Answer(Empty).Answer(Event("ADDED", "a", 11)).Answer(Gone + "\n").Answer(Empty);
        Sink sink = await RunAsync(server, WatchedResource.Nodes, WithInitialEvents);
        Assert.Equal(["= ", "+ a", "! Expired", "= "], sink.Seen);
        Assert.Single(server.Requests, request => request.Contains("sendInitialEvents", StringComparison.Ordinal));
    }

    /// <summary>The recorded events of every step, by a watch of the services and one of the slices.</summary>
    [Fact]
    public async Task The_recorded_events_give_the_recorded_tables()
    {
        string start = RecordedState.Folder("transitions", "start");
        ServiceTracker tracker = RecordedState.Load(start, "node1");
        foreach (string step in Directory.GetDirectories(RecordedState.Folder("transitions", "steps")).Order(StringComparer.Ordinal))
        {
            foreach (string kind in (string[])["services", "endpointslices"])
            {
                string events = Path.Combine(step, $"events-{kind}.jsonl");
                if (File.Exists(events))
                {
                    WatchedResource resource = kind == "services" ? WatchedResource.Services : WatchedResource.EndpointSlices;
                    var server = new FakeApiServer().Answer(Empty).Answer(File.ReadAllText(events) + "\n");
                    await RunAsync(server, resource, sink: new TrackerSink(tracker));
                }
            }

            tracker.Update();
            IEnumerable<string> recorded = RecordedState
                .Lines(step, "ipvsadm-Sn.txt")
                .Where(line => line.Length > 0 && !line.EndsWith(" -w 0", StringComparison.Ordinal));
            Assert.Equal(recorded.Order(StringComparer.Ordinal), RecordedState.Lines(tracker.State.Services));
        }
    }

    private static string Event(string type, string name, int version) =>
        $$$"""{"type":"{{{type}}}","object":{"metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"} } }""" + "\n";

    /// <summary>The bookmark after the last object of a watch's beginning.</summary>
    private static string End(int version) =>
        $$$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{{version}}}", """
        + """ "annotations":{"k8s.io/initial-events-end":"true"}}}}"""
        + "\n";

    private static async Task<Sink> RunAsync(
        FakeApiServer server,
        WatchedResource resource,
        WatchOptions? options = null,
        TimeProvider? clock = null
    )
    {
        var sink = new Sink();
        await RunAsync(server, resource, sink, options, clock);
        return sink;
    }

    private static async Task RunAsync(
        FakeApiServer server,
        WatchedResource resource,
        IResourceSink sink,
        WatchOptions? options = null,
        TimeProvider? clock = null
    )
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Task running = new ResourceWatch(server.Client, resource, sink, options ?? Options, clock).RunAsync(stop.Token);
        await Task.WhenAny(server.Done, running);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(server.Done.IsCompletedSuccessfully, "The watch did not ask for everything.");
    }

    private sealed class Sink : IResourceSink
    {
        public List<string> Seen { get; } = [];

        public List<WatchTrouble> Troubles { get; } = [];

        public void Replace(IReadOnlyList<JsonElement> items) => Seen.Add($"= {string.Join(' ', items.Select(Name))}");

        public void Put(JsonElement item) => Seen.Add($"+ {Name(item)}");

        public void Remove(JsonElement item) => Seen.Add($"- {Name(item)}");

        /// <summary>How often a watch was said to be open.</summary>
        public int Openings { get; private set; }

        public void Opened() => Openings++;

        public void Tell(WatchTrouble trouble)
        {
            Troubles.Add(trouble);
            Seen.Add($"! {trouble.Code} {(trouble.Code == WatchTroubleCode.Refused ? trouble.Value : string.Empty)}".TrimEnd());
        }

        private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;
    }

    /// <summary>Hands events on to the engine; the lists of these servers are empty and are left out.</summary>
    private sealed class TrackerSink(ServiceTracker tracker) : IResourceSink
    {
        private readonly ObjectReader _reader = new();

        public void Replace(IReadOnlyList<JsonElement> items) => Assert.Empty(items);

        public void Put(JsonElement item) => tracker.Put(_reader.ReadObject(item)!);

        public void Remove(JsonElement item) => tracker.Remove(_reader.ReadObject(item)!);

        public void Opened() { }

        public void Tell(WatchTrouble trouble) => Assert.Fail($"{trouble}");
    }
}
