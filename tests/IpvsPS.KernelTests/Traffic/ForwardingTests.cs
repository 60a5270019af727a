using System.Net;
using System.Net.Sockets;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>Forwarding methods, protocols, firewall marks and persistence: which server gets a client's packets, and how.</summary>
[Collection(TrafficTests.Name)]
public sealed class ForwardingTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private const int Rounds = 2;

    /// <summary>No other test has these addresses: the kernel gives a real server that comes back the counts it had.</summary>
    [Theory]
    [InlineData("10.80.1.9", "10.77.0.1", "Masquerade")]
    [InlineData("10.77.0.230", "10.77.0.1", "DirectRoute")]
    [InlineData("10.77.0.231", "10.77.0.1", "Tunnel", "ipvs-ipip")]
    [InlineData("10.77.0.232", "10.77.0.1", "Tunnel -TunnelType Gre", "ipvs-gre")]
    [InlineData("10.77.0.207", "fd00:77::1", "Tunnel", "ipvs-ip6tnl")]
    [InlineData("10.77.0.209", "10.77.0.1", "Tunnel -TunnelType Gue -TunnelPort 6080", "ipvs-ipip")]
    [InlineData("fd00:77::235", "10.77.0.1", "Tunnel", "ipvs-sit")]
    [InlineData("fd00:77::206", "fd00:77::1", "Tunnel", "ipvs-ip6tnl")]
    [InlineData("fd00:77::208", "fd00:77::1", "Tunnel -TunnelType Gre", "ipvs-ip6gre")]
    [InlineData("fd00:80::1", "fd00:77::1", "Masquerade")]
    [InlineData("fd00:77::230", "fd00:77::1", "DirectRoute")]
    public void Every_server_is_reached_in_turn(string address, string servers, string method, string? tunnel = null)
    {
        var service = new InetEndpoint(IPAddress.Parse(address), TrafficStage.WebPort);
        Direct(
            $"New-IpvsService {service} -Scheduler rr | Add-IpvsRealServer {servers}1, {servers}2, {servers}3 -ForwardingMethod {method}"
        );
        int[] tunnelled = [.. TunnelPackets(tunnel)];
        IReadOnlySet<string> earlier = ClientsOf(service);

        int[] answers = [.. Enumerable.Range(0, TrafficStage.Servers * Rounds).Select(_ => FetchAndCheckEnds(address, servers, method))];

        Assert.Equal([1, 2, 3], answers[..TrafficStage.Servers].Order());
        Assert.Equal(answers[..TrafficStage.Servers], answers[TrafficStage.Servers..]);
        AssertConnections(address, answers, earlier: earlier);
        AssertCounted(service, isBothWays: method == "Masquerade");
        Assert.All(TunnelPackets(tunnel).Zip(tunnelled), packets => Assert.True(packets.First >= packets.Second + (3 * Rounds)));
    }

    [Fact]
    public void A_tunnel_whose_reverse_path_filter_is_strict_is_found_and_repaired()
    {
        const string address = "10.77.0.203";
        ScratchNamespace server = Stage.ServerNamespaces[0];
        Direct($"New-IpvsService {address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod Tunnel");
        // conf.all's value is 1 there, and the larger one is in force.
        server.Native("sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=0");
        Assert.Equal(SocketError.TimedOut, Assert.Throws<SocketException>(() => Stage.Fetch(address)).SocketErrorCode);
        object missing = Assert.Single(
            Lab.Works($"Get-IpvsDirectRouting {address} -NetNamespace {server} | Where-Object IsMet -eq $false").Output
        );
        Assert.Equal($"{address}: ReversePathFilter of ipvs-ipip is 1, must be 0 or 2", missing.ToString());

        Lab.Works($"Enable-IpvsDirectRouting {address} -ForwardingMethod Tunnel -NetNamespace {server}");
        Assert.Equal("2", server.Native("sysctl -n net.ipv4.conf.ipvs-ipip.rp_filter").Trim());
        Assert.Equal(1, Stage.Fetch(address));
    }

    [Fact]
    public void Datagrams_of_one_port_go_to_one_server()
    {
        string nat = Stage.NextAddress();
        Direct(
            $"""
            New-IpvsService {nat}:53 -Protocol Udp -Scheduler rr | Add-IpvsRealServer 10.77.0.11, 10.77.0.12
            New-IpvsService 10.77.0.200:53 -Protocol Udp -Scheduler rr |
                Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -ForwardingMethod DirectRoute
            """
        );
        foreach (string address in new[] { nat, "10.77.0.200" })
        {
            int[] first = Ask(address, 4);
            int[] second = Ask(address, 4);
            Assert.Single(first.Distinct());
            Assert.Single(second.Distinct());
            Assert.NotEqual(first[0], second[0]);
            AssertConnections(address, [first[0], second[0]], TrafficStage.NamePort);
        }
    }

    [Fact]
    public void With_one_packet_each_datagram_is_scheduled_anew()
    {
        Direct(
            "New-IpvsService 10.77.0.200:53 -Protocol Udp -Scheduler rr -OnePacket | Add-IpvsRealServer 10.77.0.11, 10.77.0.12 "
                + "-ForwardingMethod DirectRoute"
        );
        int before = Connections("10.77.0.200:53").Count();
        int[] answers = Ask("10.77.0.200", 6);
        Assert.Equal([1, 2], answers[..2].Order());
        Assert.Equal([.. answers[..2], .. answers[..2]], answers[2..]);
        Assert.Equal(before, Connections("10.77.0.200:53").Count());
    }

    [Fact]
    public void A_firewall_mark_gathers_addresses()
    {
        Direct("New-IpvsService -FirewallMark 5 -Scheduler rr | Add-IpvsRealServer 10.77.0.11:0, 10.77.0.12:0, 10.77.0.13:0");
        int[] answers = [Stage.Fetch("10.80.5.1"), Stage.Fetch("10.80.5.2"), Stage.Fetch("10.80.5.3")];
        Assert.Equal([1, 2, 3], answers.Order());
        for (int i = 0; i < answers.Length; i++)
        {
            AssertConnections($"10.80.5.{i + 1}", [answers[i]]);
        }

        // The director itself gets what has no mark, and nobody listens there.
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Stage.Fetch("10.80.6.1")).SocketErrorCode);
    }

    [Fact]
    public void A_persistent_client_stays()
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 300", 1, 1, 1);
        int[] first = Fetch(4, address, "10.79.1.1");
        int[] second = Fetch(4, address, "10.79.1.2");
        int[] third = Fetch(4, address, "10.79.1.3");
        Assert.Equal([1, 2, 3], new[] { first[0], second[0], third[0] }.Order());
        Assert.All([first, second, third], answers => Assert.Single(answers.Distinct()));
        AssertConnections(address, [.. first, .. second, .. third]);
        AssertTemplates(address, ["10.79.1.1", "10.79.1.2", "10.79.1.3"]);
    }

    [Fact]
    public void A_persistent_network_stays_together()
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 300 -PersistencePrefixLength 24", 1, 1, 1);
        int[] near = [.. Fetch(2, address, "10.79.2.1"), .. Fetch(2, address, "10.79.2.200")];
        int far = Stage.Fetch(address, "10.79.3.1");
        Assert.Equal(near[0], Assert.Single(near.Distinct()));
        Assert.NotEqual(near[0], far);
        AssertConnections(address, [.. near, far]);
        AssertTemplates(address, ["10.79.2.0", "10.79.3.0"]);
    }

    /// <summary>Fetches a page; the server sees its own address with NAT, and else the virtual one, and always the client's.</summary>
    private int FetchAndCheckEnds(string address, string servers, string method)
    {
        using Conversation conversation = Stage.Connect(address);
        string expected = method == "Masquerade" ? $"{servers}{conversation.Server}" : address;
        var local = (IPEndPoint)conversation.Accepted.LocalEndPoint!;
        var remote = (IPEndPoint)conversation.Accepted.RemoteEndPoint!;
        var client = (IPEndPoint)conversation.Client.LocalEndPoint!;
        Assert.Equal((IPAddress.Parse(expected), TrafficStage.WebPort), (Plain(local.Address), local.Port));
        Assert.Equal((client.Address, client.Port), (Plain(remote.Address), remote.Port));
        return conversation.Server;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private int[] Ask(string address, int count)
    {
        using Socket client = Stage.OpenNameClient(address);
        return [.. Enumerable.Range(0, count).Select(_ => Stage.Ask(client, address))];
    }

    private void AssertTemplates(string address, string[] clients)
    {
        IEnumerable<Objects.IpvsConnection> templates = Connections(address).Where(connection => connection.IsTemplate);
        Assert.Equal(clients, templates.Select(template => template.ClientAddress.ToString()).Order(StringComparer.Ordinal));
    }

    /// <summary>Each real server's counters: its connections, and packets back through the director with NAT only.</summary>
    private void AssertCounted(InetEndpoint service, bool isBothWays)
    {
        // The kernel sums the counters up every two seconds.
        Objects.IpvsStatistic[] counters = [];
        for (int attempt = 0; attempt < 30 && !counters.All(one => one.Connections == Rounds) | counters.Length == 0; attempt++)
        {
            Thread.Sleep(100);
            counters =
            [
                .. Lab.Works($"Get-IpvsStatistic {service} -RealServer -NetNamespace {Stage.Director}")
                    .Of<Objects.IpvsStatistic>()
                    .Where(one => one.RealAddress is not null),
            ];
        }

        Assert.Equal(TrafficStage.Servers, counters.Length);
        Assert.All(counters, one => Assert.Equal((Rounds, isBothWays), ((int)one.Connections, one.OutgoingPackets > 0)));
        Assert.All(counters, one => Assert.InRange(one.IncomingPackets, 3UL * Rounds, 20UL * Rounds));
    }

    /// <summary>The packets that have come out of each server's tunnel.</summary>
    private IEnumerable<int> TunnelPackets(string? tunnel) =>
        tunnel is null
            ? []
            : LabSession
                .Native(
                    string.Join(
                        "; ",
                        Stage.ServerNamespaces.Select(netns => $"ip netns exec {netns} cat /sys/class/net/{tunnel}/statistics/rx_packets")
                    )
                )
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse);
}
