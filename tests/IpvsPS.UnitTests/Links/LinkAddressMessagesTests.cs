using System.Net;
using IpvsPS.Links;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Links;

/// <summary>
/// Every rtnetlink request about addresses against bytes worked out by hand from include/uapi/linux/rtnetlink.h
/// and if_addr.h. Each line is a header or an attribute.
/// </summary>
public sealed class LinkAddressMessagesTests
{
    [Fact]
    public void List_the_addresses_of_one_link() =>
        AssertBytes(
            writer => AddressMessages.List(writer, 9),
            "18000000 1600 0103 00000000 00000000", // RTM_GETADDR
            "00 00 00 00 09000000"
        ); // ifaddrmsg: zero but for the link

    [Fact]
    public void Add_an_IPv4_address() =>
        AssertBytes(
            writer => AddressMessages.Add(writer, Address("10.0.0.185", 32)),
            "28000000 1400 0106 00000000 00000000", // RTM_NEWADDR, request, create, exclusive
            "02 20 00 00 09000000", // AF_INET, /32, no flags, scope global, link 9
            "0800 0200 0a0000b9", // IFA_LOCAL
            "0800 0100 0a0000b9"
        ); // IFA_ADDRESS

    [Fact]
    public void Add_a_host_scope_address_with_a_peer() =>
        AssertBytes(
            writer =>
            {
                NetLinkAddress address = Address("127.0.0.9", 24);
                address.Scope = NetLinkScope.Host;
                address.PeerAddress = IPAddress.Parse("127.1.0.1");
                AddressMessages.Add(writer, address);
            },
            "28000000 1400 0106 00000000 00000000",
            "02 18 00 fe 09000000",
            "0800 0200 7f000009",
            "0800 0100 7f010001"
        );

    [Fact]
    public void Add_an_IPv6_address_without_duplicate_detection() =>
        AssertBytes(
            writer =>
            {
                NetLinkAddress address = Address("2001:db8::1", 128);
                address.Flags = NetLinkAddressFlags.NoDad;
                AddressMessages.Add(writer, address);
            },
            "40000000 1400 0106 00000000 00000000",
            "0a 80 02 00 09000000", // AF_INET6, /128, IFA_F_NODAD
            "1400 0200 20010db8000000000000000000000001",
            "1400 0100 20010db8000000000000000000000001"
        );

    [Fact]
    public void Remove_an_address_whatever_its_flags_and_scope() =>
        AssertBytes(
            writer =>
            {
                NetLinkAddress address = Address("10.0.0.185", 24);
                address.Scope = NetLinkScope.Link;
                address.Flags = NetLinkAddressFlags.StablePrivacy;
                AddressMessages.Remove(writer, address);
            },
            "28000000 1500 0100 00000000 00000000", // RTM_DELADDR
            "02 18 00 00 09000000",
            "0800 0200 0a0000b9",
            "0800 0100 0a0000b9"
        );

    [Fact]
    public void Add_an_address_with_all_it_can_have() =>
        AssertBytes(
            writer =>
            {
                NetLinkAddress address = Address("10.0.0.185", 24);
                address.BroadcastAddress = IPAddress.Parse("10.0.0.255");
                address.Label = "d1:x";
                address.Flags = NetLinkAddressFlags.NoPrefixRoute | NetLinkAddressFlags.Secondary;
                address.RouteMetric = 5;
                address.ValidLifetime = TimeSpan.FromSeconds(120);
                AddressMessages.Add(writer, address);
            },
            "60000000 1400 0106 00000000 00000000",
            "02 18 00 00 09000000", // the flag does not fit; Secondary is the kernel's own
            "0800 0200 0a0000b9",
            "0800 0100 0a0000b9",
            "0800 0400 0a0000ff", // IFA_BROADCAST
            "0900 0300 64313a7800 000000", // IFA_LABEL
            "0800 0800 00020000", // IFA_FLAGS
            "0800 0900 05000000", // IFA_RT_PRIORITY
            "1400 0600 ffffffff 78000000 00000000 00000000"
        ); // IFA_CACHEINFO: preferred for ever, valid for 120 s

    private static NetLinkAddress Address(string address, int prefixLength) =>
        new()
        {
            LinkIndex = 9,
            Address = IPAddress.Parse(address),
            PrefixLength = prefixLength,
        };
}
