using IpvsPS.Diagnosis;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about the director's links, addresses and forwarding.</summary>
public sealed class DirectorRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Theory]
    [InlineData(AddressFamily.IPv4, "net/ipv4/ip_forward", "net.ipv4.ip_forward")]
    [InlineData(AddressFamily.IPv6, "net/ipv6/conf/all/forwarding", "net.ipv6.conf.all.forwarding")]
    public void D001_forwarding_is_off_and_a_service_masquerades(AddressFamily family, string path, string name)
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Masquerade, family);
        stage.Sysctls[path] = "0\n";

        Assert.Equal(name, DiagnosisStage.Only(stage.Build(), "D001").Field);
    }

    [Fact]
    public void D001_not_where_nothing_is_forwarded()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Sysctls["net/ipv4/ip_forward"] = "0\n";

        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void D001_not_where_the_link_towards_the_servers_forwards()
    {
        _stage.Sysctls["net/ipv4/ip_forward"] = "0\n";
        _stage.Sysctls["net/ipv4/conf/eth1/forwarding"] = "1\n";

        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void D002_lo_is_down()
    {
        _stage.Link("lo").State = NetLinkState.Down;

        Assert.Equal("lo", DiagnosisStage.Only(_stage.Build(), "D002").Field);
    }

    [Fact]
    public void D003_the_virtual_address_is_not_local()
    {
        _stage.Routes.RemoveAt(0);
        _stage.Addresses.RemoveAt(2);

        Assert.Equal("10.0.0.185", DiagnosisStage.Only(_stage.Build(), "D003").Field);
    }

    [Theory]
    [InlineData(IpvsSyncState.Backup, false)]
    [InlineData(IpvsSyncState.Master, true)]
    public void D003_not_on_a_director_that_stands_by(IpvsSyncState state, bool isFound)
    {
        _stage.Routes.RemoveAt(0);
        _stage.Addresses.RemoveAt(2);
        _stage.Daemons.Add(new IpvsSyncDaemon { State = state });

        Assert.Equal(isFound, DiagnosisStage.Run(_stage.Build()).Exists(finding => finding.Id == "D003"));
    }

    /// <summary>keepalived has a raw socket of VRRP, be it master or not, and its address may be with the other director.</summary>
    [Fact]
    public void D003_not_where_VRRP_is_spoken()
    {
        _stage.Routes.RemoveAt(0);
        _stage.Addresses.RemoveAt(2);
        _stage.RawSockets = new RawSockets([], true);
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Theory]
    [InlineData(
        "   8: 00000000:0070 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 25931 2 0000000000000000 0",
        true
    )]
    [InlineData(
        "   1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 25930 2 0000000000000000 0",
        false
    )]
    [InlineData(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops",
        false
    )]
    [InlineData("", false)]
    public void Sockets_of_VRRP(string line, bool isVrrp) => Assert.Equal(isVrrp, RawSockets.IsVrrp(line));

    [Theory]
    [InlineData("ffff8c4d0a4e3000 3      3    0806   2     1 0      0      24671 ", 2)]
    [InlineData("ffff8c4d0a4e3000 3      2    0806   0     1 0      0      24672 ", 0)]
    [InlineData("ffff8c4d0a4e3000 3      3    0003   2     1 0      0      24673 ", null)]
    [InlineData("sk               RefCnt Type Proto  Iface R Rmem   User   Inode", null)]
    [InlineData("", null)]
    public void Sockets_of_ARP(string line, int? link) => Assert.Equal(link, RawSockets.ParseArpLink(line));

    [Fact]
    public void D003_not_where_a_local_route_has_the_whole_range()
    {
        _stage.Routes.RemoveAt(0);
        _stage.Addresses.RemoveAt(2);
        _stage.Routes.Add(new NetLinkRoute { Destination = InetPrefix.Parse("10.0.0.0/16"), Type = NetLinkRouteType.Local });

        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void D004_the_link_of_the_virtual_address_is_down()
    {
        _stage.Routes.RemoveAt(0);
        _stage.Link("vip").State = NetLinkState.Down;

        Assert.Equal("vip", DiagnosisStage.Only(_stage.Build(), "D004").Field);
    }

    [Theory]
    [InlineData(NetLinkAddressFlags.DadFailed | NetLinkAddressFlags.Tentative, null, "another host has it")]
    [InlineData(NetLinkAddressFlags.Tentative, IpvsFindingConfidence.Possible, "still being asked")]
    public void D005_the_virtual_address_is_not_usable(NetLinkAddressFlags flags, IpvsFindingConfidence? confidence, string words)
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute, AddressFamily.IPv6);
        stage.Routes.RemoveAt(0);
        stage.Addresses[2].Flags = flags;

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "D005");
        Assert.Equal(confidence, finding.Confidence);
        Assert.Contains(words, new Objects.IpvsFinding(finding).Is, StringComparison.Ordinal);
    }

    [Fact]
    public void D022_other_listeners_are_reachable_by_the_virtual_address()
    {
        _stage.Listeners.Add(new Listener(IpvsProtocol.Tcp, InetAddress.Zero(AddressFamily.IPv4), 22));
        _stage.Listeners.Add(new Listener(IpvsProtocol.Tcp, InetAddress.Zero(AddressFamily.IPv4), 80));

        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        DiagnosisFinding finding = Assert.Single(DiagnosisCatalog.Find("d022")!.Find(_stage.Build()));
        Assert.Equal(["TCP 0.0.0.0:22", 1], finding.Values);
    }

    [Fact]
    public void D023_the_router_is_beside_the_servers_and_redirects_are_sent()
    {
        _stage.Routes[^1] = DiagnosisStage.Default("172.17.0.254", "eth1", 3);

        Assert.Equal("net.ipv4.conf.all.send_redirects", DiagnosisStage.Only(_stage.Build(), "D023").Field);
        _stage.Sysctls["net/ipv4/conf/all/send_redirects"] = "0\n";
        Assert.Equal("net.ipv4.conf.eth1.send_redirects", DiagnosisStage.Only(_stage.Build(), "D023").Field);
        _stage.Sysctls["net/ipv4/conf/eth1/send_redirects"] = "0\n";
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Theory]
    [InlineData("eth1", "eth1", "eth1")]
    [InlineData("eth0.100", "eth0.100", "eth0/100")]
    public void D023_a_dot_in_the_name_of_a_link_separates_nothing(string link, string inPath, string inName)
    {
        var finding = new Objects.IpvsFinding(
            new DiagnosisFinding
            {
                Id = "D023",
                Field = $"net.ipv4.conf.{link}.send_redirects",
                Values = [link, "172.17.0.254", "TCP 10.0.0.185:80"],
            }
        );

        Assert.Equal($"0 | Out-File /proc/sys/net/ipv4/conf/{inPath}/send_redirects", finding.Cure);
        Assert.Equal($"sysctl -w net.ipv4.conf.{inName}.send_redirects=0", finding.CureCommand);
    }
}
