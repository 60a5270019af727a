using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>From how many connections on a real server is overloaded.</summary>
public sealed class RealServerTests
{
    [Theory]
    [InlineData(0, 5, 5, 5, false)]
    [InlineData(10, 6, 3, 0, false)]
    [InlineData(10, 6, 4, 0, true)]
    [InlineData(10, 6, 3, 9, false)]
    [InlineData(10, uint.MaxValue, 1, 0, true)]
    public void It_is_overloaded_by_connections_and_not_by_persistence_entries(
        uint threshold,
        uint active,
        uint inactive,
        uint persistent,
        bool isOverloaded
    )
    {
        var server = new RealServer(default, 80)
        {
            UpperThreshold = threshold,
            ActiveConnections = active,
            InactiveConnections = inactive,
            PersistentConnections = persistent,
        };
        Assert.Equal(isOverloaded, server.IsOverloaded);
    }
}
