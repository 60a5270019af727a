using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about who answers for virtual addresses.</summary>
public sealed class LanRuleTests
{
    private const string Mac = "02:42:ac:11:00:03";
    private const int Back = 3;

    private readonly DiagnosisStage _stage = new(IpvsForwardingMethod.DirectRoute);

    [Fact]
    public void N301_another_host_answers_and_the_neighbours_tell_which()
    {
        DiagnosisFinding stranger = DiagnosisStage.Only(Answered(), "N301");
        Assert.Equal([Mac, "eth1", null], stranger.Values);
        _stage.Neighbors.Add(
            new NetLinkNeighbor
            {
                Address = _stage.Server.ToIPAddress(),
                LinkIndex = Back,
                MacAddress = Mac.ToUpperInvariant(),
                State = NetLinkNeighborState.Stale,
            }
        );
        DiagnosisFinding server = DiagnosisStage.Only(Answered(), "N301");
        Assert.Equal("10.0.0.185 is answered for by 02:42:ac:11:00:03 too, on eth1: 172.17.0.3", new Objects.IpvsFinding(server).Is);
    }

    [Fact]
    public void N301_not_for_a_link_of_this_host_and_not_for_an_address_that_it_lacks()
    {
        _stage.Link("eth0").MacAddress = Mac;
        Assert.Empty(DiagnosisStage.Run(Answered()));
        _stage.Link("eth0").MacAddress = null;
        _stage.Routes.RemoveAt(0);
        _stage.Addresses.RemoveAt(2);
        DiagnosisStage.Only(Answered(), "D003");
    }

    /// <summary>Whoever hides the address here may have meant another host to answer, as some announcers for Kubernetes do.</summary>
    [Fact]
    public void N301_is_possible_where_this_host_does_not_answer_either()
    {
        _stage.Sysctls["net/ipv4/conf/eth1/arp_ignore"] = "1\n";

        Assert.Equal(IpvsFindingConfidence.Possible, DiagnosisStage.Only(Answered(), "N301").Confidence);
    }

    [Fact]
    public void S114_no_packet_comes_while_another_host_answers()
    {
        DiagnosisFacts still = Answered() with { IncomingLater = Later(0) };
        Assert.Equal(["N301", "S114"], DiagnosisStage.Run(still).Select(finding => finding.Id).Order());
        DiagnosisStage.Only(still with { IncomingLater = Later(1) }, "N301");
        Assert.Empty(DiagnosisStage.Run(still with { Answers = [] }));
    }

    [Fact]
    public void N304_a_host_answers_for_what_it_would_route_by_another_link()
    {
        var stage = new DiagnosisStage();
        RealServerFacts host = stage.AddHost();
        NetLinkRoute aside = DiagnosisStage.Default("10.9.9.9", "eth9", 9);
        aside.Destination = new InetPrefix(stage.VirtualAddress.ToIPAddress(), 32);
        var sysctls = new Dictionary<string, string>
        {
            ["net/ipv4/conf/eth0/proxy_arp"] = "1",
            ["net/ipv4/conf/eth0/forwarding"] = "1",
            ["net/ipv4/conf/all/proxy_arp"] = "0",
        };
        HostFacts pod = new()
        {
            Routes = [.. host.Host.Routes, aside],
            Listeners = host.Host.Listeners,
            Links = [stage.Link("eth0")],
            Addresses = [DiagnosisStage.Address(2, "eth0", "10.0.0.3", 24)],
            Sysctls = sysctls,
        };
        stage.Hosts[stage.Server] = host with { Host = pod };

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "N304");
        Assert.Equal("net.ipv4.conf.eth0.proxy_arp", finding.Field);
        sysctls["net/ipv4/conf/eth0/forwarding"] = "0";
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        sysctls["net/ipv4/conf/eth0/forwarding"] = "1";
        aside.LinkIndex = 2;
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void N305_a_link_does_not_answer_for_the_virtual_address()
    {
        var stage = new DiagnosisStage();
        stage.Addresses.Add(DiagnosisStage.Address(2, "eth0", "10.0.0.9", 24));
        stage.Sysctls["net/ipv4/conf/eth0/arp_ignore"] = "0\n";
        stage.Sysctls["net/ipv4/conf/all/arp_ignore"] = "1\n";

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "N305");
        Assert.Equal(("net.ipv4.conf.all.arp_ignore", "eth0"), (finding.Field, finding.Values[1]));

        // A program that takes in ARP there may answer in the kernel's stead; one of another link does not.
        foreach ((int link, bool mayAnswer) in ((int, bool)[])[(0, true), (2, true), (3, false)])
        {
            stage.RawSockets = new RawSockets([link], false);
            Assert.Equal(mayAnswer ? [] : ["N305"], DiagnosisStage.Run(stage.Build()).Select(one => one.Id));
        }

        stage.RawSockets = RawSockets.None;
        stage.Incoming = 1;
        stage.Outgoing = 1;
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        stage.Incoming = 0;
        stage.Daemons.Add(new IpvsSyncDaemon { State = IpvsSyncState.Backup });
        Assert.DoesNotContain(DiagnosisStage.Run(stage.Build()), one => one.Id == "N305");
        stage.Daemons.Clear();
        stage.Addresses.Add(DiagnosisStage.Address(2, "eth0", "10.0.0.185", 32));
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    private DiagnosisFacts Answered() => _stage.Build() with { Answers = [new VirtualAddressAnswer(_stage.VirtualAddress, Back, Mac)] };

    private Dictionary<IpvsServiceId, ulong> Later(ulong packets) => new() { [_stage.Service.Id] = packets };
}
