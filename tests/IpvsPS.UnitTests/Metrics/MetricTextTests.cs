using System.Net;
using System.Text;
using IpvsPS.Ipvs;
using IpvsPS.Metrics;
using Xunit;

namespace IpvsPS.UnitTests.Metrics;

/// <summary>The bytes of metrics in both formats.</summary>
public sealed class MetricTextTests
{
    private static readonly MetricFamily Counter = new("x_read_bytes", MetricType.Counter, "What was read.", "bytes");
    private static readonly MetricFamily Info = new("x", MetricType.Info, "What it is.");

    [Fact]
    public void Text_names_families_as_their_samples() =>
        Assert.Equal(
            "# HELP x_read_bytes_total What was read.\n# TYPE x_read_bytes_total counter\nx_read_bytes_total{a=\"b\\\\c\\\"d\\ne\"} 7\n"
                + "# HELP x_info What it is.\n# TYPE x_info gauge\nx_info 1\n",
            Write(MetricFormat.Text)
        );

    [Fact]
    public void OpenMetrics_names_families_without_suffix_gives_units_and_ends_with_EOF() =>
        Assert.Equal(
            "# TYPE x_read_bytes counter\n# UNIT x_read_bytes bytes\n# HELP x_read_bytes What was read.\n"
                + "x_read_bytes_total{a=\"b\\\\c\\\"d\\ne\"} 7\n# TYPE x info\n# HELP x What it is.\nx_info 1\n# EOF\n",
            Write(MetricFormat.OpenMetrics)
        );

    [Fact]
    public void What_is_longer_than_the_buffer_comes_whole()
    {
        using var stream = new MemoryStream();
        var writer = new MetricWriter(stream, MetricFormat.Text, new byte[200]);
        var server = new RealServer(InetAddress.FromIPAddress(IPAddress.Parse("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff")), 65535);
        for (int i = 0; i < 2000; i++)
        {
            writer.Start(Info);
            writer.Server(server);
            writer.Value(ulong.MaxValue);
        }

        writer.End();

        const string line = "x_info{address=\"2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff\",port=\"65535\"} 18446744073709551615\n";
        Assert.Equal(string.Concat(Enumerable.Repeat(line, 2000)), Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.96.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void Addresses_are_in_canonical_text(string address)
    {
        Span<byte> bytes = stackalloc byte[64];
        int count = InetAddress.FromIPAddress(IPAddress.Parse(address)).Format(bytes);
        Assert.Equal(address, Encoding.ASCII.GetString(bytes[..count]));
    }

    [Fact]
    public void The_same_mark_of_both_families_has_two_names()
    {
        var labels = new MetricLabels("blue");
        string[] names =
        [
            .. new[] { AddressFamily.IPv4, AddressFamily.IPv6 }.Select(family =>
                Encoding.UTF8.GetString(labels.Of(IpvsServiceId.ForFirewallMark(5, family)))
            ),
        ];

        Assert.Equal(
            ["netns=\"blue\",firewall_mark=\"5\",address_family=\"ipv4\"", "netns=\"blue\",firewall_mark=\"5\",address_family=\"ipv6\""],
            names
        );
    }

    [Theory]
    [InlineData("       1        4        A              2EC                F", 0xFUL)]
    [InlineData("FFFFFFFFFF 0 0 0 0", 0UL)]
    public void The_totals_of_proc_are_hexadecimal(string line, ulong outgoingBytes) =>
        Assert.Equal(outgoingBytes, IpvsTotals.Parse(Encoding.ASCII.GetBytes(line))!.Value.OutgoingBytes);

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3 4")]
    [InlineData("1 2 3 4 g")]
    public void What_are_no_totals_is_refused(string line) => Assert.Null(IpvsTotals.Parse(Encoding.ASCII.GetBytes(line)));

    private static string Write(MetricFormat format)
    {
        using var stream = new MemoryStream();
        var writer = new MetricWriter(stream, format, new byte[MetricWriter.BufferBytes]);
        writer.Begin(Counter);
        writer.Start(Counter);
        writer.Label("a"u8, "b\\c\"d\ne");
        writer.Value(7);
        writer.Begin(Info);
        writer.Start(Info);
        writer.Value(1);
        writer.End();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
