using IpvsPS.DirectRouting;
using Xunit;

namespace IpvsPS.UnitTests.DirectRouting;

/// <summary>The alias that remembers what was changed.</summary>
public sealed class FormerValuesTests
{
    [Fact]
    public void An_alias_reads_back_as_it_was_written()
    {
        const string alias = "IpvsPS direct routing, before: eth0:i0 eth0:a1 eth0.100:i3 tunl0:r1";
        FormerValues former = FormerValues.Parse(alias)!;
        Assert.Equal(
            [
                new FormerValue("eth0", LinkSysctl.ArpIgnore, 0),
                new FormerValue("eth0", LinkSysctl.ArpAnnounce, 1),
                new FormerValue("eth0.100", LinkSysctl.ArpIgnore, 3),
                new FormerValue("tunl0", LinkSysctl.ReversePathFilter, 1),
            ],
            former.Values
        );
        Assert.Equal(alias, former.ToString());
    }

    [Fact]
    public void An_alias_without_values_is_a_record_too()
    {
        Assert.Equal("IpvsPS direct routing", new FormerValues().ToString());
        Assert.Empty(FormerValues.Parse("IpvsPS direct routing")!.Values);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("uplink to rack 4, before: eth0:i0")]
    public void Any_other_alias_is_none(string? alias) => Assert.Null(FormerValues.Parse(alias));

    [Theory]
    [InlineData("IpvsPS direct routing, before: eth0:i eth0:x1 eth0:i-1 : :i")]
    public void What_is_no_value_is_skipped(string alias) => Assert.Empty(FormerValues.Parse(alias)!.Values);

    [Fact]
    public void The_oldest_value_counts()
    {
        var former = new FormerValues();
        former.Add(new FormerValue("eth0", LinkSysctl.ArpIgnore, 0));
        former.Add(new FormerValue("eth0", LinkSysctl.ArpIgnore, 1));
        Assert.Equal(0, Assert.Single(former.Values).Value);
    }

    [Fact]
    public void There_is_room_for_255_bytes()
    {
        var former = new FormerValues();
        for (int i = 0; i < 10; i++)
        {
            former.Add(new FormerValue($"enp{i}s0f0", LinkSysctl.ArpIgnore, 0));
            former.Add(new FormerValue($"enp{i}s0f0", LinkSysctl.ArpAnnounce, 0));
        }

        // 21 + 9 bytes, and 12 a value.
        Assert.False(former.Fits);
        Assert.True(FormerValues.Parse(former.ToString()[..250])!.Fits);
    }
}
