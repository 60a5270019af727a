using System.Net;
using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about a pair of directors.</summary>
public sealed class SyncRuleTests
{
    private readonly DiagnosisStage _stage = new();

    public SyncRuleTests() => _stage.Daemons.Add(Daemon(IpvsSyncState.Master));

    [Fact]
    public void A_pair_that_fits_gives_nothing() =>
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { Peer = Peer(Daemon(IpvsSyncState.Backup)) }));

    [Fact]
    public void D008_a_backup_that_is_a_real_server_schedules_again()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Listeners.Add(new Listener(IpvsProtocol.Tcp, stage.VirtualAddress, 80));
        stage.Daemons.Add(Daemon(IpvsSyncState.Backup));
        stage.Routes.Add(DiagnosisStage.Local("172.17.0.3"));
        stage.Ways.Remove(stage.Server);

        DiagnosisStage.Only(stage.Build(), "D008");
        stage.Sysctls["net/ipv4/vs/backup_only"] = "1\n";
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void Y401_nobody_takes_in_what_is_sent() =>
        DiagnosisStage.Only(_stage.Build() with { Peer = Peer(Daemon(IpvsSyncState.Master)) }, "Y401");

    [Fact]
    public void Y402_the_ids_differ()
    {
        IpvsSyncDaemon backup = Daemon(IpvsSyncState.Backup);
        backup.SyncId = 2;

        Assert.Equal("SyncId", DiagnosisStage.Only(_stage.Build() with { Peer = Peer(backup) }, "Y402").Field);
        backup.SyncId = 0;
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { Peer = Peer(backup) }));
        backup.MulticastPort = 8849;
        Assert.Equal("MulticastPort", DiagnosisStage.Only(_stage.Build() with { Peer = Peer(backup) }, "Y402").Field);
    }

    [Fact]
    public void Y403_the_link_has_no_address_to_send_from()
    {
        (_stage.Daemons[0].MulticastGroup, _stage.Daemons[0].MaxLength) = (IPAddress.Parse("ff02::81"), 1452);

        Assert.Equal(["Master", "IPv6"], DiagnosisStage.Only(_stage.Build(), "Y403").Values);
    }

    [Fact]
    public void Y404_messages_are_longer_than_the_link_carries()
    {
        _stage.Link("eth0").Mtu = 1400;

        Assert.Equal([1472, 1372, "eth0"], DiagnosisStage.Only(_stage.Build(), "Y404").Values);
    }

    [Fact]
    public void Y406_the_tables_differ()
    {
        PeerFacts peer = Peer(Daemon(IpvsSyncState.Backup)) with { Services = new HashSet<IpvsServiceId>() };

        Assert.Equal([1, 0, "TCP 10.0.0.185:80"], DiagnosisStage.Only(_stage.Build() with { Peer = peer }, "Y406").Values);
        peer = peer with
        {
            Services = null,
            RealServers = new HashSet<RealServerId> { _stage.Key },
        };
        Assert.Equal([1, 0, "172.17.0.4:80 of TCP 10.0.0.185:80"], DiagnosisStage.Only(_stage.Build() with { Peer = peer }, "Y406").Values);
    }

    private static PeerFacts Peer(IpvsSyncDaemon daemon) => new([daemon], null, null);

    private static IpvsSyncDaemon Daemon(IpvsSyncState state) =>
        new()
        {
            State = state,
            Interface = "eth0",
            SyncId = 1,
            MaxLength = 1472,
            MulticastGroup = IPAddress.Parse("224.0.0.81"),
            MulticastPort = 8848,
        };

    [Fact]
    public void S111_real_servers_of_another_family_and_a_pair_of_daemons()
    {
        DiagnosisStage stage = new(IpvsForwardingMethod.Tunnel);
        stage.RealServers[0].Address = DiagnosisStage.Parse("fd00:17::3");
        stage.Ways[stage.RealServers[0].Address] = stage.Ways[stage.Other];
        DiagnosisFacts facts = stage.Build();
        Assert.Empty(DiagnosisStage.Run(facts));

        var peer = new PeerFacts([new IpvsSyncDaemon { State = IpvsSyncState.Master, Interface = "eth1" }], null, null);
        Assert.Equal(["Master"], DiagnosisStage.Only(facts with { Peer = peer }, "S111").Values);
    }

    [Fact]
    public void Y405_connections_of_fewer_packets_are_not_synced()
    {
        var stage = new DiagnosisStage();
        DiagnosisRule rule = DiagnosisCatalog.Find("Y405")!;
        Assert.Empty(rule.Find(stage.Build()));
        stage.Daemons.Add(new IpvsSyncDaemon { State = IpvsSyncState.Master, Interface = "eth1" });

        Assert.Equal([3, "50"], Assert.Single(rule.Find(stage.Build())).Values);
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        stage.Sysctls["net/ipv4/vs/sync_threshold"] = "1\t50\n";
        Assert.Empty(rule.Find(stage.Build()));
    }

    [Fact]
    public void Y407_the_other_director_knows_what_this_master_does_not()
    {
        var stage = new DiagnosisStage();
        stage.Daemons.Add(new IpvsSyncDaemon { State = IpvsSyncState.Master, Interface = "eth1" });
        stage.Connect("ESTABLISHED", 4);
        var there = new IpvsSyncDaemon { State = IpvsSyncState.Backup, Interface = "eth1" };
        DiagnosisFacts With(int connections) =>
            stage.Build() with
            {
                Peer = new PeerFacts([there], null, null) { Connections = connections },
            };

        Assert.Equal([4L, 20], DiagnosisStage.Only(With(20), "Y407").Values);
        Assert.Empty(DiagnosisStage.Run(With(8)));
    }
}
