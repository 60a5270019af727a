using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Links;

/// <summary>The kernel's answers about links and addresses, from bytes worked out by hand from its headers.</summary>
public sealed class LinkRepliesTests
{
    [Fact]
    public void A_dummy_link_in_a_bridge()
    {
        NetLink link = LinkReplies.ReadLink(
            Message(
                RouteMessageType.NewLink,
                "00 00 0100 09000000 c3000100 00000000", // ARPHRD_ETHER, index 9, UP RUNNING NOARP LOWER_UP
                "0b00 0300 64756d6d793000 00",
                "0800 0400 dc050000",
                "0a00 0100 1a868801d9f4 0000",
                "0800 0a00 03000000",
                "0500 1000 06 000000",
                "0b00 1400 64756d6d793100 00", // IFLA_IFALIAS
                "1000 1280",
                "0a00 0100 64756d6d7900 0000"
            )
        )!;
        Assert.Equal(("dummy1", false), (link.Alias, link.UsesArp));
        Assert.Equal(("dummy0", 9, "dummy", 1500), (link.Name, link.Index, link.Kind, link.Mtu));
        Assert.Equal((NetLinkState.Up, NetLinkOperationalState.Up), (link.State, link.OperationalState));
        Assert.Equal(("1a:86:88:01:d9:f4", 3), (link.MacAddress, link.MasterIndex));
    }

    [Fact]
    public void A_link_without_kind_and_hardware_address()
    {
        NetLink link = LinkReplies.ReadLink(
            Message(RouteMessageType.NewLink, "00 00 0003 02000000 80000000 00000000", "0a00 0300 74756e6c3000 0000", "0800 0100 00000000")
        )!; // a tunnel's end, not hardware
        Assert.Equal((NetLinkState.Down, null, null, null), (link.State, link.Kind, link.MacAddress, link.MasterIndex));
    }

    [Fact]
    public void An_IPv4_address_with_all_it_can_have()
    {
        NetLinkAddress address = AddressReplies.Read(
            Message(
                RouteMessageType.NewAddress,
                "02 18 81 00 09000000",
                "0800 0100 0a0000fe", // IFA_ADDRESS: the other end
                "0800 0200 0a0000b9", // IFA_LOCAL
                "0800 0400 0a0000ff", // IFA_BROADCAST
                "0b00 0300 64756d6d793000 00", // IFA_LABEL
                "1400 0600 3c000000 78000000 00000000 00000000", // preferred 60 s, valid 120 s
                "0800 0800 01020000"
            )
        )!; // IFA_FLAGS
        Assert.Equal("10.0.0.185/24", address.ToString());
        Assert.Equal((9, "dummy0", NetLinkScope.Global), (address.LinkIndex, address.Label, address.Scope));
        Assert.Equal((IPAddress.Parse("10.0.0.254"), IPAddress.Parse("10.0.0.255")), (address.PeerAddress, address.BroadcastAddress));
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)), (address.PreferredLifetime, address.ValidLifetime));
        Assert.Equal(NetLinkAddressFlags.Secondary | NetLinkAddressFlags.NoPrefixRoute, address.Flags);
    }

    [Fact]
    public void An_IPv6_address_that_lives_for_ever()
    {
        NetLinkAddress address = AddressReplies.Read(
            Message(
                RouteMessageType.NewAddress,
                "0a 40 c0 fd 09000000",
                "1400 0100 fe800000000000000000000000000001",
                "1400 0600 ffffffff ffffffff 00000000 00000000"
            )
        )!;
        Assert.Equal("fe80::1/64", address.ToString());
        Assert.Equal((NetLinkScope.Link, NetLinkAddressFlags.Tentative | NetLinkAddressFlags.Permanent), (address.Scope, address.Flags));
        Assert.Equal((null, null, null), (address.PeerAddress, address.ValidLifetime, address.PreferredLifetime));
    }

    [Fact]
    public void Other_families_and_messages_are_passed_over()
    {
        Assert.Null(AddressReplies.Read(Message(RouteMessageType.NewAddress, "23 00 00 00 09000000"))); // AF_PHONET
        Assert.Null(LinkReplies.ReadLink(Message(RouteMessageType.DeleteLink, "00 00 0100 09000000 00000000 00000000")));
    }

    [Theory]
    [InlineData("02 18 00 00 09000000")] // no address
    [InlineData("02 18 00 00 09000000 0600 0200 0a000000")] // an IPv4 address of 2 bytes
    [InlineData("02 18 00 00 09000000 0800 0200 0a0000b9 0800 0600 00000000")] // lifetimes of 4 bytes
    [InlineData("02 18 00")]
    public void An_answer_that_is_cut_short_is_refused(string bytes) =>
        Assert.Throws<NetlinkFormatException>(() => AddressReplies.Read(Message(RouteMessageType.NewAddress, bytes)));

    private static NetlinkMessage Message(ushort type, params string[] lines)
    {
        byte[] payload = Convert.FromHexString(string.Concat(lines).Replace(" ", string.Empty));
        byte[] header = new byte[16];
        BitConverter.TryWriteBytes(header, 16 + payload.Length);
        BitConverter.TryWriteBytes(header.AsSpan(4), type);
        return new NetlinkMessage(header.Concat(payload).ToArray());
    }
}
