using System.Net;
using System.Text;
using IpvsPS.Ipvs;
using IpvsPS.Metrics;
using IpvsPS.Namespaces;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Metrics;

/// <summary>What a health monitor knows, as metrics.</summary>
public sealed class HealthMetricTests
{
    private const string Service = "protocol=\"TCP\",virtual_address=\"10.0.0.1\",virtual_port=\"80\"";

    private static readonly IpvsServiceId Id = IpvsServiceId.ForAddress(Address("10.0.0.1"), 80, IpvsProtocol.Tcp);

    [Fact]
    public void Services_and_real_servers_have_their_state_and_a_server_that_is_not_known_has_none()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string text = Write(now, hasRealServers: true);

        Assert.Contains($"ipvs_health_written_timestamp_seconds {now.ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_service_quorum{{{Service}}} 0\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_service_sorry_active{{{Service}}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_service_down_servers{{{Service}}} 2\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_service_kept_up_servers{{{Service}}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_real_server_healthy{{{Service},address=\"10.1.0.1\",port=\"80\"}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"ipvs_real_server_healthy{{{Service},address=\"10.1.0.2\",port=\"80\"}} 0\n", text, StringComparison.Ordinal);
        Assert.Contains(
            $"ipvs_real_server_last_change_timestamp_seconds{{{Service},address=\"10.1.0.2\",port=\"80\"}} 1700000002\n",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("10.1.0.4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ipvs_real_server_healthy{", Write(now, hasRealServers: false), StringComparison.Ordinal);
    }

    /// <summary>A clock that was set, back or on, makes a monitor old until it writes again.</summary>
    [Theory]
    [InlineData(-59, true)]
    [InlineData(-61, false)]
    [InlineData(30, true)]
    [InlineData(3600, false)]
    public void Of_a_monitor_that_does_not_run_any_more_the_time_alone_is_told(int seconds, bool isCurrent)
    {
        string text = Write(DateTimeOffset.UtcNow.AddSeconds(seconds + 0.5), hasRealServers: true);

        Assert.Contains("ipvs_health_written_timestamp_seconds 1", text, StringComparison.Ordinal);
        Assert.Equal(isCurrent, text.Contains("ipvs_service_quorum{", StringComparison.Ordinal));
        Assert.Equal(isCurrent, text.Contains("ipvs_real_server_healthy{", StringComparison.Ordinal));
    }

    private static string Write(DateTimeOffset written, bool hasRealServers)
    {
        using var source = new MetricSource(NetNamespaceHandle.Home, null)
        {
            Health = new HealthTable(
                7,
                written,
                [
                    new ServiceHealth(Id)
                    {
                        HasQuorum = false,
                        IsSorryServerOn = true,
                        Servers =
                        [
                            Server(1, ServerHealth.Up),
                            Server(2, ServerHealth.Down, isKept: true),
                            Server(3, ServerHealth.Down),
                            Server(4, default),
                        ],
                    },
                ]
            ),
        };
        using var stream = new MemoryStream();
        var writer = new MetricWriter(stream, MetricFormat.Text, new byte[MetricWriter.BufferBytes]);
        HealthMetrics.Write(writer, [source], hasRealServers);
        writer.End();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static RealServerHealth Server(int number, ServerHealth health, bool isKept = false) =>
        new(new RealServerId(Id, Address($"10.1.0.{number}"), 80))
        {
            Health = health,
            IsKeptUp = isKept,
            Since = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + number),
        };

    private static InetAddress Address(string text) => InetAddress.FromIPAddress(IPAddress.Parse(text));
}
