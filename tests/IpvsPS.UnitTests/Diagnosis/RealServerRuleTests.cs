using System.Net;
using IpvsPS.Diagnosis;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about real servers, as the director sees them.</summary>
public sealed class RealServerRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Theory]
    [InlineData(Errno.ENETUNREACH)]
    [InlineData(Errno.EINVAL)]
    public void R201_no_route_leads_there(Errno refusal)
    {
        _stage.Ways[_stage.Server] = new Way(null, refusal);

        Assert.Equal(refusal.ToString(), DiagnosisStage.Only(_stage.Build(), "R201").Values[0]);
    }

    [Fact]
    public void R201_an_unreachable_route_of_IPv6()
    {
        var stage = new DiagnosisStage(family: AddressFamily.IPv6);
        stage.Ways[stage.Server] = new Way(new NetLinkRoute { Type = NetLinkRouteType.Unreachable }, Errno.None);

        DiagnosisStage.Only(stage.Build(), "R201");
    }

    [Theory]
    [InlineData("172.17.0.3", null, false)]
    [InlineData("172.17.0.254", "172.17.0.254", true)]
    public void R202_the_next_hop_has_not_answered(string neighbour, string? gateway, bool isRouter)
    {
        _stage.Neighbors.Add(
            new NetLinkNeighbor
            {
                Address = IPAddress.Parse(neighbour),
                LinkIndex = 3,
                State = NetLinkNeighborState.Failed,
            }
        );
        _stage.Ways[_stage.Server].Route!.Gateway = gateway is null ? null : IPAddress.Parse(gateway);

        Assert.Equal(isRouter, DiagnosisStage.Only(_stage.Build(), "R202").Values[1]);
    }

    /// <summary>A host that is up again has answered the probe; the listing from before it still says that it did not.</summary>
    [Fact]
    public void R202_not_where_the_probe_has_been_answered()
    {
        _stage.Neighbors.Add(Server(NetLinkNeighborState.Failed));
        DiagnosisFacts facts = _stage.Build() with { NeighborsLater = [Server(NetLinkNeighborState.Reachable)] };

        Assert.Empty(DiagnosisStage.Run(facts));

        NetLinkNeighbor Server(NetLinkNeighborState state) =>
            new()
            {
                Address = _stage.Server.ToIPAddress(),
                LinkIndex = 3,
                State = state,
            };
    }

    [Fact]
    public void R203_a_server_of_direct_routing_is_behind_a_router()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Ways[stage.Server].Route!.Gateway = IPAddress.Parse("172.17.0.254");

        DiagnosisStage.Only(stage.Build(), "R203");
    }

    [Fact]
    public void R205_the_client_that_is_asked_about_is_beside_the_server()
    {
        DiagnosisFacts facts = _stage.Build() with { Client = _stage.Neighbour };

        List<DiagnosisFinding> found = DiagnosisStage.Run(facts);
        Assert.Equal(["R205", "R205"], found.Select(one => one.Id));
        Assert.Null(found[0].Confidence);
    }

    [Fact]
    public void R205_a_client_whose_connections_hang_is_beside_the_server()
    {
        _stage.Connect("SYN_RECV", from: _stage.Neighbour);

        Assert.Equal(IpvsFindingConfidence.Likely, DiagnosisStage.Only(_stage.Build(), "R205").Confidence);
        _stage.Connect("ESTABLISHED", from: _stage.Neighbour);
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void R205_not_where_the_source_is_translated_and_tracked()
    {
        _stage.Sysctls["net/ipv4/vs/conntrack"] = "1\n";
        _stage.Filter.AddRange(IptablesRuleset.Read(FilterTests.MasqueradeAll, "ip", isLegacy: true));

        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { Client = _stage.Neighbour }));
    }

    [Fact]
    public void R206_client_and_server_are_on_a_bridge()
    {
        _stage.Link("eth1").Kind = "bridge";
        _stage.Connect("SYN_RECV", from: _stage.Neighbour);

        Assert.Equal("net.bridge.bridge-nf-call-iptables", DiagnosisStage.Only(_stage.Build(), "R206").Field);
        _stage.Sysctls["net/bridge/bridge-nf-call-iptables"] = "0\n";
        DiagnosisStage.Only(_stage.Build(), "R206");
        _stage.Sysctls["net/bridge/bridge-nf-call-iptables"] = "1\n";
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void R207_a_server_is_its_own_client()
    {
        _stage.Connect("SYN_RECV", from: _stage.Server);

        DiagnosisStage.Only(_stage.Build(), "R207");
    }

    [Fact]
    public void R213_a_tunnel_makes_packets_too_long()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Tunnel);

        Assert.Equal([1500, 1500, 20], DiagnosisCatalog.Find("R213")!.Find(stage.Build()).First().Values);
        stage.Link("eth1").Mtu = 1520;
        Assert.Empty(DiagnosisCatalog.Find("R213")!.Find(stage.Build()));
    }

    [Theory]
    [InlineData(Errno.ECONNREFUSED)]
    [InlineData(Errno.ETIMEDOUT)]
    public void R216_a_server_takes_no_connection(Errno error)
    {
        DiagnosisFacts facts = _stage.Build() with
        {
            Probes = new Dictionary<InetEndpoint, Errno>
            {
                [new(_stage.Server.ToIPAddress(), 80)] = error,
                [new(_stage.Other.ToIPAddress(), 80)] = Errno.None,
            },
        };

        DiagnosisStage.Only(facts, "R216");
    }

    [Theory]
    [InlineData(IpvsForwardingMethod.Masquerade, "TCP 172.17.0.1:80")]
    [InlineData(IpvsForwardingMethod.DirectRoute, "TCP 10.0.0.185:80")]
    public void R214_the_director_is_a_real_server_and_nothing_listens(IpvsForwardingMethod method, string where)
    {
        var stage = new DiagnosisStage(method);
        stage.RealServers[1].Address = DiagnosisStage.Parse("172.17.0.1");

        Assert.Equal([where], DiagnosisStage.Only(stage.Build(), "R214").Values);
        stage.Listeners.Add(new Listener(IpvsProtocol.Tcp, InetAddress.Zero(AddressFamily.IPv6), 80));
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void R218_a_connection_through_the_service_fails()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        DiagnosisFacts Ended(IpvsPS.Health.ProbeOutcome outcome) =>
            stage.Build() with
            {
                DataPaths = new Dictionary<RealServerId, IpvsPS.Health.ProbeOutcome> { [stage.Key] = outcome },
            };

        DiagnosisStage.Only(Ended(IpvsPS.Health.ProbeOutcome.TimedOutConnecting), "R218");
        Assert.Empty(DiagnosisStage.Run(Ended(IpvsPS.Health.ProbeOutcome.Passed)));
        Assert.Empty(DiagnosisStage.Run(Ended(IpvsPS.Health.ProbeOutcome.NotMade)));
    }
}
