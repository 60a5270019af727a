using System.Net;
using IpvsPS.Links;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Links;

/// <summary>
/// Every rtnetlink request about links against bytes worked out by hand from include/uapi/linux/rtnetlink.h and
/// if_link.h. Each line is a header or an attribute.
/// </summary>
public sealed class LinkMessagesTests
{
    [Fact]
    public void List_links() =>
        AssertBytes(
            writer => LinkMessages.ListLinks(writer, withCounters: false),
            "28000000 1200 0103 00000000 00000000", // nlmsghdr: 40 bytes, RTM_GETLINK, request and dump
            "00 00 0000 00000000 00000000 00000000", // ifinfomsg: all zero, as strict checking wants
            "0800 1d00 08000000"
        ); // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS

    [Fact]
    public void Get_a_link_by_name() =>
        AssertBytes(
            writer => LinkMessages.GetLink(writer, "dummy0"),
            "34000000 1200 0100 00000000 00000000",
            "00 00 0000 00000000 00000000 00000000",
            "0b00 0300 64756d6d793000 00", // IFLA_IFNAME
            "0800 1d00 08000000"
        );

    [Fact]
    public void Get_a_link_by_index() =>
        AssertBytes(
            writer => LinkMessages.GetLink(writer, 9),
            "28000000 1200 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 00000000",
            "0800 1d00 08000000"
        );

    [Fact]
    public void Create_a_dummy_link_that_is_up() =>
        AssertBytes(
            writer => LinkMessages.CreateLink(writer, new LinkSpec("dummy0", "dummy") { State = NetLinkState.Up }),
            "3c000000 1000 0106 00000000 00000000", // RTM_NEWLINK, request, create, exclusive
            "00 00 0000 00000000 01000000 01000000", // flags IFF_UP, change IFF_UP
            "0b00 0300 64756d6d793000 00",
            "1000 1280", // IFLA_LINKINFO, nested
            "0a00 0100 64756d6d7900 0000"
        ); // IFLA_INFO_KIND

    [Fact]
    public void Create_a_dummy_link_that_is_down_with_an_MTU() =>
        AssertBytes(
            writer => LinkMessages.CreateLink(writer, new LinkSpec("d1", "dummy") { Mtu = 1400 }),
            "40000000 1000 0106 00000000 00000000",
            "00 00 0000 00000000 00000000 00000000",
            "0700 0300 643100 00",
            "0800 0400 78050000", // IFLA_MTU
            "1000 1280",
            "0a00 0100 64756d6d7900 0000"
        );

    [Fact]
    public void List_links_with_their_counters() =>
        AssertBytes(
            writer => LinkMessages.ListLinks(writer, withCounters: true),
            "28000000 1200 0103 00000000 00000000",
            "00 00 0000 00000000 00000000 00000000",
            "0800 1d00 00000000"
        ); // IFLA_EXT_MASK nothing

    [Fact]
    public void Create_a_veth_pair_into_another_namespace() =>
        AssertBytes(
            writer => LinkMessages.CreateLink(writer, new LinkSpec("v1", "veth") { Mtu = 1400, Detail = new VethPeer("eth0", 77) }),
            "74000000 1000 0106 00000000 00000000",
            "00 00 0000 00000000 00000000 00000000",
            "0700 0300 763100 00",
            "0800 0400 78050000",
            "4400 1280", // IFLA_LINKINFO
            "0900 0100 7665746800 000000", // IFLA_INFO_KIND veth
            "3400 0280", // IFLA_INFO_DATA
            "3000 0180", // VETH_INFO_PEER
            "00 00 0000 00000000 00000000 00000000", // the peer's own ifinfomsg
            "0900 0300 6574683000 000000",
            "0800 0400 78050000",
            "0800 1c00 4d000000"
        ); // IFLA_NET_NS_FD

