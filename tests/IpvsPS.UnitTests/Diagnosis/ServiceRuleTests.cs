using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about services and their pools.</summary>
public sealed class ServiceRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Fact]
    public void S101_no_real_servers()
    {
        _stage.RealServers = [];

        DiagnosisStage.Only(_stage.Build(), "S101");
    }

    [Fact]
    public void S102_every_weight_is_0()
    {
        _stage.RealServers[0].Weight = _stage.RealServers[1].Weight = 0;

        Assert.Equal([2], DiagnosisStage.Only(_stage.Build(), "S102").Values);
    }

    [Fact]
    public void S103_every_server_is_over_its_threshold()
    {
        (_stage.RealServers[0].UpperThreshold, _stage.RealServers[0].ActiveConnections) = (10, 6);
        _stage.RealServers[0].InactiveConnections = 4;
        _stage.RealServers[1].Weight = 0;

        DiagnosisStage.Only(_stage.Build(), "S103");
        _stage.RealServers[0].ActiveConnections = 5;
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Theory]
    [InlineData(IpvsForwardingMethod.DirectRoute)]
    [InlineData(IpvsForwardingMethod.Tunnel)]
    public void S104_the_servers_port_is_another(IpvsForwardingMethod method)
    {
        var stage = new DiagnosisStage(method);
        stage.RealServers[0].Port = 8080;

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "S104");
        Assert.Equal([8080, 80], finding.Values);
        Assert.Equal("172.17.0.3:8080", $"{finding.RealServer}");
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("mh")]
    public void S105_a_hash_leads_to_a_server_of_weight_0(string scheduler)
    {
        var stage = new DiagnosisStage(scheduler: scheduler);
        stage.RealServers[0].Weight = 0;

        DiagnosisStage.Only(stage.Build(), "S105");
        stage.Service.SchedulerFlag = [$"{scheduler}-fallback"];
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void S106_sh_has_256_places()
    {
        var stage = new DiagnosisStage(scheduler: "sh");
        (stage.RealServers[0].Weight, stage.RealServers[1].Weight) = (200, 57);

        Assert.Equal([257L, 256, 2L], DiagnosisStage.Only(stage.Build(), "S106").Values);
    }

    [Fact]
    public void S109_port_0_needs_persistence()
    {
        _stage.Service = new IpvsService(IpvsServiceId.ForAddress(_stage.VirtualAddress, 0, IpvsProtocol.Tcp));

        DiagnosisStage.Only(_stage.Build(), "S109");
        _stage.Service.PersistenceTimeout = TimeSpan.FromMinutes(5);
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void S110_one_packet_is_for_UDP()
    {
        _stage.Service.OnePacket = true;

        DiagnosisStage.Only(_stage.Build(), "S110");
    }

    [Fact]
    public void D021_a_program_listens_on_the_services_port()
    {
        _stage.Listeners.Add(new Listener(IpvsProtocol.Tcp, _stage.VirtualAddress, 80));

        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        Assert.Single(DiagnosisCatalog.Find("D021")!.Find(_stage.Build()));
    }

    [Fact]
    public void S112_nobody_finishes_a_handshake()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Connect("SYN_RECV", 4);

        Assert.Equal([4], DiagnosisStage.Only(stage.Build(), "S112").Values);
        stage.Connect("ESTABLISHED");
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void S112_not_while_the_last_packet_is_fresh()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        var count = new ConnectionCount();
        count.Add(
            new IpvsConnection(stage.Service.Id) { State = "SYN_RECV", ExpiresIn = TimeSpan.FromSeconds(59) },
            TimeSpan.FromMinutes(1)
        );
        stage.Connections[stage.Key] = count;

        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void S113_no_answer_comes_back()
    {
        _stage.Connect("SYN_RECV");
        _stage.Incoming = 3;

        DiagnosisStage.Only(_stage.Build(), "S113");
        _stage.Outgoing = 1;
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void S115_an_old_flow_holds_on_to_a_server_of_weight_0()
    {
        _stage.Service = new IpvsService(IpvsServiceId.ForAddress(_stage.VirtualAddress, 80, IpvsProtocol.Udp));
        _stage.RealServers[0].Weight = 0;
        _stage.Connect("UDP", 2);

        DiagnosisStage.Only(_stage.Build(), "S115");
    }
}
