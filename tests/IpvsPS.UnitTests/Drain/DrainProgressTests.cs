using IpvsPS.Commands;
using IpvsPS.Drain;
using Xunit;

namespace IpvsPS.UnitTests.Drain;

/// <summary>The time left that Wait-IpvsRealServer shows.</summary>
public sealed class DrainProgressTests
{
    [Theory]
    [InlineData("10/-", 10)]
    [InlineData("10/- 25.5/-", 26)]
    [InlineData("10/60", 10)]
    [InlineData("90/60", 50)]
    [InlineData("-/60", 50)]
    [InlineData("10/60 -/60", 50)]
    [InlineData("-/-", -1)]
    [InlineData("10/- -/-", -1)]
    public void It_is_that_of_the_last_one_and_ends_with_the_timeout(string waiting, int seconds)
    {
        DrainStatus[] statuses =
        [
            .. waiting
                .Split(' ')
                .Select(one => one.Split('/'))
                .Select(pair => new DrainStatus(default)
                {
                    Remaining = Time(pair[0]),
                    Timeout = Time(pair[1]),
                    Elapsed = TimeSpan.FromSeconds(10),
                }),
        ];
        Assert.Equal(seconds, DrainProgress.SecondsLeft(statuses));
    }

    private static TimeSpan? Time(string text) =>
        text == "-" ? null : TimeSpan.FromSeconds(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
