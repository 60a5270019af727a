using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>The rules that are read with one look at each byte come out as by the reader of every rule.</summary>
public sealed class IpvsadmSavedLineTests
{
    [Theory]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 1", true)]
    [InlineData("-a -u 10.0.0.1:80 -r 10.1.0.1:80 -g -w 2147483647", true)]
    [InlineData("-a -t 255.255.255.255:65535 -r 1.2.3.4:65535 -m -w 0", true)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -i -w 1", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1 -x 5", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1 ", false)]
    [InlineData("-a -t  10.0.0.1:80 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData(" -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.1:http -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.01:80 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.1:080 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.256:80 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.1:65536 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 2147483648", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 99999999999999999999", false)]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w -1", false)]
    [InlineData("-a -t [::1]:80 -r [::2]:80 -m -w 1", false)]
    [InlineData("-a -f 5 -r 10.1.0.1:80 -m -w 1", false)]
    [InlineData("-A -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1", false)]
    public void A_real_server(string line, bool isSaved)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        Assert.Equal(isSaved, IpvsadmSavedLine.TryReadServer(bytes, out IpvsServiceId service, out RealServer server));
        if (isSaved)
        {
            var reader = new IpvsadmLine(Words(line));
            reader.Read();
            Assert.Equal(reader.Id, service);
            Assert.Equal(reader.Server, server);
        }
    }

    /// <summary>A shorter line is whole where its weight has a digit.</summary>
    [Fact]
    public void What_is_cut_off_is_no_rule_and_no_fault_of_the_reader()
    {
        const string line = "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 12";
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        Assert.All(
            Enumerable.Range(0, bytes.Length),
            length => Assert.Equal(length == line.Length - 1, IpvsadmSavedLine.TryReadServer(bytes.AsSpan(0, length), out _, out _))
        );
    }

    [Theory]
    [InlineData("-A -t 10.0.0.1:80 -s wlc", true)]
    [InlineData("-A -u 10.0.0.1:53 -s rr", true)]
    [InlineData("-A -t 10.0.0.1:80 -s mh -b mh-port", false)]
    [InlineData("-A -t 10.0.0.1:80 -s wlc -p 60", false)]
    [InlineData("-A -t 10.0.0.1:80 -s wlc\r", false)]
    [InlineData("-A -t 10.0.0.1:80 -s ", false)]
    [InlineData("-A -t 10.0.0.1:80", false)]
    [InlineData("-A -t 10.0.0.1 -s rr", false)]
    [InlineData("-A -f 5 -s rr", false)]
    [InlineData("-a -t 10.0.0.1:80 -s rr", false)]
    public void A_service(string line, bool isSaved)
    {
        bool isRead = IpvsadmSavedLine.TryReadService(Encoding.UTF8.GetBytes(line), out IpvsServiceId service, out ReadOnlySpan<byte> name);
        Assert.Equal(isSaved, isRead);
        if (isSaved)
        {
            var reader = new IpvsadmLine(Words(line));
            reader.Read();
            Assert.Equal((reader.Id, reader.Service.Scheduler), (service, Encoding.UTF8.GetString(name)));
            Assert.Equal($"{reader.Service}", $"{new IpvsService { Id = service, Scheduler = Encoding.UTF8.GetString(name) }}");
        }
    }

    /// <summary>Errors say the line, whichever way the lines before it were read.</summary>
    [Theory]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1", 4, 1, "is twice in")]
    [InlineData("  -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1", 4, 3, "is twice in")]
    [InlineData("-A -t 10.0.0.1:80 -s rr", 4, 1, "is there twice, first on line 2")]
    [InlineData("-a -t 10.0.0.2:80 -r 10.1.0.1:80 -m -w 1", 4, 1, "no -A line before this one")]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:81 -g -w 1", 4, 1, "port")]
    [InlineData("-a -t 10.0.0.1:80 -r 224.0.0.1:80 -m -w 1", 4, 1, "address")]
    [InlineData("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w x", 4, 40, "whole number")]
    public void A_fault_is_named_with_its_line(string last, int line, int column, string words)
    {
        string text = $"# saved\n-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1\n{last}\n";
        IpvsConfigurationException fault = Assert.Throws<IpvsConfigurationException>(() => ConfigurationFile.Parse(text).Dispose());
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Services out of order, and lines of one service with others between, as nobody saves them and scripts may have
    /// them.</summary>
    [Fact]
    public void Any_order_of_lines_gives_the_same_table()
    {
        string[] services = ["-A -t 10.0.0.1:80 -s rr", "-A -t 10.0.0.2:80 -s wlc", "-A -u 10.0.0.1:80 -s sh"];
        string[] servers =
        [
            .. from service in new[] { "-t 10.0.0.1:80", "-t 10.0.0.2:80", "-u 10.0.0.1:80" }
            from host in Enumerable.Range(1, 5)
            select $"-a {service} -r 10.1.0.{host}:80 -m -w {host}",
        ];
        string Read(IEnumerable<string> lines)
        {
            using ConfigurationTable table = ConfigurationFile.Parse(string.Join('\n', lines));
            return ConfigurationFile.Format(table, isJson: false);
        }

        string expected = Read([.. services, .. servers]);
        Assert.Equal(18, expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(expected, Read([.. services.Reverse(), .. servers.Reverse()]));
        Assert.Equal(
            expected,
            Read([services[1], services[0], servers[9], servers[0], services[2], .. servers.Except([servers[9], servers[0]])])
        );
        Assert.Equal(expected, Read([.. services, .. servers.OrderBy(line => line[^1])]));
    }

    private static IpvsadmWords Words(string line)
    {
        var input = new TextInput(new MemoryStream(Encoding.UTF8.GetBytes(line)));
        input.Fill();
        var words = new IpvsadmWords(input);
        Assert.True(words.Begin(line.Length));
        return words;
    }
}
