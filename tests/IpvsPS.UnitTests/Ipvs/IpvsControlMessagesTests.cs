using System.Net;
using IpvsPS.Ipvs;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>
/// The requests about counters, timeouts, daemons and version against bytes worked out by hand from
/// include/uapi/linux/ip_vs.h. The family id is 0x1c; each line is a header or an attribute.
/// </summary>
public sealed class IpvsControlMessagesTests
{
    private const ushort Family = 0x1c;

    [Fact]
    public void Reset_everything() =>
        AssertBytes(
            writer => IpvsControlMessages.ResetStatistics(writer, Family, null),
            "14000000 1c00 0100 00000000 00000000",
            "10 01 0000"
        ); // ZERO

    [Fact]
    public void Reset_one_service() =>
        AssertBytes(
            writer => IpvsControlMessages.ResetStatistics(writer, Family, IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv4)),
            "28000000 1c00 0100 00000000 00000000",
            "10 01 0000",
            "1400 0180",
            "0600 0100 0200 0000",
            "0800 0500 07000000"
        );

    [Fact]
    public void Get_the_timeouts() =>
        AssertBytes(
            writer => IpvsControlMessages.GetTimeouts(writer, Family),
            "14000000 1c00 0100 00000000 00000000",
            "0d 01 0000" // GET_CONFIG
        );

    [Fact]
    public void Set_two_timeouts_and_keep_the_third() =>
        AssertBytes(
            writer =>
                IpvsControlMessages.SetTimeouts(
                    writer,
                    Family,
                    new IpvsTimeout { Tcp = TimeSpan.FromMinutes(15), Udp = TimeSpan.FromSeconds(30) }
                ),
            "24000000 1c00 0100 00000000 00000000",
            "0c 01 0000", // SET_CONFIG
            "0800 0400 84030000", // TIMEOUT_TCP 900
            "0800 0600 1e000000"
        ); // TIMEOUT_UDP 30

    [Fact]
    public void Get_the_version() =>
        AssertBytes(
            writer => IpvsControlMessages.GetInfo(writer, Family),
            "14000000 1c00 0100 00000000 00000000",
            "0f 01 0000" // GET_INFO
        );

    [Fact]
    public void List_the_daemons() =>
        AssertBytes(
            writer => IpvsControlMessages.ListSyncDaemons(writer, Family),
            "14000000 1c00 0103 00000000 00000000",
            "0b 01 0000" // GET_DAEMON
        );

    [Fact]
    public void Start_a_daemon_with_the_kernels_defaults() =>
        AssertBytes(
            writer =>
                IpvsControlMessages.StartSyncDaemon(
                    writer,
                    Family,
                    new IpvsSyncDaemon { State = IpvsSyncState.Backup, Interface = "eth0" }
                ),
            "34000000 1c00 0100 00000000 00000000",
            "09 01 0000", // NEW_DAEMON
            "2000 0380", // DAEMON, nested
            "0800 0100 02000000", // STATE backup
            "0900 0200 65746830 00 000000", // MCAST_IFN eth0
            "0800 0300 00000000"
        ); // SYNC_ID 0

    [Fact]
    public void Start_a_daemon_with_every_setting() =>
        AssertBytes(
            writer => IpvsControlMessages.StartSyncDaemon(writer, Family, Daemon("239.1.2.3")),
            "50000000 1c00 0100 00000000 00000000",
            "09 01 0000",
            "3c00 0380",
            "0800 0100 01000000", // STATE master
            "0700 0200 6c6f 00 00", // MCAST_IFN lo
            "0800 0300 07000000",
            "0600 0400 7805 0000", // SYNC_MAXLEN 1400, host order
            "0800 0500 ef010203", // MCAST_GROUP, network order
            "0600 0700 9222 0000", // MCAST_PORT 8850, host order
            "0500 0800 04 000000"
        ); // MCAST_TTL 4

    [Fact]
    public void Start_a_daemon_over_IPv6() =>
        AssertBytes(
            writer => IpvsControlMessages.StartSyncDaemon(writer, Family, Daemon("ff02::81")),
            "5c000000 1c00 0100 00000000 00000000",
            "09 01 0000",
            "4800 0380",
            "0800 0100 01000000",
            "0700 0200 6c6f 00 00",
            "0800 0300 07000000",
            "0600 0400 7805 0000",
            "1400 0600 ff020000000000000000000000000081", // MCAST_GROUP6
            "0600 0700 9222 0000",
            "0500 0800 04 000000"
        );

    [Fact]
    public void Stop_a_daemon_and_ask_for_something_that_is_answered() =>
        AssertBytes(
            writer => IpvsControlMessages.StopSyncDaemon(writer, Family, IpvsSyncState.Master),
            "20000000 1c00 0100 00000000 00000000",
            "0a 01 0000", // DEL_DAEMON
            "0c00 0380",
            "0800 0100 01000000",
            "14000000 1c00 0100 00000000 00000000",
            "0c 01 0000"
        ); // SET_CONFIG of nothing

    private static IpvsSyncDaemon Daemon(string group) =>
        new()
        {
            State = IpvsSyncState.Master,
            Interface = "lo",
            SyncId = 7,
            MaxLength = 1400,
            MulticastGroup = IPAddress.Parse(group),
            MulticastPort = 8850,
            MulticastTtl = 4,
        };
}
