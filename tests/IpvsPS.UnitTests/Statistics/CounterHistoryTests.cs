using IpvsPS.Ipvs;
using IpvsPS.State;
using IpvsPS.Statistics;
using Xunit;

namespace IpvsPS.UnitTests.Statistics;

/// <summary>Differences of counters, whatever happens to what is counted.</summary>
public sealed class CounterHistoryTests
{
    private static readonly RealServerId Web = Id("10.1.0.1");
    private static readonly RealServerId Other = Id("10.1.0.2");

    private readonly HandClock _clock = new();
    private readonly CounterHistory _history;

    public CounterHistoryTests() => _history = new CounterHistory(_clock);

    [Fact]
    public void The_first_reading_has_nothing_before_it()
    {
        _history.Begin();

        CounterChange change = _history.Note(Web, Counted(5), 0);

        Assert.False(_history.HasBefore);
        Assert.Equal((TimeSpan.Zero, 0.0), (change.Elapsed, change.PerSecond(5)));
    }

    [Fact]
    public void A_rate_is_of_the_time_that_has_really_passed()
    {
        Read(0, (Web, 100));

        CounterChange change = Read(2.5, (Web, 150))[0];

        Assert.Equal((50UL, 20.0, false, true), (change.Added.Connections, change.PerSecond(50), change.IsReset, change.IsChanged));
    }

    [Fact]
    public void Counters_that_go_back_are_counted_from_zero_and_said_to()
    {
        Read(0, (Web, 100));

        CounterChange change = Read(2, (Web, 7))[0];

        Assert.Equal((7UL, 3.5, true), (change.Added.Connections, change.PerSecond(7), change.IsReset));
        Assert.False(Read(2, (Web, 7))[0].IsReset);
    }

    [Fact]
    public void One_counter_that_goes_back_is_enough()
    {
        _history.Begin();
        _history.Note(Web, new IpvsCounters(1, 1, 1, 1, 100), 0);
        _clock.Pass(1);
        _history.Begin();

        Assert.True(_history.Note(Web, new IpvsCounters(9, 9, 9, 9, 99), 0).IsReset);
    }

    [Fact]
    public void What_is_new_is_counted_since_the_table_was_read_before()
    {
        Read(0, (Web, 100));

        CounterChange change = Read(4, (Web, 100), (Other, 12))[1];

        Assert.Equal((12UL, 3.0, true, true), (change.Added.Connections, change.PerSecond(12), change.IsReset, change.IsChanged));
    }

    /// <summary>The kernel gives a real server that is added again within two minutes the counters that it had.</summary>
    [Fact]
    public void What_was_away_and_has_its_counters_back_makes_no_burst()
    {
        Read(0, (Web, 1_000_000));
        Read(2);

        CounterChange change = Read(2, (Web, 1_000_004))[0];

        Assert.Equal((4UL, TimeSpan.FromSeconds(4), false), (change.Added.Connections, change.Elapsed, change.IsReset));
    }

    [Fact]
    public void What_has_been_away_for_long_is_new()
    {
        Read(0, (Web, 1_000));
        Read(601);
        Read(1);

        Assert.True(Read(1, (Web, 1_001))[0].IsReset);
    }

    [Fact]
    public void A_change_is_also_one_of_weight_or_connections()
    {
        _history.Begin();
        _history.Note(Web, Counted(1), 10);
        _clock.Pass(1);
        _history.Begin();
        Assert.True(_history.Note(Web, Counted(1), 11).IsChanged);
        _clock.Pass(1);
        _history.Begin();
        Assert.False(_history.Note(Web, Counted(1), 11).IsChanged);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_clock_that_is_set_changes_no_rate_and_no_moment(double seconds)
    {
        var pace = new Pace(TimeSpan.FromSeconds(2), _clock);
        Read(0, (Web, 100));
        _clock.Time += TimeSpan.FromSeconds(seconds);

        CounterChange change = Read(2, (Web, 150))[0];

        Assert.Equal((TimeSpan.FromSeconds(2), 25.0, false), (change.Elapsed, change.PerSecond(50), change.IsReset));
        Assert.Equal(2, pace.Next().TotalSeconds);
    }

    [Fact]
    public void Moments_do_not_drift_and_those_missed_are_left_out()
    {
        var pace = new Pace(TimeSpan.FromSeconds(2), _clock);

        Assert.Equal(2, pace.Next().TotalSeconds);
        _clock.Pass(2.3);
        Assert.Equal(1.7, pace.Next().TotalSeconds, 6);
        _clock.Pass(9.2);
        Assert.Equal(0.5, pace.Next().TotalSeconds, 6);
    }

    private static RealServerId Id(string address) =>
        new(
            IpvsServiceId.ForAddress(InetAddress.FromIPAddress(System.Net.IPAddress.Parse("10.0.0.1")), 80, IpvsProtocol.Tcp),
            InetAddress.FromIPAddress(System.Net.IPAddress.Parse(address)),
            80
        );

    private static IpvsCounters Counted(ulong connections) => new(connections, connections, connections, connections, connections);

    private List<CounterChange> Read(double seconds, params (RealServerId Id, ulong Connections)[] rows)
    {
        _clock.Pass(seconds);
        _history.Begin();
        return [.. rows.Select(row => _history.Note(row.Id, Counted(row.Connections), 0))];
    }
}
