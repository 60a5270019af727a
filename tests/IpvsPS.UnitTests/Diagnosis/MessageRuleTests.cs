using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>What a packet filter keeps from clients and other directors, and the marks that it does not give.</summary>
public sealed class MessageRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Theory]
    [InlineData("-A OUTPUT -p icmp -j DROP", true)]
    [InlineData("-A OUTPUT -p icmp -m icmp --icmp-type 3/4 -j DROP", true)]
    [InlineData("-A OUTPUT -p icmp -m icmp --icmp-type 3 -j DROP", true)]
    [InlineData("-A OUTPUT -p icmp -m icmp --icmp-type 8 -j DROP", false)]
    [InlineData("-A OUTPUT -o eth1 -p icmp -j DROP", false)]
    [InlineData("-A OUTPUT -p tcp -j DROP", false)]
    public void D031_the_director_cannot_say_what_fits_a_tunnel(string rule, bool isFound)
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Tunnel);
        stage.Filter.AddRange(IptablesRuleset.Read($"*filter\n:OUTPUT ACCEPT [0:0]\n{rule}\nCOMMIT", "ip", isLegacy: true));
        if (!isFound)
        {
            Assert.Empty(DiagnosisStage.Run(stage.Build()));
            return;
        }

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "D031");
        Assert.Equal(("ip filter OUTPUT", IpvsFindingConfidence.Likely), (finding.Field, finding.Confidence));
        Assert.Equal([rule, "eth1", 1500, 20, true], finding.Values);
        Assert.Null(DiagnosisStage.Only(stage.Build() with { Client = stage.Client }, "D031").Confidence);

        // A director that sends packets in pieces says nothing, and a link that carries them has nothing to say.
        stage.Sysctls["net/ipv4/vs/pmtu_disc"] = "0\n";
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        stage.Sysctls["net/ipv4/vs/pmtu_disc"] = "1\n";
        stage.Link("eth1").Mtu = 1520;
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Theory]
    [InlineData(IpvsSyncState.Backup, ":INPUT DROP [0:0]\n-A INPUT -p tcp --dport 80 -j ACCEPT", null)]
    [InlineData(IpvsSyncState.Backup, ":INPUT ACCEPT [0:0]\n-A INPUT -d 224.0.0.0/8 -j DROP", "-A INPUT -d 224.0.0.0/8 -j DROP")]
    [InlineData(IpvsSyncState.Master, ":OUTPUT ACCEPT [0:0]\n-A OUTPUT -o eth1 -p udp -j DROP", "-A OUTPUT -o eth1 -p udp -j DROP")]
    public void Y409_messages_of_daemons_are_dropped(IpvsSyncState state, string chain, string? rule)
    {
        _stage.Daemons.Add(new IpvsSyncDaemon { State = state, Interface = "eth1" });
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        _stage.Filter.AddRange(IptablesRuleset.Read($"*filter\n{chain}\nCOMMIT", "ip", isLegacy: true));
        Assert.Equal([rule, $"{state}", "eth1", 8848, true], DiagnosisStage.Only(_stage.Build(), "Y409").Values);
        _stage.Daemons.Clear();
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        _stage.Daemons.Add(new IpvsSyncDaemon { State = state, Interface = "eth1" });
        string name = state == IpvsSyncState.Master ? "OUTPUT" : "INPUT";
        Assert.Empty(With($"*filter\n:{name} DROP [0:0]\n-A {name} -p udp --dport 8848 -j ACCEPT\n-A {name} -p tcp -j ACCEPT\nCOMMIT"));

        List<DiagnosisFinding> With(string ruleset)
        {
            _stage.Filter.Clear();
            _stage.Filter.AddRange(IptablesRuleset.Read(ruleset, "ip", isLegacy: true));
            return DiagnosisStage.Run(_stage.Build());
        }
    }

    [Fact]
    public void D030_a_mark_is_set_for_a_link_that_is_not_there_or_nowhere()
    {
        _stage.Service = new IpvsService(IpvsServiceId.ForFirewallMark(1, AddressFamily.IPv4)) { Scheduler = "wlc" };
        Assert.Equal(IpvsFindingConfidence.Likely, DiagnosisStage.Only(_stage.Build(), "D030").Confidence);
        _stage.Incoming = 10;
        _stage.Outgoing = 10;
        Assert.Equal(IpvsFindingConfidence.Possible, DiagnosisStage.Only(_stage.Build(), "D030").Confidence);

        // Something sets marks: packets come, or filters of traffic control may, or were not read.
        _stage.IncomingPerSecond = 1;
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        _stage.IncomingPerSecond = 0;
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { ClassifiedLinks = new HashSet<int> { 2 } }));
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { ClassifiedLinks = null }));
        const string Rule = "-A PREROUTING -d 10.0.0.185/32 -i ens3 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0xffffffff";
        Mark(Rule);
        DiagnosisFinding finding = DiagnosisStage.Only(_stage.Build(), "D030");
        Assert.Equal([Rule, "ens3"], finding.Values);
        Assert.Equal($"no packet gets the mark 1: {Rule} is for ens3, which is not there", new Objects.IpvsFinding(finding).Is);
        _stage.Incoming = 0;
        _stage.Outgoing = 0;
        foreach (string rule in (string[])["-i eth0", "! -i ens3", "-i eth+"])
        {
            Mark(Rule.Replace("-i ens3", rule, StringComparison.Ordinal));
            Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        }

        Mark("-A PREROUTING -j CONNMARK --restore-mark");
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        Mark("-A PREROUTING -j MARK --set-xmark 0x2/0xffffffff");
        Assert.Equal([null, null], DiagnosisStage.Only(_stage.Build(), "D030").Values);

        void Mark(string rule)
        {
            _stage.Filter.Clear();
            _stage.Filter.AddRange(IptablesRuleset.Read($"*mangle\n:PREROUTING ACCEPT [0:0]\n{rule}\nCOMMIT", "ip", isLegacy: true));
        }
    }

    [Fact]
    public void D030_marks_of_nftables()
    {
        FilterRule[] rules =
        [
            .. NftRuleset
                .Read(
                    """
                    {"nftables": [
                    {"chain": {"family": "ip", "table": "t", "name": "c", "type": "filter", "hook": "prerouting", "policy": "accept"}},
                    {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 2, "expr": [
                      {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "ens3"}},
                      {"mangle": {"key": {"meta": {"key": "mark"}}, "value": 7}}]}},
                    {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 3, "expr": [
                      {"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"ct": {"key": "mark"}}}}]}}]}
                    """,
                    []
                )
                .Single()
                .Rules,
        ];
        Assert.Equal([7, null], rules.Select(rule => (int?)rule.Mark));
        Assert.Equal([false, true], rules.Select(rule => rule.MayMark));
    }

    [Fact]
    public void N306_a_client_that_has_not_come()
    {
        DiagnosisFacts facts = _stage.Build() with { Client = _stage.Client, IsClientSeen = false };
        Assert.Empty(DiagnosisStage.Run(facts));
        _stage.Connect("ESTABLISHED", from: DiagnosisStage.Parse("198.51.100.10"));
        facts = _stage.Build() with { Client = _stage.Client, IsClientSeen = false };
        Assert.Equal(["eth0", null], DiagnosisStage.Only(facts, "N306").Values);
        Assert.Empty(DiagnosisStage.Run(facts with { IsClientSeen = true }));
        Assert.Empty(DiagnosisStage.Run(facts with { IsClientSeen = null }));
        Assert.Empty(DiagnosisStage.Run(facts with { Client = null, IsClientSeen = null }));

        // Where the packet filter keeps the client out, that says it all.
        _stage.Filter.AddRange(IptablesRuleset.Read("*filter\n:INPUT DROP [0:0]\nCOMMIT", "ip", isLegacy: true));
        Assert.Equal("D020", Assert.Single(DiagnosisStage.Run(_stage.Build() with { Client = _stage.Client, IsClientSeen = false })).Id);
    }

    [Fact]
    public void R221_the_link_of_a_real_server_is_down()
    {
        RealServerFacts pod = _stage.AddHost();
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        var down = new HostFacts
        {
            NetNamespace = pod.Host.NetNamespace,
            Addresses = pod.Host.Addresses,
            Listeners = pod.Host.Listeners,
            Links =
            [
                new NetLink
                {
                    Name = "eth0",
                    Index = pod.Host.Addresses[0].LinkIndex,
                    State = NetLinkState.Down,
                },
            ],
        };
        _stage.Hosts[_stage.Server] = pod with { Host = down };
        Assert.Equal("eth0", DiagnosisStage.Only(_stage.Build(), "R221").Field);

        // Nothing comes in by a dummy link.
        down.Links[0].Kind = "dummy";
        Assert.DoesNotContain(DiagnosisStage.Run(_stage.Build()), finding => finding.Id == "R221");
    }

    [Fact]
    public void R223_a_program_on_every_address_answers_from_the_servers_own()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Service = new IpvsService(IpvsServiceId.ForAddress(stage.VirtualAddress, 80, IpvsProtocol.Udp)) { Scheduler = "wlc" };
        RealServerFacts pod = stage.AddHost();
        Listener any = new(IpvsProtocol.Udp, InetAddress.Zero(AddressFamily.IPv4), 80);
        Listen(any);
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        Assert.Equal(["UDP 0.0.0.0:80"], DiagnosisStage.Only(stage.Build() with { Client = stage.Client }, "R223").Values);
        Listen(any, new Listener(IpvsProtocol.Udp, stage.VirtualAddress, 80));
        Assert.Empty(DiagnosisStage.Run(stage.Build() with { Client = stage.Client }));

        void Listen(params Listener[] listeners) =>
            stage.Hosts[stage.Server] = pod with
            {
                Host = new HostFacts
                {
                    NetNamespace = pod.Host.NetNamespace,
                    Addresses = pod.Host.Addresses,
                    Listeners = listeners,
                },
            };
    }

    [Theory]
    [InlineData(IpvsForwardingMethod.DirectRoute, true)]
    [InlineData(IpvsForwardingMethod.Masquerade, false)]
    public void R222_a_real_server_is_a_director_of_the_same_service(IpvsForwardingMethod method, bool isFound)
    {
        var stage = new DiagnosisStage(method);
        RealServerFacts pod = stage.AddHost();
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        stage.Hosts[stage.Server] = pod with { SentOn = new HashSet<IpvsServiceId> { stage.Service.Id } };
        Assert.Equal(isFound ? ["R222"] : [], DiagnosisStage.Run(stage.Build()).Select(one => one.Id));
    }
}
