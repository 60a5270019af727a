using IpvsPS.Ipvs;
using IpvsPS.Screen;
using IpvsPS.UnitTests.Statistics;
using Xunit;

namespace IpvsPS.UnitTests.Screen;

/// <summary>Numbers, trends and rates in a few cells.</summary>
public sealed class ScreenTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(4.24, "4.2")]
    [InlineData(9.96, "10")]
    [InlineData(412.4, "412")]
    [InlineData(999.4, "999")]
    [InlineData(999.6, "1k")]
    [InlineData(1234, "1.2k")]
    [InlineData(88_400_000, "88M")]
    [InlineData(3.1e9, "3.1G")]
    [InlineData(1.8e19, "18000P")]
    public void A_number_has_two_or_three_figures(double value, string text) => Assert.Equal(text, ScreenText.Short(value));

    [Fact]
    public void A_trend_is_by_its_largest_rate_and_nothing_is_blank()
    {
        Assert.Equal(" ▁▄▆█", ScreenText.Trend([0, 1, 4, 6, 8], isAscii: false));
        Assert.Equal(" .=+@", ScreenText.Trend([0, 1, 4, 5, 8], isAscii: true));
        Assert.Equal("   ", ScreenText.Trend([0, 0, 0], isAscii: false));
        Assert.Equal(string.Empty, ScreenText.Trend([], isAscii: false));
    }

    [Fact]
    public void A_share_is_rounded_and_of_nothing_unknown()
    {
        Assert.Equal(("33", "100", "0", "-"), (Share(1, 3), Share(2, 2), Share(0, 2), Share(0, 0)));

        static string Share(double part, double whole) => ScreenText.Share(part, whole);
    }

    /// <summary>The rates are of the time that has really passed, and the last thirty of them are kept.</summary>
    [Fact]
    public void A_counter_keeps_the_last_rates_and_takes_a_reset_for_a_new_beginning()
    {
        var clock = new HandClock();
        var counter = new ScreenCounter();
        counter.Note(Counted(1000), clock.GetTimestamp(), clock);
        Assert.Null(counter.Rates);
        for (int i = 1; i <= 40; i++)
        {
            clock.Pass(2);
            counter.Note(Counted(1000 + (ulong)(i * (i + 1))), clock.GetTimestamp(), clock);
        }

        Assert.Equal(40, counter.Rates!.Value.Connections);
        Assert.Equal([39f, 40f], counter.Recent(2));
        Assert.Equal(30, counter.Recent(60).Length);
        Assert.Equal(Enumerable.Range(11, 30).Sum(), counter.RecentSum);

        clock.Pass(4);
        counter.Note(Counted(8), clock.GetTimestamp(), clock);
        Assert.Equal(2, counter.Rates!.Value.Connections);
    }

    private static IpvsCounters Counted(ulong connections) => new(connections, 0, 0, 0, 0);
}
