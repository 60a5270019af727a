using System.Net;
using IpvsPS.Configuration;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>What the sync daemons of one director want of those of another.</summary>
public sealed class SyncDaemonPairTests
{
    [Fact]
    public void Each_wants_one_of_the_other_role_with_its_own_id()
    {
        List<IpvsSyncDaemon> wanted = SyncDaemonPair.Counterparts([Daemon(IpvsSyncState.Master, 1), Daemon(IpvsSyncState.Backup, 2)], []);
        Assert.Equal(["Backup on eth0, sync id 1", "Master on eth0, sync id 2"], wanted.Select(daemon => daemon.ToString()));
        Assert.All(wanted, daemon => Assert.Equal((1400, 8848, 1), (daemon.MaxLength, daemon.MulticastPort, daemon.MulticastTtl)));
    }

    [Fact]
    public void The_link_and_the_time_to_live_are_each_directors_own()
    {
        IpvsSyncDaemon own = Daemon(IpvsSyncState.Backup, 1, link: "lan", ttl: 7);
        IpvsSyncDaemon wanted = Assert.Single(SyncDaemonPair.Counterparts([Daemon(IpvsSyncState.Master, 1)], [own]));
        Assert.Equal(("lan", 1, 7), (wanted.Interface, wanted.SyncId, wanted.MulticastTtl));
    }

    [Theory]
    [InlineData(IpvsSyncState.Master, 1, 2, 1)]
    [InlineData(IpvsSyncState.Master, 1, 0, 0)]
    [InlineData(IpvsSyncState.Backup, 2, 3, 2)]
    [InlineData(IpvsSyncState.Backup, 0, 3, 3)]
    public void A_backup_of_id_0_takes_in_every_id(IpvsSyncState state, int id, int present, int wanted)
    {
        IpvsSyncDaemon own = Daemon(state == IpvsSyncState.Master ? IpvsSyncState.Backup : IpvsSyncState.Master, present);
        Assert.Equal(wanted, Assert.Single(SyncDaemonPair.Counterparts([Daemon(state, id)], [own])).SyncId);
    }

    [Theory]
    [InlineData(IpvsSyncState.Master, 1400, 1200, 1400)]
    [InlineData(IpvsSyncState.Master, 1400, 1500, 1500)]
    [InlineData(IpvsSyncState.Backup, 1400, 1500, 1400)]
    [InlineData(IpvsSyncState.Backup, 1400, 1200, 1200)]
    public void A_backup_takes_messages_that_are_as_long_as_its_own(IpvsSyncState state, int length, int present, int wanted)
    {
        IpvsSyncDaemon own = Daemon(state == IpvsSyncState.Master ? IpvsSyncState.Backup : IpvsSyncState.Master, 1, length: present);
        Assert.Equal(wanted, Assert.Single(SyncDaemonPair.Counterparts([Daemon(state, 1, length: length)], [own])).MaxLength);
    }

    [Fact]
    public void Group_and_port_are_those_of_the_other()
    {
        IpvsSyncDaemon other = Daemon(IpvsSyncState.Master, 1);
        other.MulticastGroup = IPAddress.Parse("224.0.0.99");
        other.MulticastPort = 9000;
        IpvsSyncDaemon wanted = Assert.Single(SyncDaemonPair.Counterparts([other], [Daemon(IpvsSyncState.Backup, 1)]));
        Assert.Equal(("224.0.0.99", 9000), (wanted.MulticastGroup!.ToString(), wanted.MulticastPort));
    }

    private static IpvsSyncDaemon Daemon(IpvsSyncState state, int id, string link = "eth0", int length = 1400, int ttl = 1) =>
        new()
        {
            State = state,
            Interface = link,
            SyncId = id,
            MaxLength = length,
            MulticastGroup = IPAddress.Parse("224.0.0.81"),
            MulticastPort = 8848,
            MulticastTtl = ttl,
        };
}
