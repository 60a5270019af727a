using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Metrics;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Metrics;

/// <summary>Real servers added up by their addresses.</summary>
public sealed class HostMetricTests
{
    private static readonly IpvsServiceId Web = IpvsServiceId.ForAddress(Address("10.0.0.1"), 80, IpvsProtocol.Tcp);
    private static readonly IpvsServiceId Mail = IpvsServiceId.ForAddress(Address("10.0.0.1"), 25, IpvsProtocol.Tcp);

    private readonly HostTotals _totals = new();

    [Fact]
    public void The_real_servers_of_an_address_are_one_whatever_their_services_and_ports()
    {
        Read((Web, "10.1.0.2", 8080, 1, 5), (Web, "10.1.0.1", 8080, 2, 3), (Mail, "10.1.0.1", 25, 0, 4), (Mail, "10.1.0.1", 26, 0, 0));

        Assert.Equal(["10.1.0.1", "10.1.0.2"], _totals.Present.Select(host => host.Key.ToString()));
        HostTotal first = _totals.Present.First().Value;
        Assert.Equal((7UL, 3UL, 6UL), (first.Counters.Connections, first.Active, first.Inactive));
        Assert.Equal((1UL, 1UL, 1UL), (first.Weighted, first.Suspended, first.Quiescent));
    }

    /// <summary>What goes down is a restart to Prometheus, which then counts all of it anew.</summary>
    [Fact]
    public void A_service_that_goes_or_begins_anew_takes_nothing_away_from_the_counters()
    {
        Read((Web, "10.1.0.1", 8080, 1, 100), (Mail, "10.1.0.1", 25, 1, 50));
        Assert.Equal(150UL, Connections());
        Read((Web, "10.1.0.1", 8080, 1, 101));
        Assert.Equal(151UL, Connections());
        Read((Web, "10.1.0.1", 8080, 1, 2), (Mail, "10.1.0.1", 25, 1, 54));
        Assert.Equal(157UL, Connections());
        Read();
        Assert.Empty(_totals.Present);
        Read((Web, "10.1.0.1", 8080, 1, 3));
        Assert.Equal(158UL, Connections());
    }

    private static InetAddress Address(string text) => InetAddress.FromIPAddress(IPAddress.Parse(text));

    private ulong Connections() => Assert.Single(_totals.Present).Value.Counters.Connections;

    private void Read(params (IpvsServiceId Service, string Address, int Port, int Weight, uint Count)[] rows)
    {
        _totals.Begin();
        foreach ((IpvsServiceId service, string address, int port, int weight, uint count) in rows)
        {
            var server = new RealServer(Address(address), (ushort)port)
            {
                Weight = weight,
                ActiveConnections = weight > 0 ? count : 0,
                InactiveConnections = weight > 0 ? 2 * count : 0,
            };
            _totals.Add(
                RealServerId.Of(service, server),
                new CountedRealServer(server, new IpvsCounters(count, count, count, count, count)),
                (id, _) => id.Port == 26
            );
        }

        _totals.End();
    }
}
