using IpvsPS.Drain;
using Xunit;

namespace IpvsPS.UnitTests.Drain;

/// <summary>How long draining still takes, by how fast connections have ended of late.</summary>
public sealed class DrainForecastTests
{
    [Fact]
    public void Connections_that_end_evenly_end_when_they_are_said_to()
    {
        var forecast = new DrainForecast();
        Assert.Null(forecast.Next(TimeSpan.Zero, 100));
        Assert.Null(forecast.Next(TimeSpan.FromSeconds(1), 90));
        Assert.Equal(TimeSpan.FromSeconds(8), forecast.Next(TimeSpan.FromSeconds(2), 80));
        Assert.Equal(TimeSpan.FromSeconds(5), forecast.Next(TimeSpan.FromSeconds(5), 50));
        Assert.Equal(TimeSpan.Zero, forecast.Next(TimeSpan.FromSeconds(10), 0));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void Connections_that_do_not_end_have_no_end(uint later)
    {
        var forecast = new DrainForecast();
        Assert.Null(forecast.Next(TimeSpan.Zero, 10));
        Assert.Null(forecast.Next(TimeSpan.FromSeconds(20), later));
    }

    [Fact]
    public void What_was_longer_ago_than_half_a_minute_does_not_count()
    {
        var forecast = new DrainForecast();
        forecast.Next(TimeSpan.Zero, 1000);
        forecast.Next(TimeSpan.FromSeconds(20), 100);
        Assert.Equal(TimeSpan.FromSeconds(180), forecast.Next(TimeSpan.FromSeconds(40), 90));
        Assert.Null(forecast.Next(TimeSpan.FromSeconds(71), 90));
    }
}
