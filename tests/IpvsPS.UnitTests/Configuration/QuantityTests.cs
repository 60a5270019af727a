using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>Nouns behind numbers.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 changes")]
    [InlineData(1, "1 change")]
    [InlineData(2, "2 changes")]
    [InlineData(55_000, "55000 changes")]
    public void A_noun_stands_in_the_plural_but_for_one(long count, string text) => Assert.Equal(text, Quantity.Of(count, "change"));

    [Fact]
    public void A_plural_may_be_given() => Assert.Equal("2 processes", Quantity.Of(2, "process", "processes"));

    [Fact]
    public void A_configuration_and_its_changes_keep_to_it()
    {
        Assert.Equal("1 service, 0 real servers", new IpvsConfiguration { Services = [new IpvsService()] }.ToString());
        Assert.Equal(
            [
                "Remove RealServer 10.0.0.1:80 (1 active connection)",
                "Remove RealServer 10.0.0.1:80 (2 active connections)",
                "Remove RealServer 10.0.0.1:80",
            ],
            new uint[] { 1, 2, 0 }.Select(count =>
                new IpvsChange(IpvsChangeAction.Remove, IpvsChangeKind.RealServer, "10.0.0.1:80", "") { ActiveConnections = count }
                    .ToString()
                    .Replace(" in ", "", StringComparison.Ordinal)
            )
        );
    }
}
