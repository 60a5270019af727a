using System.Net;
using IpvsPS.Binding;
using Xunit;

namespace IpvsPS.UnitTests.Binding;

/// <summary>What the parameters of links, addresses and routes take.</summary>
public sealed class LinkArgumentTests
{
    [Theory]
    [InlineData("forever", null)]
    [InlineData("300", 300.0)]
    [InlineData("5m", 300.0)]
    [InlineData("00:05:00", 300.0)]
    public void Lifetimes_are_times_or_forever(string text, double? seconds)
    {
        var lifetime = new LifetimeArgument(text);
        Assert.Equal(seconds, lifetime.Value?.TotalSeconds);
        Assert.Equal(lifetime, new LifetimeArgument(lifetime.ToString()));
    }

    [Fact]
    public void Other_texts_are_no_lifetime() =>
        Assert.Contains("forever", Assert.Throws<FormatException>(() => new LifetimeArgument("soon")).Message, StringComparison.Ordinal);

    /// <summary>PowerShell reads 2d without quotes as the decimal 2, which would be two seconds.</summary>
    [Fact]
    public void Decimals_are_no_lifetime() =>
        Assert.Contains("'2d' in quotes", Assert.Throws<FormatException>(() => new LifetimeArgument(2m)).Message, StringComparison.Ordinal);

    [Fact]
    public void Addresses_lose_their_zone()
    {
        IPAddress zoned = IPAddress.Parse("fe80::1%3");
        Assert.Equal("fe80::1", new PrefixArgument(zoned).ToString());
        Assert.Equal("fe80::1", new DestinationArgument(zoned).ToString());
    }

    [Theory]
    [InlineData("10.0.0.1/24")]
    [InlineData("2001:db8::/48")]
    [InlineData("default")]
    public void Destinations_read_their_own_text(string text) => Assert.Equal(text, new DestinationArgument(text).ToString());

    [Fact]
    public void Names_of_hosts_are_not_looked_up() =>
        Assert.Contains(
            "not looked up",
            Assert.Throws<FormatException>(() => new PrefixArgument("web.example")).Message,
            StringComparison.Ordinal
        );
}