    [Fact]
    public void Create_an_ipip_tunnel() =>
        AssertBytes(
            writer =>
                LinkMessages.CreateLink(
                    writer,
                    new LinkSpec("t1", "ipip")
                    {
                        State = NetLinkState.Up,
                        Detail = new TunnelEnds(NetTunnelKind.Ipip)
                        {
                            Local = IPAddress.Parse("10.0.0.1"),
                            Remote = IPAddress.Parse("10.0.0.2"),
                            Ttl = 64,
                            DeviceIndex = 3,
                        },
                    }
                ),
            "6c000000 1000 0106 00000000 00000000",
            "00 00 0000 00000000 01000000 01000000",
            "0700 0300 743100 00",
            "4400 1280",
            "0900 0100 6970697000 000000",
            "3400 0280",
            "0500 0900 00 000000", // IFLA_IPTUN_PROTO: whatever the kind carries
            "0800 0200 0a000001", // IFLA_IPTUN_LOCAL
            "0800 0300 0a000002", // IFLA_IPTUN_REMOTE
            "0500 0400 40 000000", // IFLA_IPTUN_TTL
            "0500 0a00 01 000000", // IFLA_IPTUN_PMTUDISC
            "0800 0100 03000000"
        ); // IFLA_IPTUN_LINK

    [Fact]
    public void Create_a_gre_tunnel_with_a_key_over_IPv6() =>
        AssertBytes(
            writer =>
                LinkMessages.CreateLink(
                    writer,
                    new LinkSpec("t1", "ip6gre")
                    {
                        Detail = new TunnelEnds(NetTunnelKind.Ip6gre) { Remote = IPAddress.Parse("2001:db8::2"), Key = 7 },
                    }
                ),
            "80000000 1000 0106 00000000 00000000",
            "00 00 0000 00000000 00000000 00000000",
            "0700 0300 743100 00",
            "5800 1280",
            "0b00 0100 69703667726500 00",
            "4800 0280",
            "0800 0400 00000007", // IFLA_GRE_IKEY, network order
            "0800 0500 00000007", // IFLA_GRE_OKEY
            "0600 0200 2000 0000", // IFLA_GRE_IFLAGS: GRE_KEY, network order
            "0600 0300 2000 0000", // IFLA_GRE_OFLAGS
            "1400 0700 20010db8000000000000000000000002", // IFLA_GRE_REMOTE
            "0500 0800 40 000000", // IFLA_GRE_TTL: 64 hops
            "0500 0b00 04 000000"
        ); // IFLA_GRE_ENCAP_LIMIT

    [Fact]
    public void Set_a_link_up_with_its_settings() =>
        AssertBytes(
            writer =>
                LinkMessages.ChangeLink(
                    writer,
                    9,
                    new LinkChange
                    {
                        State = NetLinkState.Up,
                        Mtu = 1400,
                        MasterIndex = 3,
                    }
                ),
            "30000000 1300 0100 00000000 00000000", // RTM_SETLINK
            "00 00 0000 09000000 01000000 01000000",
            "0800 0400 78050000",
            "0800 0a00 03000000"
        ); // IFLA_MASTER

    [Fact]
    public void Set_a_link_down() =>
        AssertBytes(
            writer => LinkMessages.ChangeLink(writer, 9, new LinkChange { State = NetLinkState.Down }),
            "20000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 01000000"
        );

    [Fact]
    public void Give_a_link_an_alias() =>
        AssertBytes(
            writer => LinkMessages.ChangeLink(writer, 9, new LinkChange { Alias = "up: é" }),
            "2c000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 00000000",
            "0a00 1400 75703a20c3a9 0000"
        ); // IFLA_IFALIAS, without a NUL as ip sends it

    [Fact]
    public void A_link_is_set_down_before_it_is_renamed() =>
        AssertBytes(
            writer => LinkMessages.ChangeLink(writer, 9, new LinkChange { State = NetLinkState.Down, NewName = "d1" }),
            "20000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 01000000",
            "28000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 00000000",
            "0700 0300 643100 00"
        );

    [Fact]
    public void Take_a_link_out_of_its_master() =>
        AssertBytes(
            writer => LinkMessages.ChangeLink(writer, 9, new LinkChange { MasterIndex = 0 }),
            "28000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 00000000",
            "0800 0a00 00000000"
        );

    [Fact]
    public void Move_a_link() =>
        AssertBytes(
            writer => LinkMessages.MoveLink(writer, 9, 77),
            "28000000 1300 0100 00000000 00000000",
            "00 00 0000 09000000 00000000 00000000",
            "0800 1c00 4d000000"
        ); // IFLA_NET_NS_FD

    [Fact]
    public void Remove_a_link() =>
        AssertBytes(
            writer => LinkMessages.DeleteLink(writer, 9),
            "20000000 1100 0100 00000000 00000000", // RTM_DELLINK
            "00 00 0000 09000000 00000000 00000000"
        );
}
