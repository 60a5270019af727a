using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using Xunit;
using static IpvsPS.UnitTests.Netlink.MessageBytes;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>
/// Every request of the IPVS family against bytes worked out by hand from include/uapi/linux/ip_vs.h. The family id
/// is 0x1c; each line is a header or an attribute.
/// </summary>
public sealed class IpvsMessagesTests
{
    private const ushort Family = 0x1c;

    private static readonly IpvsServiceId Tcp = IpvsServiceId.ForAddress(Address("10.0.0.185"), 80, IpvsProtocol.Tcp);
    private static readonly IpvsServiceId Udp6 = IpvsServiceId.ForAddress(Address("2001:db8::1"), 53, IpvsProtocol.Udp);

    [Fact]
    public void Add_service_with_defaults() =>
        AssertBytes(
            writer => IpvsMessages.AddService(writer, Family, new IpvsService(Tcp)),
            "5c000000 1c00 0100 00000000 00000000", // nlmsghdr: 92 bytes, request
            "01 01 0000", // NEW_SERVICE, version 1
            "4800 0180", // SERVICE, nested, 72 bytes
            "0600 0100 0200 0000", // AF 2
            "0600 0200 0600 0000", // PROTOCOL 6
            "0800 0300 0a0000b9", // ADDR
            "0600 0400 0050 0000", // PORT 80, network order
            "0800 0600 776c6300", // SCHED_NAME wlc
            "0c00 0700 00000000 ffffffff", // FLAGS, mask
            "0800 0800 00000000", // TIMEOUT
            "0800 0900 ffffffff"
        ); // NETMASK 255.255.255.255

    [Fact]
    public void Add_IPv6_service_with_every_setting() =>
        AssertBytes(
            writer =>
                IpvsMessages.AddService(
                    writer,
                    Family,
                    new IpvsService(Udp6)
                    {
                        Scheduler = "sh",
                        SchedulerFlag = ["sh-port", "sh-fallback"],
                        PersistenceTimeout = TimeSpan.FromSeconds(300),
                        PersistencePrefixLength = 64,
                        PersistenceEngine = "sip",
                        OnePacket = true,
                    }
                ),
            "70000000 1c00 0100 00000000 00000000",
            "01 01 0000",
            "5c00 0180",
            "0600 0100 0a00 0000", // AF 10
            "0600 0200 1100 0000", // PROTOCOL 17
            "1400 0300 20010db8000000000000000000000001",
            "0600 0400 0035 0000",
            "0700 0600 736800 00", // SCHED_NAME sh
            "0800 0b00 73697000", // PE_NAME sip
            "0c00 0700 1d000000 ffffffff", // PERSISTENT, ONEPACKET, SCHED1, SCHED2
            "0800 0800 2c010000", // 300 s
            "0800 0900 40000000"
        ); // prefix length 64, host order

    [Fact]
    public void Set_service_with_an_IPv4_persistence_mask() =>
        AssertBytes(
            writer =>
                IpvsMessages.SetService(
                    writer,
                    Family,
                    new IpvsService(Tcp)
                    {
                        Scheduler = "rr",
                        PersistenceTimeout = TimeSpan.FromSeconds(60),
                        PersistencePrefixLength = 24,
                    }
                ),
            "5c000000 1c00 0100 00000000 00000000",
            "02 01 0000",
            "4800 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000",
            "0700 0600 727200 00",
            "0c00 0700 01000000 ffffffff",
            "0800 0800 3c000000",
            "0800 0900 ffffff00"
        ); // 255.255.255.0, network order

