using System.Text;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>Lines of /proc/net/ip_vs in the form of ip_vs_info_seq_show, from a kernel with 250 ticks a second.</summary>
public sealed class IpvsProcTableTextTests
{
    private const int Ticks = 250;

    [Theory]
    [InlineData("TCP  0A0000B9:0050 wlc  ", "TCP 10.0.0.185:80 wlc")]
    [InlineData("TCP  0A0000B9:0050 sh persistent 75000 FFFFFFFF", "TCP 10.0.0.185:80 sh persistent 300")]
    [InlineData("TCP  0A0000B9:0050 sh persistent 75249 FFFFFF00", "TCP 10.0.0.185:80 sh persistent 300 mask 255.255.255.0")]
    [InlineData("TCP  0A0000B9:0000 rr persistent -1 80000000", "TCP 10.0.0.185:0 rr persistent 17179869 mask 128.0.0.0")]
    [InlineData("UDP  0A0000B9:0035 rr ops ", "UDP 10.0.0.185:53 rr ops")]
    [InlineData("UDP  0A0000B9:0035 rr ops persistent 250 FFFFFFFF", "UDP 10.0.0.185:53 rr persistent 1 ops")]
    [InlineData("SCTP  0A0000B9:0035 none  ", "SCTP 10.0.0.185:53 none")]
    [InlineData("UDP  [2001:0db8:0000:0000:0000:0000:0000:0185]:01BB wlc ", "UDP [2001:db8::185]:443 wlc")]
    [InlineData(
        "TCP  [2001:0db8:0000:0000:0000:0000:0000:0185]:01BB wlc persistent 75000 80000000",
        "TCP [2001:db8::185]:443 wlc persistent 300"
    )]
    [InlineData(
        "TCP  [2001:0db8:0000:0000:0000:0000:0000:0185]:01BB wlc persistent 75000 40000000",
        "TCP [2001:db8::185]:443 wlc persistent 300 mask 64"
    )]
    [InlineData("IP_47  0A0000B9:0035 rr  ", "47 10.0.0.185:53 rr")]
    [InlineData("ICMPv6  0A0000B9:0035 rr  ", "58 10.0.0.185:53 rr")]
    [InlineData("FWM  FFFFFFFF rr ", "FWM 4294967295 rr")]
    [InlineData("FWM  00000007 rr ops persistent 75000 FFFF0000", "FWM 7 rr persistent 300 mask 255.255.0.0 ops")]
    [InlineData("FWM  00000007 rr persistent 75000 40000000", "FWM 7 IPv6 rr persistent 300 mask 64")]
    [InlineData("FWM  00000007 rr persistent 75000 80000000", "FWM 7 rr persistent 300")]
    public void A_service(string line, string text)
    {
        IpvsService service = Assert.Single(Read(line)).Service;
        Assert.Equal(text, service.ToString());
        Assert.Null(service.SchedulerFlag);
        Assert.True(service.IsPartial);
    }

    [Fact]
    public void What_the_lines_leave_out_is_not_known()
    {
        Assert.Null(Assert.Single(Read("UDP  [2001:0db8:0000:0000:0000:0000:0000:0185]:01BB wlc ")).Service.OnePacket);
        Assert.False(Assert.Single(Read("UDP  0A0000B9:0035 rr  ")).Service.OnePacket);
        IpvsService mark = Assert.Single(Read("FWM  00000007 rr persistent 75000 80000000")).Service;
        Assert.Equal((null, null), (mark.AddressFamily, mark.PersistencePrefixLength));
    }

    [Theory]
    [InlineData("  -> 0A010001:0000      Masq    1      0          0         ", AddressFamily.IPv4, 1)]
    [InlineData("  -> [2001:0db8:0000:0000:0000:0000:0000:0009]:0000      Route   1      0          0         ", AddressFamily.IPv6, 128)]
    [InlineData("  -> 0A010001:0000      Tunnel  1      0          0         ", null, null)]
    public void The_family_of_a_mark_is_that_of_a_real_server_which_no_tunnel_leads_to(
        string line,
        AddressFamily? family,
        int? prefixLength
    )
    {
        IpvsService service = Assert.Single(Read($"FWM  00000007 rr persistent 75000 80000000\n{line}")).Service;
        Assert.Equal((family, prefixLength), (service.AddressFamily, service.PersistencePrefixLength));
    }

    [Fact]
    public void Real_servers_are_those_of_the_service_above_sorted()
    {
        var services = Read(
            """
            TCP  0A0000B9:0050 wlc  
              -> [2001:0db8:0000:0000:0000:0000:0000:0009]:0050      Tunnel  1      0          0         
              -> 0A010002:1F90      Masq    2147483647 7          9         
              -> 0A010001:0050      Route   -1     0          0         
            TCP  0A0000B9:0051 wlc  
            """
        );
        Assert.Equal(["10.1.0.1:80", "10.1.0.2:8080", "[2001:db8::9]:80"], services[0].Servers.Select(server => server.ToString()));
        Assert.Empty(services[1].Servers);
        RealServer second = services[0].Servers[1];
        Assert.Equal(
            (IpvsForwardingMethod.Masquerade, int.MaxValue, 7u, 9u),
            (second.ForwardingMethod, second.Weight, second.ActiveConnections, second.InactiveConnections)
        );
        Assert.Equal(-1, services[0].Servers[0].Weight);
        var shown = new IpvsRealServer(new IpvsServiceReference(services[0].Service), services[0].Servers[2]);
        Assert.Equal((null, null, null, null), (shown.UpperThreshold, shown.LowerThreshold, shown.TunnelType, shown.PersistentConnections));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  -> 0A010001:0050      Masq    1      0          0         ")]
    [InlineData("TCP  0A0000B9:0050")]
    [InlineData("TCP  0A0000B9:0050 wlc persistent")]
    [InlineData("TCP  0A0000B9:0050 wlc persistent 5")]
    [InlineData("TCP  0A0000B9:0050 wlc sticky 5 FFFFFFFF")]
    [InlineData("TCP  0A0000B9 wlc  ")]
    [InlineData("TCP  0A0000B:0050 wlc  ")]
    [InlineData("TCP  0A0000B9:10050 wlc  ")]
    [InlineData("TCP  [2001:0db8::0185]:01BB wlc ")]
    [InlineData("FWM  00000000 rr ")]
    [InlineData("XYZ  0A0000B9:0050 wlc  ")]
    [InlineData("FWM  00000007 rr \n  -> 0A010001:0050      Twist   1      0          0         ")]
    [InlineData("FWM  00000007 rr \n  -> 0A010001:0050      Masq    1      0")]
    public void What_is_no_line(string text)
    {
        var table = new IpvsProcTableText(Ticks);
        Assert.False(Array.TrueForAll(text.Split('\n'), line => table.TryAdd(Encoding.ASCII.GetBytes(line))));
    }

    private static List<(IpvsService Service, RealServer[] Servers)> Read(string text)
    {
        var table = new IpvsProcTableText(Ticks);
        Assert.All(text.Split('\n'), line => Assert.True(table.TryAdd(Encoding.ASCII.GetBytes(line)), line));
        table.Finish();
        return table.Services;
    }
}
