using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
using Xunit;
using static IpvsPS.UnitTests.Configuration.Keepalived.KeepalivedText;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>What is written as virtual_server blocks reads as the same.</summary>
public sealed class KeepalivedWriterTests
{
    private const string Rules = """
        -A -t 10.0.0.1:80 -s mh -p 60 -M 255.255.0.0 -b mh-fallback,mh-port
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 1 --tun-type gre --tun-nocsum
        -a -t 10.0.0.1:80 -r 10.1.0.3:8080 -m -w 0 -x 9 -y 5
        -A -u 10.0.0.2:53 -s sh -p 60 --pe sip -o -b sh-port
        -a -u 10.0.0.2:53 -r 10.1.0.4:53 -g -w 7
        -A -f 7 -6 -s wlc -p 300 -M 64
        -a -f 7 -6 -r 10.1.1.1:0 -i -w 1 --tun-type ipip
        -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1
        """;

    [Fact]
    public void What_is_written_reads_as_the_same()
    {
        using ConfigurationTable table = ReadRules(Rules);
        table.Timeouts = new IpvsTimeout { Tcp = TimeSpan.FromSeconds(60) };
        using var writer = new StringWriter();
        Assert.Empty(KeepalivedWriter.Write(table, writer));
        KeepalivedReading reading = Read(writer.ToString());
        Assert.Empty(reading.Remarks);
        Assert.Equal(Rules.ReplaceLineEndings("\n").Split('\n'), Saved(reading));
        Assert.Equal("tcp 60", reading.Configuration.Timeouts?.ToString());
    }

    [Fact]
    public void What_keepalived_would_pass_over_is_named_and_left_out()
    {
        using ConfigurationTable table = ReadRules(
            "-A -t 10.0.0.1:80 -s rr\n-A -t 10.0.0.2:80 -s none\n-a -t 10.0.0.2:80 -r 10.1.0.1:80 -g -w 1"
        );
        using var writer = new StringWriter();
        Assert.Equal(
            [
                "TCP 10.0.0.1:80: keepalived passes over a virtual_server without real servers.",
                "TCP 10.0.0.2:80: keepalived knows no scheduler none.",
            ],
            KeepalivedWriter.Write(table, writer)
        );
        Assert.Empty(writer.ToString());
    }

    private static ConfigurationTable ReadRules(string rules) =>
        ConfigurationFile.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(rules)));
}
