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
}
