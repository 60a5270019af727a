using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>A part of an array of real servers.</summary>
public sealed class RealServerRangeTests
{
    private readonly RealServer[] _array = [Server(1), Server(2), Server(3), Server(4)];

    [Fact]
    public void It_has_its_part_of_the_array_and_no_more()
    {
        var range = new RealServerRange(_array, 1, 2);
        int[] ports = [2, 3];

        Assert.Equal(ports, range.Select(server => (int)server.Port));
        Assert.Equal(ports, range.AsSpan().ToArray().Select(server => (int)server.Port));
        Assert.Equal(ports, Enumerable.Range(0, range.Count).Select(i => (int)((IReadOnlyList<RealServer>)range)[i].Port));
        Assert.All([-1, 2, int.MaxValue], place => Assert.Throws<ArgumentOutOfRangeException>(() => range[place].Port));
    }

    [Fact]
    public void It_changes_where_the_array_is()
    {
        RealServerRange range = _array;
        range[3].Weight = 7;

        Assert.Equal(7, _array[3].Weight);
    }

    [Fact]
    public void The_default_is_empty()
    {
        RealServerRange none = default;

        Assert.Empty(none);
        Assert.True(none.AsSpan().IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => none[0].Port);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    [InlineData(2, -1)]
    [InlineData(2, int.MaxValue)]
    public void A_part_that_the_array_does_not_have_is_refused(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealServerRange(_array, start, count));

    private static RealServer Server(int port) => new(InetAddress.Zero(AddressFamily.IPv4), (ushort)port);
}
