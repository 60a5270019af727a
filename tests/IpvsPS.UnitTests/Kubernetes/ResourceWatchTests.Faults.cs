using System.Net;
using IpvsPS.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <content>What an API server and the way to it can do to a watch.</content>
public sealed partial class ResourceWatchTests
{
    [Fact]
    public async Task A_watch_that_is_open_again_is_said_though_nothing_changes()
    {
        var server = new FakeApiServer().Answer(Empty).Break().AnswerOpen(string.Empty);
        Sink sink = await RunUntilAsync(server, Options, sink => sink.Openings == 1);
        Assert.Equal(["= ", "! Disconnected"], sink.Seen);
    }

    [Fact]
    public async Task A_watch_that_begins_with_a_refusal_is_not_said_to_be_open()
    {
        var server = new FakeApiServer().Answer(Empty).Answer(Gone + "\n").Answer(Empty).AnswerOpen(Event("BOOKMARK", "", 40));
        Sink sink = await RunUntilAsync(server, Options, sink => sink.Openings > 0);
        Assert.Equal(["= ", "! Expired", "= "], sink.Seen);
        Assert.Equal(1, sink.Openings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_was_restored_from_a_backup_is_listed_again(bool initialEvents)
    {
        const string Present = """{"metadata":{"resourceVersion":"20"},"items":[{"metadata":{"name":"a"}}]}""";
        string seen = Event("ADDED", "b", 50);
        FakeApiServer server = initialEvents
            ? new FakeApiServer().Answer(End(10) + seen).Answer(Event("ADDED", "a", 9) + End(20))
            : new FakeApiServer().Answer(Empty).Answer(seen).Break().Answer(Present);
        server.Version = 20;
        WatchOptions options = initialEvents ? WithInitialEvents : Options;
        Sink sink = await RunAsync(server, WatchedResource.Nodes, options);
        Assert.Contains("! Restored", sink.Seen);
        Assert.Equal("= a", sink.Seen[^1]);
        WatchTrouble told = sink.Troubles.Single(trouble => trouble.Code == WatchTroubleCode.Restored);
        Assert.Equal("20, after 50", told.Value);
    }

    [Fact]
    public async Task A_watch_that_ends_in_its_time_is_gone_on_with_and_the_version_is_not_asked_for()
    {
        var clock = new StepClock();
        var server = new FakeApiServer().Answer(Empty).Answer(Event("ADDED", "a", 11)).Answer(Event("ADDED", "b", 12));
        server.Asked = () => clock.Step(TimeSpan.FromMinutes(20));
        Sink sink = await RunAsync(server, WatchedResource.Nodes, clock: clock);
        Assert.Equal(["= ", "+ a", "+ b"], sink.Seen);
        Assert.Equal(0, server.VersionRequests);
    }

    [Fact]
    public async Task What_a_server_says_of_its_refusal_is_told()
    {
        const string Denied = """
            {"kind":"Status","status":"Failure","message":"nodes is forbidden: User \"x\" cannot watch resource \"nodes\"",
            "reason":"Forbidden","details":{"kind":"nodes"},"code":403}
            """;
        const string Invalid = """
            {"kind":"Status","message":"it is invalid","reason":"Invalid","code":422,
            "details":{"causes":[{"field":"limit","message":"too much"}]}}
            """;
        var server = new FakeApiServer()
            .Answer(Empty)
            .Refuse(HttpStatusCode.Forbidden, Denied)
            .Refuse(HttpStatusCode.UnprocessableEntity, Invalid)
            .Refuse(HttpStatusCode.BadGateway, "upstream is down\nand more")
            .Answer("""{"type":"ERROR","object":{"code":410,"reason":"Expired","message":"too old resource version: 1 (5)"}}""" + "\n")
            .Answer(Empty);
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(
            [
                "nodes is forbidden: User \"x\" cannot watch resource \"nodes\"",
                "it is invalid (limit too much)",
                "upstream is down",
                "too old resource version: 1 (5) (Expired)",
            ],
            sink.Troubles.Select(trouble => trouble.Words)
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"items\":[]}")]
    [InlineData("{\"metadata\":{\"resourceVersion\":\"5\"}}")]
    public async Task What_is_no_list_is_not_taken_for_an_empty_one(string answer)
    {
        var server = new FakeApiServer().Answer(answer).Answer(Empty);
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(["! Unreadable", "= "], sink.Seen);
        ApiException refused = await Assert.ThrowsAsync<ApiException>(() =>
            ClusterList.ReadAsync(new FakeApiServer().Answer(answer).Client, WatchedResource.Nodes, TestContext.Current.CancellationToken)
        );
        Assert.Equal(ApiError.Refused, refused.Error);
    }

    [Fact]
    public async Task A_server_that_ends_every_watch_at_once_is_given_rest()
    {
        var server = new FakeApiServer().Answer(Empty).Answer(string.Empty).Answer(string.Empty).Answer(Event("ADDED", "a", 11));
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(["= ", "! Disconnected", "! Disconnected", "+ a"], sink.Seen);
    }

    /// <summary>As balancers do it that end what is idle: each time it is the first failure again.</summary>
    [Fact]
    public async Task A_watch_that_was_open_and_silent_and_is_cut_is_asked_for_again_as_soon_as_the_first_time()
    {
        WatchOptions options = Options with { LongestPause = TimeSpan.FromSeconds(30) };
        var cut = TimeSpan.FromSeconds(1.3);
        FakeApiServer server = new FakeApiServer().Answer(Empty).Break().Break().Break().AnswerCut(cut).AnswerOpen(string.Empty);
        Sink sink = await RunUntilAsync(server, options, sink => sink.Openings == 2);
        Assert.Equal(["= ", "! Disconnected", "! Disconnected", "! Disconnected", "! Disconnected"], sink.Seen);
        Assert.True(sink.Troubles[2].Pause > options.FirstPause, $"{sink.Troubles[2]}");
        Assert.True(sink.Troubles[3].Pause <= options.FirstPause, $"{sink.Troubles[3]}");
    }

    [Fact]
    public async Task A_version_that_has_expired_costs_a_list_and_nothing_is_taken_for_gone()
    {
        var server = new FakeApiServer()
            .Answer(Empty)
            .Answer(Event("ADDED", "a", 11) + Gone + "\n")
            .Answer("""{"metadata":{"resourceVersion":"30"},"items":[{"metadata":{"name":"a"}}]}""")
            .Refuse(HttpStatusCode.Gone)
            .Answer(Empty);
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(["= ", "+ a", "! Expired", "= a", "! Expired", "= "], sink.Seen);
        Assert.Equal(TimeSpan.Zero, sink.Troubles[0].Pause);
    }

    [Fact]
    public async Task A_server_that_is_away_or_refuses_is_asked_again_from_the_same_version()
    {
        var server = new FakeApiServer()
            .Break()
            .Answer(Empty)
            .Answer(Event("ADDED", "a", 11))
            .Break()
            .Refuse(HttpStatusCode.TooManyRequests)
            .Answer("""{"type":"ERROR","object":{"kind":"Status","code":500}}""" + "\n")
            .Answer("""{"type":"ERROR","object":{"kind":"Status","code":99999999999}}""" + "\n")
            .Answer(Event("ADDED", "b", 12));
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(["! Disconnected", "= ", "+ a", "! Disconnected", "! Refused 429", "! Refused 500", "! Refused 0", "+ b"], sink.Seen);
        Assert.Equal(2, server.Requests.Count(request => request.Contains("limit=", StringComparison.Ordinal)));
        Assert.All(server.Requests.Skip(3).Take(5), request => Assert.Contains("resourceVersion=11", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\", oops\n", "Unreadable")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{}}\n", "Unreadable")]
    [InlineData("<html>\n", "Unreadable")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\"", "Disconnected")]
    public async Task What_cannot_be_read_ends_the_watch_and_it_begins_anew(string garbage, string told)
    {
        var server = new FakeApiServer()
            .Answer(Empty)
            .Answer(Event("ADDED", "a", 11) + garbage)
            .Answer(told == "Unreadable" ? Empty : Event("ADDED", "b", 12));
        Sink sink = await RunAsync(server, WatchedResource.Nodes);
        Assert.Equal(["= ", "+ a", $"! {told}", told == "Unreadable" ? "= " : "+ b"], sink.Seen);
    }

    [Fact]
    public async Task A_long_event_passes_and_one_that_is_too_long_does_not()
    {
        string padding = new('x', 5_000_000);
        string big = $$$"""{"type":"ADDED","object":{"metadata":{"name":"big","resourceVersion":"11"},"x":"{{{padding}}}"}}""" + "\n";
        Sink sink = await RunAsync(new FakeApiServer().Answer(Empty).Answer(big), WatchedResource.Nodes);
        Assert.Equal(["= ", "+ big"], sink.Seen);
        sink = await RunAsync(
            new FakeApiServer().Answer(Empty).Answer(big),
            WatchedResource.Nodes,
            Options with
            {
                LongestEvent = 1 << 20,
            }
        );
        Assert.Equal(WatchTroubleCode.Unreadable, Assert.Single(sink.Troubles).Code);
    }

    [Fact]
    public async Task A_watch_that_hangs_is_given_up()
    {
        var server = new FakeApiServer().Answer(Empty);
        var sink = new Sink();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var watch = new ResourceWatch(server.Client, WatchedResource.Nodes, sink, Options with { Silence = TimeSpan.FromMilliseconds(50) });
        Task running = watch.RunAsync(stop.Token);
        while (sink.Troubles.Count < 2 && !stop.IsCancellationRequested)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(WatchTroubleCode.Silent, sink.Troubles[1].Code);
    }

    [Fact]
    public void Pauses_grow_to_a_limit_and_differ()
    {
        var watch = new ResourceWatch(new FakeApiServer().Client, WatchedResource.Nodes, new Sink(), new WatchOptions());
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(n => watch.PauseAfter(n, 1).TotalSeconds));
        Assert.Equal(15, watch.PauseAfter(1000, 0).TotalSeconds);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(-5, 0.5)]
    [InlineData(7, 7)]
    [InlineData(3600, 120)]
    public void A_server_is_left_alone_as_long_as_it_asks_and_no_longer_than_two_minutes(int asked, double paused)
    {
        var watch = new ResourceWatch(new FakeApiServer().Client, WatchedResource.Nodes, new Sink(), new WatchOptions());
        Assert.Equal(paused, watch.PauseAfter(1, 0, TimeSpan.FromSeconds(asked)).TotalSeconds);
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT")]
    public async Task What_a_refusal_asks_for_by_Retry_After_is_waited(string retryAfter)
    {
        WatchOptions options = Options with { LongestAskedPause = TimeSpan.FromMilliseconds(123) };
        var server = new FakeApiServer()
            .Refuse(HttpStatusCode.TooManyRequests, retryAfter: retryAfter)
            .Answer(Empty)
            .Refuse(HttpStatusCode.ServiceUnavailable, retryAfter: retryAfter)
            .Refuse(HttpStatusCode.TooManyRequests);
        Sink sink = await RunAsync(server, WatchedResource.Nodes, options);
        Assert.Equal(["! Refused 429", "= ", "! Refused 503", "! Refused 429"], sink.Seen);
        Assert.Equal([123, 123], sink.Troubles.Take(2).Select(trouble => trouble.Pause.TotalMilliseconds));
        Assert.True(sink.Troubles[2].Pause < options.LongestAskedPause, $"{sink.Troubles[2]}");
    }

    /// <summary>Watches until something is so.</summary>
    private static async Task<Sink> RunUntilAsync(FakeApiServer server, WatchOptions options, Func<Sink, bool> isDone)
    {
        var sink = new Sink();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Task running = new ResourceWatch(server.Client, WatchedResource.Nodes, sink, options).RunAsync(stop.Token);
        while (!isDone(sink) && !stop.IsCancellationRequested)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(isDone(sink), string.Join(", ", sink.Seen));
        return sink;
    }

    /// <summary>A clock that goes on by steps; its timers are the system's.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _now);
    }
}
