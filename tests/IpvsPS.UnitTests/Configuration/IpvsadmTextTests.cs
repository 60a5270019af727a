using System.Text;
using IpvsPS.Configuration;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>What ipvsadm writes and reads: each way to write a rule.</summary>
public sealed class IpvsadmTextTests
{
    [Fact]
    public void What_ipvsadm_saves_is_read_and_written_as_it_stands()
    {
        const string saved = """
            -A -t 10.0.0.1:80 -s mh -p 60 -M 255.255.0.0 -b mh-fallback,mh-port
            -a -t 10.0.0.1:80 -r 10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
            -a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 1 --tun-type gre --tun-nocsum
            -a -t 10.0.0.1:80 -r 10.1.0.4:80 -i -w 1 --tun-type ipip
            -a -t 10.0.0.1:80 -r 10.1.0.5:8080 -m -w 0 -x 9 -y 8
            -A -u 10.0.0.2:53 -s sh -p 60 --pe sip -o -b sh-port
            -A --sctp-service 10.0.0.1:99 -s wlc
            -A -f 7 -s rr
            -A -f 7 -6 -s wlc -p 300 -M 64
            -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1

            """;
        Assert.Equal(saved, Write(Read(saved), isJson: false));
    }

    [Fact]
    public void Long_options_comments_and_defaults_of_ipvsadm_are_read()
    {
        ConfigurationTable table = Read(
            "# rules\r\n\n--add-service --tcp-service 10.0.0.1:80 --persistent\n--add-server --tcp-service 10.0.0.1:80 "
                + "--real-server 10.1.0.1 --masquerading"
        );
        Assert.Equal("TCP 10.0.0.1:80 wlc persistent 360", Assert.Single(table.Services).Service.ToString());
        Assert.Equal("10.1.0.1:80", Assert.Single(table.Services[0].RealServers).ToString());
    }

    /// <summary>What popt(3) makes of ipvsadm's options, and what stands in scripts.</summary>
    [Theory]
    [InlineData("-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 --weight=3 -m")]
    [InlineData("-A -t10.0.0.1:80 -srr\n-a -t10.0.0.1:80 -r10.1.0.1:80 -mw3")]
    [InlineData("-At 10.0.0.1:80 --scheduler=rr\n-am --tcp-service=10.0.0.1:80 -w 3 --real-server=10.1.0.1")]
    [InlineData("-At 10.0.0.1:http -s rr\n-amw3 -r 10.1.0.1:http -t 10.0.0.1:80")]
    [InlineData("/sbin/ipvsadm -A -t 10.0.0.1:80 -s rr\n/sbin/ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 3")]
    [InlineData("ipvsadm -A -t 10.0.0.1:80 -s rr\nipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 3")]
    [InlineData("-C\n-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3")]
    [InlineData(
        "-A -u 10.0.0.9:53\n-a -u 10.0.0.9:53 -r 10.1.0.9\n--clear\n-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3"
    )]
    public void Every_way_to_write_a_rule_is_read(string text)
    {
        using ConfigurationTable table = Read(text);
        Assert.Equal("-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3\n", Write(table, isJson: false));
        Assert.Equal(
            text.Contains("-C\n", StringComparison.Ordinal) || text.Contains("--clear", StringComparison.Ordinal),
            table.IsClearedFirst
        );
    }

    [Theory]
    [InlineData("-A -t 10.0.0.1:no-such-port", 7, "'no-such-port' in '10.0.0.1:no-such-port' is no port")]
    [InlineData("-A -t 10.0.0.1:80 --ops=1", 19, "--ops takes no value")]
    [InlineData("-A -t 10.0.0.1:80 -w3x", 19, "-w3x is a whole number from 0 to 2147483647, not '3x'")]
    [InlineData("-Aq", 1, "'-Aq' is no option")]
    public void What_popt_would_refuse_is_refused(string text, int column, string words)
    {
        var error = Assert.Throws<IpvsConfigurationException>(() => Read(text));
        Assert.Contains(words, error.Reason, StringComparison.Ordinal);
        Assert.Equal((1, column), (error.Line, error.Column));
    }

    [Fact]
    public void Rules_of_several_services_may_be_mixed()
    {
        string[] rules =
        [
            "-A -t 10.0.0.1:80 -s rr",
            "-A -t 10.0.0.2:80 -s rr",
            .. Enumerable.Range(1, 9).Select(i => $"-a -t 10.0.0.{(i % 2) + 1}:80 -r 10.1.0.{i}:80 -m -w 1"),
        ];
        using ConfigurationTable table = Read(string.Join('\n', rules));
        Assert.Equal([4, 5], table.Services.Select(entry => entry.RealServers.Count));
        Assert.Equal(
            "the real server 10.1.0.1:80 is twice in TCP 10.0.0.2:80: name each once.",
            Assert.Throws<IpvsConfigurationException>(() => Read(string.Join('\n', [.. rules, rules[2]]))).Reason
        );
    }

    private static ConfigurationTable Read(string text) => ConfigurationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Write(ConfigurationTable table, bool isJson)
    {
        using var stream = new MemoryStream();
        ConfigurationFile.Write(table, stream, isJson);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
