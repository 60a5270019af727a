using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>The memory that the real servers of a table share.</summary>
public sealed class RealServerStoreTests
{
    [Theory]
    [InlineData(1, 5000)]
    [InlineData(4095, 2, 4096, 4097, 1)]
    [InlineData(1023, 2, 1024, 1025, 1)]
    [InlineData(100_000, 3, 100_000)]
    public void No_two_services_share_a_place(params int[] counts)
    {
        using var store = new RealServerStore();
        RealServerRange[] taken = [.. counts.Select(count => Take(store, count))];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i].AsSpan().Fill(new RealServer(InetAddress.Zero(AddressFamily.IPv4), (ushort)(i + 1)));
        }

        Assert.Equal(counts, taken.Select(segment => segment.Count));
        Assert.All(taken, (segment, i) => Assert.All(segment, server => Assert.Equal(i + 1, server.Port)));
    }

    /// <summary>A service's real servers stay together where an array ends amid them.</summary>
    [Theory]
    [InlineData(1, 5000)]
    [InlineData(4000, 200, 0, 9000, 1)]
    [InlineData(1000, 50, 0, 3000, 1)]
    public void Added_ones_lie_together(params int[] counts)
    {
        using var store = new RealServerStore();
        var taken = new List<RealServerRange>();
        foreach (int count in counts)
        {
            for (int i = 0; i < count; i++)
            {
                store.Add(new RealServer(InetAddress.Zero(AddressFamily.IPv4), (ushort)i) { Weight = count });
            }

            taken.Add(store.TakeAdded());
        }

        Assert.Equal(counts, taken.Select(segment => segment.Count));
        Assert.All(
            taken,
            segment =>
            {
                Assert.Equal(Enumerable.Range(0, segment.Count), segment.Select(server => (int)server.Port));
                Assert.All(segment, server => Assert.Equal(segment.Count, server.Weight));
            }
        );
    }

    [Fact]
    public void A_service_without_real_servers_takes_nothing()
    {
        using var store = new RealServerStore();

        Assert.Empty(store.TakeAdded());
    }

    [Fact]
    public void An_array_that_is_given_back_is_lent_to_one_only()
    {
        var first = new RealServerStore();
        Take(first, 1);
        first.Dispose();
        first.Dispose();
        using var second = new RealServerStore();
        using var third = new RealServerStore();
        RealServerRange seconds = Take(second, 1);
        RealServerRange thirds = Take(third, 1);

        seconds[0].Weight = 2;
        thirds[0].Weight = 3;
        Assert.Equal(2, seconds[0].Weight);
    }

    private static RealServerRange Take(RealServerStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            store.Add(default);
        }

        return store.TakeAdded();
    }
}
