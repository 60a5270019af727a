using IpvsPS.Drain;
using Xunit;

namespace IpvsPS.UnitTests.Drain;

/// <summary>The weights on the way down and up.</summary>
public sealed class WeightStepsTests
{
    [Theory]
    [InlineData(0, 10, "0")]
    [InlineData(3, 1, "0 0 0 0")]
    [InlineData(3, 2, "1 1 0 0")]
    [InlineData(4, 10, "8 6 4 2 0")]
    [InlineData(4, 0, "0 0 0 0 0")]
    public void Down_begins_at_once_and_ends_at_0(int seconds, int weight, string weights)
    {
        var steps = new WeightSteps(TimeSpan.FromSeconds(seconds));
        Assert.Equal(weights, string.Join(' ', Enumerable.Range(0, steps.Last + 1).Select(step => steps.Down(weight, step))));
    }

    [Theory]
    [InlineData(0, 10, "10")]
    [InlineData(3, 1, "1 1 1 1")]
    [InlineData(3, 2, "1 1 2 2")]
    [InlineData(4, 10, "2 4 6 8 10")]
    public void Up_begins_at_once_and_ends_at_the_full_weight(int seconds, int weight, string weights)
    {
        var steps = new WeightSteps(TimeSpan.FromSeconds(seconds));
        Assert.Equal(weights, string.Join(' ', Enumerable.Range(0, steps.Last + 1).Select(step => steps.Up(weight, step))));
    }

    [Theory]
    [InlineData(500, 1, 500)]
    [InlineData(2500, 2, 1250)]
    [InlineData(60_000, 60, 1000)]
    public void Steps_are_a_second_apart_where_there_is_time_for_that(int milliseconds, int last, int interval)
    {
        var steps = new WeightSteps(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal((last, TimeSpan.FromMilliseconds(interval)), (steps.Last, steps.Interval));
    }

    [Fact]
    public void The_largest_weight_does_not_overflow()
    {
        var steps = new WeightSteps(TimeSpan.FromDays(1));
        Assert.Equal((0, int.MaxValue), (steps.Down(int.MaxValue, steps.Last), steps.Up(int.MaxValue, steps.Last)));
        Assert.InRange(steps.Down(int.MaxValue, 0), int.MaxValue - 30_000, int.MaxValue);
    }
}
