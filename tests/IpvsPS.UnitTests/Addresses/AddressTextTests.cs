using System.Net;
using Xunit;

namespace IpvsPS.UnitTests.Addresses;

/// <summary>What users may type for addresses, ports, prefixes and times, and what they may not.</summary>
public sealed class AddressTextTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", null)]
    [InlineData("10.0.0.1:80", "10.0.0.1", 80)]
    [InlineData("10.0.0.1:0", "10.0.0.1", 0)]
    [InlineData("10.0.0.1:65535", "10.0.0.1", 65535)]
    [InlineData("::1", "::1", null)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]:443", "2001:db8::1", 443)]
    public void An_endpoint_round_trips(string text, string address, int? port)
    {
        InetEndpoint endpoint = InetEndpoint.Parse(text);
        Assert.Equal((address, port), (endpoint.Address!.ToString(), endpoint.Port));
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("10.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.")]
    [InlineData("10.0.0.1:")]
    [InlineData("10.0.0.1:70000")]
    [InlineData("10.0.0.1:-1")]
    [InlineData("10.0.0.1:http")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("[::1]80")]
    [InlineData("[::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host:80")]
    public void What_is_no_endpoint_is_refused_and_quoted(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => InetEndpoint.Parse(text)).Message);

    [Theory]
    [InlineData("10.0.0.185/32", 32)]
    [InlineData("10.0.0.0/0", 0)]
    [InlineData("10.0.0.1", null)]
    [InlineData("2001:db8::1/64", 64)]
    public void A_prefix_round_trips(string text, int? length)
    {
        Assert.Equal(length, InetPrefix.Parse(text).PrefixLength);
        Assert.Equal(text, InetPrefix.Parse(text).ToString());
    }

    [Theory]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/")]
    [InlineData("10.0.0.1/+1")]
    [InlineData("2001:db8::1/129")]
    [InlineData("10.0.0.1/255.0.0.0")]
    [InlineData("x/8")]
    public void What_is_no_prefix_is_refused(string text) => Assert.Throws<FormatException>(() => InetPrefix.Parse(text));

    [Fact]
    public void A_number_is_seconds_and_not_ticks()
    {
        Assert.Equal(TimeSpan.FromSeconds(300), new IpvsTimeSpan(300).Value);
        Assert.Equal(TimeSpan.FromSeconds(300), IpvsTimeSpan.Parse("300").Value);
        Assert.Equal(TimeSpan.FromMinutes(5), IpvsTimeSpan.Parse("00:05:00").Value);
        Assert.Equal(new IpvsTimeSpan(90000), IpvsTimeSpan.Parse(new IpvsTimeSpan(90000).ToString()));
        Assert.Throws<FormatException>(() => IpvsTimeSpan.Parse("5 minutes"));
    }

    [Fact]
    public void Addresses_sort_by_value_IPv4_first()
    {
        string[] sorted = ["9.0.0.1", "10.0.0.2", "10.0.0.10", "::1", "2001:db8::1"];
        string[] shuffled = ["2001:db8::1", "10.0.0.10", "::1", "9.0.0.1", "10.0.0.2"];
        Assert.Equal(sorted, shuffled.Select(text => InetAddress.FromIPAddress(IPAddress.Parse(text))).Order().Select(a => a.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.1/8", "10.0.0.2", false)] // an address and its prefix length, no network
    [InlineData("10.0.0.1/32", "10.0.0.1", false)] // one address
    [InlineData("10.0.0.0", "10.0.0.0", false)]
    [InlineData("0.0.0.0/0", "10.0.0.1", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    public void A_network_holds_addresses_and_an_address_holds_none(string network, string address, bool isIn) =>
        Assert.Equal(isIn, InetPrefix.Parse(network).Contains(System.Net.IPAddress.Parse(address)));
}
