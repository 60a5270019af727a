using System.Text.Json;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.ServiceProxy.Objects;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What waits between the watch and the engine.</summary>
public sealed class ClusterFeedTests
{
    private static readonly ClusterKind[] All = Enum.GetValues<ClusterKind>();

    private readonly ClusterFeed _feed = new(All);

    [Fact]
    public void Nothing_is_known_before_every_kind_was_listed()
    {
        foreach (ClusterKind kind in All)
        {
            Assert.False(_feed.IsListed);
            _feed.Replace(kind, []);
        }

        Assert.True(_feed.IsListed);
    }

    [Fact]
    public void Of_an_object_that_changes_often_the_last_state_waits()
    {
        for (int i = 1; i <= 1000; i++)
        {
            _feed.Put(ClusterKind.Service, Service("web", $"10.96.{i / 256}.{i % 256}"));
        }

        Assert.Equal((1, 0), _feed.PendingCount);
        FeedBatch batch = _feed.Take();
        Assert.Equal(1000, batch.Kinds[ClusterKind.Service].Changes);
        Assert.Equal("10.96.3.232", ((KubernetesService)Assert.Single(batch.Objects())).ClusterAddress4.ToString());
        Assert.True(_feed.Take().IsEmpty);
    }

    [Fact]
    public void A_new_list_is_a_difference_and_what_follows_it_counts()
    {
        var tracker = new ServiceTracker(RecordedState.Options("node1"), []);
        _feed.Replace(ClusterKind.Service, [Service("a", "10.96.0.1"), Service("b", "10.96.0.2")]);
        _feed.Remove(ClusterKind.Service, Service("a", "10.96.0.1"));
        _feed.Put(ClusterKind.Service, Service("c", "10.96.0.3"));
        Assert.Equal(["b", "c"], Names(tracker));
        long derived = tracker.DerivedCount;

        // The same again, but for one: nothing else is worked out.
        _feed.Replace(ClusterKind.Service, [Service("b", "10.96.0.2"), Service("d", "10.96.0.4")]);
        Assert.Equal(["b", "d"], Names(tracker));
        Assert.Equal(1, tracker.DerivedCount - derived);
    }

    [Fact]
    public void A_bad_object_is_one_event_and_stays_as_it_was()
    {
        var tracker = new ServiceTracker(RecordedState.Options("node1"), []);
        _feed.Replace(ClusterKind.Service, [Service("a", "10.96.0.1"), Service("b", "10.96.0.2")]);
        Assert.Equal(["a", "b"], Names(tracker));
        JsonElement bad = Read("""{"metadata":{"name":"a","namespace":"x"},"spec":{"clusterIP":7}}""");
        _feed.Put(ClusterKind.Service, bad);
        Assert.Equal(ServiceProxyEventCode.FieldInvalid, Assert.Single(_feed.Take().Problems).Code);
        _feed.Replace(ClusterKind.Service, [bad, Service("b", "10.96.0.2")]);
        Assert.Equal(["a", "b"], Names(tracker));
        _feed.Remove(ClusterKind.Service, bad);
        Assert.Equal(["b"], Names(tracker));
    }

    [Fact]
    public void The_times_that_slices_were_triggered_at_are_kept_and_older_ones_are_not()
    {
        string later = DateTimeOffset.UtcNow.AddMinutes(1).ToString("O");
        foreach (string time in (string[])[later, "2020-01-01T00:00:00Z", "nonsense"])
        {
            string annotations = $$$"""{"endpoints.kubernetes.io/last-change-trigger-time":"{{{time}}}"}""";
            _feed.Put(
                ClusterKind.EndpointSlice,
                Read($$$"""{"addressType":"IPv4","metadata":{"name":"s","namespace":"x","annotations":{{{annotations}}}}}""")
            );
        }

        Assert.Single(_feed.Take().Triggers);
    }

    private IEnumerable<string> Names(ServiceTracker tracker)
    {
        _feed.Take().Apply(tracker);
        tracker.Update();
        return tracker.State.Rules.Keys.Select(name => name.Name).Order(StringComparer.Ordinal);
    }

    private static JsonElement Service(string name, string address) =>
        Read($$$"""{"metadata":{"name":"{{{name}}}","namespace":"x"},"spec":{"clusterIP":"{{{address}}}","ports":[{"port":80}]}}""");

    private static JsonElement Read(string json) => JsonDocument.Parse(json).RootElement;
}
