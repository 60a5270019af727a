using IpvsPS.Diagnosis;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule that looks into a real server's namespace.</summary>
public sealed class MirrorRuleTests
{
    private readonly DiagnosisStage _stage = new(IpvsForwardingMethod.DirectRoute);
    private readonly DiagnosisStage _nat = new();

    [Theory]
    [InlineData("172.17.0.254", "172.17.0.254")]
    [InlineData(null, null)]
    public void R204_answers_go_by_another_router(string? gateway, string? expected)
    {
        HostFacts host = _nat.AddHost().Host;
        _nat.Hosts[_nat.Server] = new RealServerFacts(
            new HostFacts
            {
                NetNamespace = host.NetNamespace,
                Listeners = host.Listeners,
                Routes = gateway is null ? [] : [DiagnosisStage.Default(gateway, "eth0", 2)],
            },
            []
        );

        DiagnosisFinding finding = DiagnosisStage.Only(_nat.Build(), "R204");
        Assert.Equal((expected, "172.17.0.1"), (finding.Values[0]?.ToString(), finding.Values[1]?.ToString()));
        Assert.Equal("pod1", finding.NetNamespace!.Name);
        Assert.Equal(IpvsFindingConfidence.Likely, finding.Confidence);
    }

    [Theory]
    [InlineData("0.0.0.0", 8080, true)]
    [InlineData("127.0.0.1", 80, true)]
    [InlineData("172.17.0.3", 80, false)]
    [InlineData("0.0.0.0", 80, false)]
    public void R208_nothing_listens_where_the_packet_arrives(string address, ushort port, bool isFound)
    {
        HostFacts host = _nat.AddHost().Host;
        _nat.Hosts[_nat.Server] = new RealServerFacts(
            new HostFacts { Routes = host.Routes, Listeners = [new Listener(IpvsProtocol.Tcp, DiagnosisStage.Parse(address), port)] },
            []
        );

        Assert.Equal(isFound ? ["R208"] : [], DiagnosisStage.Run(_nat.Build()).Select(one => one.Id));
    }

    [Fact]
    public void R209_the_virtual_address_is_absent()
    {
        _stage.AddHost(
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.VirtualAddress, null, "absent"),
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.ArpIgnore, "eth0", "0")
        );

        DiagnosisFinding finding = Assert.Single(DiagnosisStage.Run(_stage.Build()), one => one.Id == "R209");
        Assert.Equal("10.0.0.185 DirectRoute", finding.Field);
        Assert.Equal("Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod1", new Objects.IpvsFinding(finding).Cure);
    }

    [Fact]
    public void R210_the_server_answers_ARP()
    {
        _stage.AddHost(
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.ArpIgnore, "eth0", "0"),
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.ArpAnnounce, "eth0", "0")
        );

        Assert.Equal("arp_ignore of eth0 is 0, arp_announce of eth0 is 0", DiagnosisStage.Only(_stage.Build(), "R210").Values[0]);
    }

    [Fact]
    public void R211_the_strict_filter_drops_what_leaves_the_tunnel()
    {
        DiagnosisStage stage = Tunnelled();
        stage.AddHost(DiagnosisStage.Item(stage, IpvsDirectRoutingRequirement.ReversePathFilter, "ipvs-ipip", "1"));

        Assert.Equal("10.0.0.185 Tunnel Ipip", DiagnosisStage.Only(stage.Build(), "R211").Field);
    }

    [Fact]
    public void R212_the_virtual_address_is_on_a_link_with_ARP()
    {
        _stage.AddHost(
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.VirtualAddress, "eth0", "on eth0"),
            DiagnosisStage.Item(_stage, IpvsDirectRoutingRequirement.ArpIgnore, "eth0", "0")
        );

        DiagnosisFinding finding = DiagnosisStage.Only(_stage.Build(), "R212");
        Assert.Equal(
            "Remove-NetLinkAddress eth0 10.0.0.185 -NetNamespace pod1; Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod1",
            new Objects.IpvsFinding(finding).Cure
        );
    }

    [Fact]
    public void R215_the_gateway_of_a_server_of_direct_routing_is_the_director()
    {
        HostFacts host = _stage.AddHost().Host;
        _stage.Hosts[_stage.Server] = new RealServerFacts(
            new HostFacts
            {
                Listeners = host.Listeners,
                Ways = new Dictionary<InetAddress, Way>
                {
                    [_stage.Client] = new(DiagnosisStage.Default("172.17.0.1", "eth0", 2), Errno.None),
                },
            },
            []
        );

        DiagnosisStage.Only(_stage.Build() with { Client = _stage.Client }, "R215");
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Theory]
    [InlineData("lo", 24, null, true)]
    [InlineData("lo", 24, "10.0.0.9", true)]
    [InlineData("lo", 24, "198.51.100.9", false)]
    [InlineData("lo", 32, null, false)]
    [InlineData("dummy0", 24, null, false)]
    public void R219_the_network_of_the_virtual_address_is_on_lo(string link, int length, string? client, bool isFound)
    {
        RealServerFacts facts = _stage.AddHost();
        _stage.Hosts[_stage.Server] = facts with
        {
            Host = new HostFacts
            {
                NetNamespace = facts.Host.NetNamespace,
                Listeners = facts.Host.Listeners,
                Addresses = [DiagnosisStage.Address(1, link, _stage.VirtualAddress.ToString(), length)],
            },
        };
        DiagnosisFacts all = _stage.Build() with { Client = client is null ? null : DiagnosisStage.Parse(client) };

        Assert.Equal(isFound ? ["R219"] : [], DiagnosisStage.Run(all).Select(one => one.Id));
        if (isFound)
        {
            Assert.Equal(
                "Remove-NetLinkAddress lo 10.0.0.185 -NetNamespace pod1; Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod1",
                new Objects.IpvsFinding(DiagnosisStage.Only(all, "R219")).Cure
            );
        }
    }

    [Fact]
    public void R217_no_tunnel_ends_there()
    {
        DiagnosisStage stage = Tunnelled();
        stage.AddHost(DiagnosisStage.Item(stage, IpvsDirectRoutingRequirement.Tunnel, null, "absent", "a link of kind ipip"));

        Assert.Equal(
            "Enable-IpvsDirectRouting 10.0.0.185 -ForwardingMethod Tunnel -TunnelType Ipip -NetNamespace pod1",
            new Objects.IpvsFinding(DiagnosisStage.Only(stage.Build(), "R217")).Cure
        );
    }

    private static DiagnosisStage Tunnelled()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Tunnel);
        stage.RealServers[0].TunnelType = IpvsTunnelType.Ipip;
        return stage;
    }
}
