using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>The replies with counters, timeouts, daemons and version, from bytes worked out by hand.</summary>
public sealed class IpvsControlRepliesTests
{
    private const string Identity =
        "0600 0100 0200 0000 0600 0200 0600 0000 1400 0300 0a0000b9 000000000000000000000000 0600 0400 0050 0000";

    /// <summary>The 32-bit counters, with the bytes in 64 bits: 8 of 8 bytes, 2 of 12, and the header.</summary>
    private const string Narrow =
        "5c00 {0}"
        + "0800 0100 01000000 0800 0200 02000000 0800 0300 03000000 0c00 0400 0400000001000000 0c00 0500 0500000000000000"
        + "0800 0600 06000000 0800 0700 07000000 0800 0800 08000000 0800 0900 09000000 0800 0a00 0a000000";

    /// <summary>The 64-bit counters, with a PAD before one of them.</summary>
    private const string Wide =
        "8000 {0}"
        + "0c00 0100 0100000002000000 0c00 0200 0200000002000000 0400 0b00 0c00 0300 0300000002000000"
        + "0c00 0400 0400000002000000 0c00 0500 0500000002000000 0c00 0600 0600000002000000"
        + "0c00 0700 0700000002000000 0c00 0800 0800000002000000 0c00 0900 0900000002000000 0c00 0a00 0a00000002000000";

    private const ulong High = 2UL << 32;

    [Fact]
    public void The_64_bit_counters_of_a_service_win()
    {
        IpvsStatistic statistic = IpvsStatisticReplies.Service(
            Nested("01 01 0000", "0180", Identity, string.Format(Narrow, "0a80"), string.Format(Wide, "0c80"))
        )!;
        Assert.Equal("TCP 10.0.0.185:80", statistic.Service);
        Assert.Equal(
            [High + 1, High + 2, High + 3, High + 4, High + 5, High + 6, High + 7, High + 8, High + 9, High + 10],
            Counters(statistic)
        );
        Assert.Null(statistic.Address);
        Assert.Null(statistic.Port);
    }

    [Fact]
    public void The_32_bit_counters_serve_where_there_are_no_others()
    {
        IpvsStatistic statistic = IpvsStatisticReplies.Service(Nested("01 01 0000", "0180", Identity, string.Format(Narrow, "0a80")))!;
        Assert.Equal([1, 2, 3, (1UL << 32) + 4, 5, 6, 7, 8, 9, 10], Counters(statistic));
    }

    [Fact]
    public void The_counters_of_a_real_server()
    {
        IpvsServiceId service = IpvsServiceId.ForAddress(InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.185")), 80, IpvsProtocol.Tcp);
        IpvsStatistic statistic = IpvsStatisticReplies.RealServer(
            Nested(
                "05 01 0000",
                "0280",
                "1400 0100 ac110003 000000000000000000000000 0600 0200 1f90 0000 0600 0b00 0200 0000",
                string.Format(Wide, "0c80")
            ),
            service
        )!;
        Assert.Equal("TCP 10.0.0.185:80 -> 172.17.0.3:8080", statistic.ToString());
        Assert.Equal(High + 4, statistic.IncomingBytes);
    }

    [Fact]
    public void The_timeouts()
    {
        IpvsTimeout timeouts = IpvsControlReplies.Timeouts(
            Message("0c 01 0000", "0800 0400 84030000", "0800 0500 78000000", "0800 0600 2c010000")
        );
        Assert.Equal("tcp 900, tcpfin 120, udp 300", timeouts.ToString());
    }

    [Fact]
    public void The_version()
    {
        IpvsInfo info = IpvsControlReplies.Info(Message("0e 01 0000", "0800 0100 01020100", "0800 0200 00100000"));
        Assert.Equal((new Version(1, 2, 1), 4096), (info.Version, info.ConnectionTableSize));
    }

    [Fact]
    public void A_daemon()
    {
        IpvsSyncDaemon daemon = IpvsControlReplies.SyncDaemon(
            Nested(
                "09 01 0000",
                "0380",
                "0800 0100 01000000 0900 0200 65746830 00 000000 0800 0300 07000000 0600 0400 c005 0000",
                "0600 0700 9022 0000 0500 0800 01 000000 0800 0500 e0000051"
            )
        )!;
        Assert.Equal(
            (IpvsSyncState.Master, "eth0", 7, 1472, 8848, 1),
            (daemon.State, daemon.Interface, daemon.SyncId, daemon.MaxLength, daemon.MulticastPort, daemon.MulticastTtl)
        );
        Assert.Equal(IPAddress.Parse("224.0.0.81"), daemon.MulticastGroup);
    }

    [Fact]
    public void A_daemon_over_IPv6()
    {
        IpvsSyncDaemon daemon = IpvsControlReplies.SyncDaemon(
            Nested(
                "09 01 0000",
                "0380",
                "0800 0100 02000000 0700 0200 6c6f 00 00 0800 0300 00000000 1400 0600 ff020000000000000000000000000081"
            )
        )!;
        Assert.Equal((IpvsSyncState.Backup, "lo", IPAddress.Parse("ff02::81")), (daemon.State, daemon.Interface, daemon.MulticastGroup));
    }

    private static ulong[] Counters(IpvsStatistic s) =>
        [
            s.Connections,
            s.IncomingPackets,
            s.OutgoingPackets,
            s.IncomingBytes,
            s.OutgoingBytes,
            s.ConnectionsPerSecond,
            s.IncomingPacketsPerSecond,
            s.OutgoingPacketsPerSecond,
            s.IncomingBytesPerSecond,
            s.OutgoingBytesPerSecond,
        ];

    private static NetlinkMessage Nested(string header, string type, params string[] attributes)
    {
        string content = string.Concat(attributes).Replace(" ", string.Empty);
        int length = 4 + (content.Length / 2);
        return Message(header, $"{length & 0xff:x2}{length >> 8:x2}{type}", content);
    }

    private static NetlinkMessage Message(params string[] lines)
    {
        string payload = string.Concat(lines).Replace(" ", string.Empty);
        byte[] bytes = Convert.FromHexString(new string('0', 32) + payload);
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        return new NetlinkMessage(bytes);
    }
}