    [Fact]
    public void Remove_a_firewall_mark_service() =>
        AssertBytes(
            writer => IpvsMessages.RemoveService(writer, Family, IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv6)),
            "28000000 1c00 0100 00000000 00000000",
            "03 01 0000",
            "1400 0180",
            "0600 0100 0a00 0000",
            "0800 0500 07000000"
        ); // FWMARK 7

    [Fact]
    public void Get_one_service() =>
        AssertBytes(
            writer => IpvsMessages.GetService(writer, Family, Tcp),
            "38000000 1c00 0100 00000000 00000000",
            "04 01 0000",
            "2400 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000"
        );

    [Fact]
    public void List_services() =>
        AssertBytes(
            writer => IpvsMessages.ListServices(writer, Family),
            "14000000 1c00 0103 00000000 00000000", // request, dump
            "04 01 0000"
        );

    [Fact]
    public void List_real_servers() =>
        AssertBytes(
            writer => IpvsMessages.ListRealServers(writer, Family, Tcp),
            "38000000 1c00 0103 00000000 00000000",
            "08 01 0000",
            "2400 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000"
        );

    [Fact]
    public void Add_a_masqueraded_real_server() =>
        AssertBytes(
            writer =>
                IpvsMessages.AddRealServer(
                    writer,
                    Family,
                    Tcp,
                    Server(
                        "172.17.0.3",
                        8080,
                        (ref RealServer server) =>
                        {
                            server.ForwardingMethod = IpvsForwardingMethod.Masquerade;
                            server.Weight = 5;
                            server.UpperThreshold = 100;
                            server.LowerThreshold = 50;
                        }
                    )
                ),
            "74000000 1c00 0100 00000000 00000000",
            "05 01 0000",
            "2400 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000",
            "3c00 0280", // DEST, nested, 60 bytes
            "0600 0b00 0200 0000", // ADDR_FAMILY 2
            "0800 0100 ac110003",
            "0600 0200 1f90 0000", // PORT 8080, network order
            "0800 0300 00000000", // FWD_METHOD masquerade
            "0800 0400 05000000",
            "0800 0500 64000000",
            "0800 0600 32000000"
        );

    [Fact]
    public void Add_a_real_server_behind_a_GUE_tunnel_of_the_other_family() =>
        AssertBytes(
            writer =>
                IpvsMessages.AddRealServer(
                    writer,
                    Family,
                    Udp6,
                    Server(
                        "172.17.0.3",
                        53,
                        (ref RealServer server) =>
                        {
                            server.ForwardingMethod = IpvsForwardingMethod.Tunnel;
                            server.TunnelType = IpvsTunnelType.Gue;
                            server.TunnelPort = 6080;
                            server.TunnelChecksum = IpvsTunnelChecksum.Remote;
                        }
                    )
                ),
            "98000000 1c00 0100 00000000 00000000",
            "05 01 0000",
            "3000 0180",
            "0600 0100 0a00 0000",
            "0600 0200 1100 0000",
            "1400 0300 20010db8000000000000000000000001",
            "0600 0400 0035 0000",
            "5400 0280",
            "0600 0b00 0200 0000",
            "0800 0100 ac110003",
            "0600 0200 0035 0000",
            "0800 0300 02000000", // tunnel
            "0800 0400 01000000",
            "0800 0500 00000000",
            "0800 0600 00000000",
            "0500 0d00 01 000000", // TUN_TYPE gue
            "0600 0e00 17c0 0000", // TUN_PORT 6080, network order
            "0600 0f00 0200 0000"
        ); // TUN_FLAGS remcsum

    [Fact]
    public void Set_a_direct_route_real_server() =>
        AssertBytes(
            writer =>
                IpvsMessages.SetRealServer(writer, Family, Tcp, Server("172.17.0.3", 80, (ref RealServer server) => server.Weight = 0)),
            "74000000 1c00 0100 00000000 00000000",
            "06 01 0000",
            "2400 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000",
            "3c00 0280",
            "0600 0b00 0200 0000",
            "0800 0100 ac110003",
            "0600 0200 0050 0000",
            "0800 0300 03000000",
            "0800 0400 00000000",
            "0800 0500 00000000",
            "0800 0600 00000000"
        );

    [Fact]
    public void An_unpublished_service_differs_by_its_scheduler_only()
    {
        var service = new IpvsService(Tcp)
        {
            Scheduler = "mhx",
            SchedulerFlag = ["flag-1"],
            PersistenceTimeout = TimeSpan.FromMinutes(5),
        };
        var published = new NetlinkWriter();
        var unpublished = new NetlinkWriter();
        IpvsMessages.AddService(published, Family, service);
        IpvsMessages.AddUnpublishedService(unpublished, Family, service);
        Assert.NotEqual(published.Written.ToArray(), unpublished.Written.ToArray());
        service.Scheduler = "none";
        published.Clear();
        IpvsMessages.AddService(published, Family, service);
        Assert.Equal(published.Written.ToArray(), unpublished.Written.ToArray());
    }

    [Fact]
    public void Remove_a_real_server() =>
        AssertBytes(
            writer => IpvsMessages.RemoveRealServer(writer, Family, Tcp, Address("172.17.0.3"), 80),
            "54000000 1c00 0100 00000000 00000000",
            "07 01 0000",
            "2400 0180",
            "0600 0100 0200 0000",
            "0600 0200 0600 0000",
            "0800 0300 0a0000b9",
            "0600 0400 0050 0000",
            "1c00 0280",
            "0600 0b00 0200 0000",
            "0800 0100 ac110003",
            "0600 0200 0050 0000"
        );

    private static InetAddress Address(string text) => InetAddress.FromIPAddress(IPAddress.Parse(text));

    private delegate void Fill(ref RealServer server);

    private static RealServer Server(string address, ushort port, Fill fill)
    {
        var server = new RealServer(Address(address), port);
        fill(ref server);
        return server;
    }
}
