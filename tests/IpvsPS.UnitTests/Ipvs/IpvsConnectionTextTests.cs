using System.Text;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>Lines of /proc/net/ip_vs_conn in the form of ip_vs_conn_seq_show.</summary>
public sealed class IpvsConnectionTextTests
{
    [Theory]
    [InlineData(
        "TCP 0A4D0001 9C40 0A0000B9 0050 AC110003 1F90 ESTABLISHED     899",
        "TCP 10.77.0.1:40000 -> 10.0.0.185:80 -> 172.17.0.3:8080",
        "ESTABLISHED",
        899,
        false
    )]
    [InlineData(
        "UDP 0A4D0001 0000 0A0000B9 0035 AC110003 0035 UDP             300",
        "UDP 10.77.0.1:0 -> 10.0.0.185:53 -> 172.17.0.3:53",
        "UDP",
        300,
        false
    )]
    [InlineData(
        "TCP 0A4D0000 0000 0A0000B9 0050 AC110003 1F90 NONE            58",
        "TCP 10.77.0.0:0 -> 10.0.0.185:80 -> 172.17.0.3:8080",
        "NONE",
        58,
        true
    )]
    [InlineData(
        "TCP 0A4D0001 0000 0A0000B9 0050 AC110003 1F90 ASSURED         58",
        "TCP 10.77.0.1:0 -> 10.0.0.185:80 -> 172.17.0.3:8080",
        "ASSURED",
        58,
        true
    )]
    [InlineData(
        "TCP 0A4D0001 0000 0A0000B9 0015 AC110003 0015 LISTEN          58",
        "TCP 10.77.0.1:0 -> 10.0.0.185:21 -> 172.17.0.3:21",
        "LISTEN",
        58,
        false
    )]
    [InlineData(
        "IP  0A4D0001 0000 00000005 0000 AC110003 0000 NONE            58",
        "FWM 10.77.0.1:0 -> 5 -> 172.17.0.3:0",
        "NONE",
        58,
        true
    )]
    [InlineData(
        "IP  fd00:0077:0000:0000:0000:0000:0000:0001 0000 0000:0005:0000:0000:0000:0000:0000:0000 0000 "
            + "fd00:0077:0000:0000:0000:0000:0000:0002 0000 NONE            58",
        "FWM [fd00:77::1]:0 -> 5 IPv6 -> [fd00:77::2]:0",
        "NONE",
        58,
        true
    )]
    [InlineData(
        "TCP fd00:0077:0000:0000:0000:0000:0000:0001 9C40 2001:0db8:0000:0000:0000:0000:0000:0185 01BB AC110003 01BB SYN_RECV         59",
        "TCP [fd00:77::1]:40000 -> [2001:db8::185]:443 -> 172.17.0.3:443",
        "SYN_RECV",
        59,
        false
    )]
    [InlineData(
        "SCTP 0A4D0001 9C40 0A0000B9 0050 AC110003 1F90 COOKIE_WAIT 4294967295",
        "SCTP 10.77.0.1:40000 -> 10.0.0.185:80 -> 172.17.0.3:8080",
        "COOKIE_WAIT",
        0,
        false
    )]
    [InlineData(
        "IP_47 0A4D0001 9C40 0A0000B9 0050 AC110003 1F90 BUG!              1",
        "47 10.77.0.1:40000 -> 10.0.0.185:80 -> 172.17.0.3:8080",
        "BUG!",
        1,
        false
    )]
    public void A_line(string line, string text, string state, int seconds, bool isTemplate)
    {
        IpvsConnection connection = IpvsConnectionText.Parse(Encoding.ASCII.GetBytes(line))!;
        Assert.Equal(text, connection.ToString());
        Assert.Equal((state, TimeSpan.FromSeconds(seconds), isTemplate), (connection.State, connection.ExpiresIn, connection.IsTemplate));
        Assert.Null(connection.PersistenceEngine);
    }

    [Fact]
    public void A_persistence_engine_and_its_data()
    {
        IpvsConnection connection = IpvsConnectionText.Parse(
            "UDP 0A4D0001 13C4 0A0000B9 13C4 AC110003 13C4 UDP             300 sip 4711 a@b"u8
        )!;
        Assert.Equal(("sip", "4711 a@b"), (connection.PersistenceEngine, connection.PersistenceData));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData")]
    [InlineData("TCP 0A4D0001 9C40 0A0000B9 0050 AC110003 1F90 ESTABLISHED")]
    [InlineData("TCP 0A4D0001 9C40 0A0000B9 0050 AC1100 1F90 ESTABLISHED 5")]
    [InlineData("TCP 0A4D0001 9C40 0A0000B9 0050 AC11000X 1F90 ESTABLISHED 5")]
    [InlineData("TCP 0A4D0001 19C40 0A0000B9 0050 AC110003 1F90 ESTABLISHED 5")]
    [InlineData("TCP fd00:0077:0000:0000:0000:0000:0000:00x1 9C40 0A0000B9 0050 AC110003 1F90 ESTABLISHED 5")]
    [InlineData("FOO 0A4D0001 9C40 0A0000B9 0050 AC110003 1F90 ESTABLISHED 5")]
    public void What_is_no_line(string line) => Assert.Null(IpvsConnectionText.Parse(Encoding.ASCII.GetBytes(line)));
}
