using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>The replies of the IPVS family, from bytes worked out by hand from include/uapi/linux/ip_vs.h.</summary>
public sealed class IpvsRepliesTests
{
    [Fact]
    public void A_service_of_IPv4()
    {
        IpvsService service = IpvsReplies.Service(
            Message(
                "01 01 0000",
                "5400 0180",
                "0600 0100 0200 0000",
                "0600 0200 0600 0000",
                "1400 0300 0a0000b9 000000000000000000000000", // the kernel pads to 16 bytes
                "0600 0400 0050 0000",
                "0700 0600 727200 00",
                "0c00 0700 03000000 ffffffff", // PERSISTENT and the kernel's own HASHED
                "0800 0800 2c010000",
                "0800 0900 ffffff00"
            )
        )!;
        Assert.Equal("TCP 10.0.0.185:80 rr persistent 300 mask 255.255.255.0", service.ToString());
        Assert.Equal(IPAddress.Parse("10.0.0.185"), service.VirtualAddress);
        Assert.Equal(
            (80, 24, TimeSpan.FromSeconds(300)),
            (service.VirtualPort, service.PersistencePrefixLength, service.PersistenceTimeout)
        );
        Assert.Null(service.FirewallMark);
    }

    [Fact]
    public void A_firewall_mark_of_IPv6()
    {
        IpvsService service = IpvsReplies.Service(
            Message(
                "01 01 0000",
                "3800 0180",
                "0600 0100 0a00 0000",
                "0800 0500 07000000",
                "0800 0600 776c6300",
                "0c00 0700 02000000 ffffffff",
                "0800 0800 00000000",
                "0800 0900 80000000"
            )
        )!;
        Assert.Equal("FWM 7 IPv6 wlc", service.ToString());
        Assert.Equal((7u, AddressFamily.IPv6), (service.FirewallMark, service.AddressFamily));
        Assert.Null(service.VirtualAddress);
        Assert.Null(service.Protocol);
        Assert.Null(service.PersistenceTimeout);
    }

    [Fact]
    public void A_real_server_of_the_other_family_behind_a_GRE_tunnel()
    {
        IpvsServiceId id = IpvsServiceId.ForAddress(InetAddress.FromIPAddress(IPAddress.Parse("2001:db8::1")), 53, IpvsProtocol.Udp);
        Assert.True(
            IpvsReplies.TryReadRealServer(
                Message(
                    "05 01 0000",
                    "7800 0280",
                    "1400 0100 ac110003 000000000000000000000000",
                    "0600 0200 0035 0000",
                    "0800 0300 02000000",
                    "0800 0400 07000000",
                    "0800 0500 64000000",
                    "0800 0600 32000000",
                    "0800 0700 03000000",
                    "0800 0800 04000000",
                    "0800 0900 05000000",
                    "0600 0b00 0200 0000",
                    "0500 0d00 02 000000",
                    "0600 0e00 0000 0000",
                    "0600 0f00 0100 0000"
                ),
                id.Family,
                out RealServer row
            )
        );
        var server = new IpvsRealServer(new IpvsServiceReference(id, null), row);
        Assert.Equal("172.17.0.3:53", server.ToString());
        Assert.Equal(
            (IpvsForwardingMethod.Tunnel, 7, 100u, 50u),
            (server.ForwardingMethod, server.Weight, server.UpperThreshold, server.LowerThreshold)
        );
        Assert.Equal((3u, 4u, 5u), (server.ActiveConnections, server.InactiveConnections, server.PersistentConnections));
        Assert.Equal(
            (IpvsTunnelType.Gre, (int?)null, IpvsTunnelChecksum.Checksum),
            (server.TunnelType, server.TunnelPort, server.TunnelChecksum)
        );
        Assert.Equal((AddressFamily.IPv6, "2001:db8::1"), (server.AddressFamily, server.VirtualAddress?.ToString()));
    }

    [Theory]
    [InlineData("0600 0100 0700 0000", "address family")]
    [InlineData("0500 0100 02 000000", "1 byte, not 2")]
    [InlineData("0600 0100 0200 0000 0600 0300 0a00 0000", "bytes")]
    [InlineData("0300 0100", "shorter")]
    [InlineData("ff00 0100 0200 0000", "longer")]
    public void A_malformed_service_is_a_format_error(string attributes, string words)
    {
        int length = 4 + (attributes.Replace(" ", string.Empty).Length / 2);
        var e = Assert.Throws<NetlinkFormatException>(() => IpvsReplies.Service(Message("01 01 0000", $"{length:x2}00 0180", attributes)));
        Assert.Contains(words, e.Message);
    }

    private static NetlinkMessage Message(params string[] lines)
    {
        string payload = string.Concat(lines).Replace(" ", string.Empty);
        byte[] bytes = Convert.FromHexString(new string('0', 32) + payload);
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        return new NetlinkMessage(bytes);
    }
}
