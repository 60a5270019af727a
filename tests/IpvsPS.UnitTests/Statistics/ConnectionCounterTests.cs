using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Objects;
using IpvsPS.Statistics;
using Xunit;

namespace IpvsPS.UnitTests.Statistics;

/// <summary>Who has the most connections, counted one by one.</summary>
public sealed class ConnectionCounterTests
{
    private static readonly IpvsPS.IpvsConnection[] Connections =
    [
        Connection("10.9.0.1", 80, "10.1.0.1", "ESTABLISHED"),
        Connection("10.9.0.1", 80, "10.1.0.2", "FIN_WAIT"),
        Connection("10.9.0.2", 443, "10.1.0.1", "ESTABLISHED"),
        Connection("10.9.0.10", 80, "10.1.0.1", "SYN_RECV"),
        Connection("10.9.0.1", 80, "10.1.0.1", "NONE", isTemplate: true),
    ];

    [Theory]
    [InlineData(ConnectionGroup.ClientAddress, "10.9.0.1: 2 10.9.0.2: 1 10.9.0.10: 1")]
    [InlineData(ConnectionGroup.RealServer, "10.1.0.1:8080: 3 10.1.0.2:8080: 1")]
    [InlineData(ConnectionGroup.Service, "TCP 10.0.0.1:80: 3 TCP 10.0.0.1:443: 1")]
    [InlineData(ConnectionGroup.State, "ESTABLISHED: 2 FIN_WAIT: 1 SYN_RECV: 1")]
    public void The_largest_come_first_and_equal_ones_in_the_order_of_numbers(ConnectionGroup by, string expected) =>
        Assert.Equal(expected, string.Join(' ', Count(by, 10)));

    [Fact]
    public void Only_so_many_are_written_and_shares_are_of_all()
    {
        IpvsConnectionCount count = Assert.Single(Count(ConnectionGroup.RealServer, 1));

        Assert.Equal((3L, 2L, 75.0), (count.Count, count.Established, count.Share));
        Assert.Equal(("10.1.0.1", 8080), (count.RealAddress, count.RealPort));
        Assert.Null(count.VirtualAddress ?? count.ClientAddress ?? count.State);
    }

    private static IpvsConnectionCount[] Count(ConnectionGroup by, int top)
    {
        var counter = new ConnectionCounter(by);
        Array.ForEach(Connections, counter.Add);
        Assert.Equal(4, counter.Total);
        return [.. counter.Largest(top).Select(share => new IpvsConnectionCount(by, share, counter.Total))];
    }

    private static IpvsPS.IpvsConnection Connection(string client, ushort port, string server, string state, bool isTemplate = false) =>
        new(IpvsServiceId.ForAddress(InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.1")), port, IpvsProtocol.Tcp))
        {
            ClientAddress = IPAddress.Parse(client),
            ClientPort = 40000,
            Address = IPAddress.Parse(server),
            Port = 8080,
            State = state,
            IsTemplate = isTemplate,
        };
}
