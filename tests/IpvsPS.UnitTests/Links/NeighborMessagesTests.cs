using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Links;

/// <summary>Neighbours, the question for a route and the announcements, against bytes worked out by hand from the headers and
/// RFCs.</summary>
public sealed class NeighborMessagesTests
{
    private static readonly byte[] Mac = Convert.FromHexString("02000000000a");

    [Fact]
    public void List_the_neighbours_of_a_link() =>
        AssertBytes(
            writer => NeighborMessages.List(writer, 9),
            "24000000 1e00 0103 00000000 00000000", // RTM_GETNEIGH, request and dump
            "00 00 0000 00000000 0000 00 00", // ndmsg: all zero, as strict checking wants
            "0800 0800 09000000"
        ); // NDA_IFINDEX

    [Fact]
    public void A_router_that_has_answered()
    {
        NetLinkNeighbor neighbor = Read(
            "0a 00 0000 09000000 0200 80 01", // AF_INET6, link 9, NUD_REACHABLE, NTF_ROUTER
            "1400 0100 fe800000000000000000000000000001",
            "0a00 0200 02000000000a 0000",
            "0800 0400 02000000", // NDA_PROBES
            "1400 0300 64000000 c8000000 2c010000 01000000"
        )!; // 1, 2 and 3 seconds ago
        Assert.Equal(("fe80::1", 9, "02:00:00:00:00:0a"), (neighbor.Address.ToString(), neighbor.LinkIndex, neighbor.MacAddress));
        Assert.Equal((NetLinkNeighborState.Reachable, true, 2), (neighbor.State, neighbor.IsRouter, neighbor.ProbeCount));
        Assert.Equal((1, 2, 3), (neighbor.Confirmed.TotalSeconds, neighbor.Used.TotalSeconds, neighbor.Updated.TotalSeconds));
    }

    [Fact]
    public void One_that_has_not_answered_has_no_hardware_address()
    {
        NetLinkNeighbor neighbor = Read("02 00 0000 09000000 2000 00 01", "0800 0100 0a000001")!;
        Assert.Equal((NetLinkNeighborState.Failed, null), (neighbor.State, neighbor.MacAddress));
        Assert.Null(Read("07 00 0000 09000000 2000 00 00", "0a00 0200 02000000000a 0000")); // a bridge's
    }

    [Theory]
    [InlineData("02 00 0000 09000000 2000 00 01")]
    [InlineData("02 00 0000 09000000 2000 00 01 0600 0100 0a00 0000")]
    [InlineData("02 00 0000 09000000 2000 00 01 0800 0100 0a000001 0800 0300 64000000")]
    public void An_answer_that_is_cut_short_is_refused(string bytes) => Assert.Throws<NetlinkFormatException>(() => Read(bytes));

    [Fact]
    public void Ask_for_the_route_of_a_marked_packet() =>
        AssertBytes(
            writer =>
                RouteMessages.Find(
                    writer,
                    new RouteQuery(IPAddress.Parse("10.1.0.1"))
                    {
                        Source = IPAddress.Parse("10.0.0.1"),
                        Mark = 7,
                        LinkIndex = 9,
                        InputLinkIndex = 8,
                        Tos = 16,
                    }
                ),
            "44000000 1a00 0100 00000000 00000000", // RTM_GETROUTE
            "02 20 20 10 00 00 00 00 00100000", // RTM_F_LOOKUP_TABLE
            "0800 0100 0a010001",
            "0800 0200 0a000001",
            "0800 0300 08000000", // RTA_IIF
            "0800 0400 09000000",
            "0800 1000 07000000"
        ); // RTA_MARK

    [Fact]
    public void IPv6_is_not_asked_for_the_table_which_it_names_anyway() =>
        AssertBytes(
            writer => RouteMessages.Find(writer, new RouteQuery(IPAddress.Parse("2001:db8::1"))),
            "30000000 1a00 0100 00000000 00000000", // RTM_GETROUTE
            "0a 80 00 00 00 00 00 00 00000000",
            "1400 0100 20010db8 00000000 00000000 00000001"
        );

    [Fact]
    public void Gratuitous_ARP_is_a_request_for_the_senders_own_address() =>
        Assert.Equal(
            "00010800060400010200" + "0000000a0a0000b9" + "000000000000" + "0a0000b9",
            Convert.ToHexStringLower(AnnouncementPackets.MakeArp(Mac, IPAddress.Parse("10.0.0.185"), IPAddress.Parse("10.0.0.185")))
        );

    [Fact]
    public void A_neighbour_advertisement_overrides_and_carries_its_checksum()
    {
        string packet = Convert.ToHexStringLower(
            AnnouncementPackets.MakeAdvertisement(Mac, IPAddress.Parse("2001:db8::b9"), isRouter: false)
        );
        Assert.Equal("6000000000203aff" + "20010db80000000000000000000000b9" + "ff020000000000000000000000000001", packet[..80]);
        Assert.Equal("8800", packet[80..84]);
        Assert.Equal("20000000" + "20010db80000000000000000000000b9" + "0201" + "02000000000a", packet[88..]);
        Assert.Equal(0xffff, Sum(packet));
        Assert.StartsWith(
            "a0",
            Convert.ToHexStringLower(AnnouncementPackets.MakeAdvertisement(Mac, IPAddress.Parse("fe80::1"), isRouter: true))[88..],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("via 10.0.0.1 dev eth0 weight 3")]
    [InlineData("dev eth0 weight 1")]
    public void A_way_reads_its_own_text(string text) => Assert.Equal(text, NetLinkNextHop.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("weight 3")]
    [InlineData("via nowhere")]
    [InlineData("via 10.0.0.1 weight 0")]
    [InlineData("via 10.0.0.1 onlink")]
    public void Other_texts_are_no_way(string text) => Assert.Throws<FormatException>(() => NetLinkNextHop.Parse(text));

    /// <summary>The ones' complement sum over the pseudo header and the message, which is all ones where the checksum is right.</summary>
    private static int Sum(string packet)
    {
        int sum = 32 + 58;
        for (int i = 16; i < packet.Length; i += 4)
        {
            sum += Convert.ToInt32(packet[i..(i + 4)], 16);
        }

        return (sum & 0xffff) + (sum >> 16);
    }

    private static NetLinkNeighbor? Read(params string[] lines)
    {
        byte[] payload = Convert.FromHexString(string.Concat(lines).Replace(" ", string.Empty));
        byte[] header = new byte[16];
        BitConverter.TryWriteBytes(header, 16 + payload.Length);
        BitConverter.TryWriteBytes(header.AsSpan(4), RouteMessageType.NewNeighbor);
        return NeighborMessages.Read(new NetlinkMessage(header.Concat(payload).ToArray()));
    }
}
