using System.Diagnostics;
using System.Globalization;
using System.Net;
using IpvsPS.Metrics;

namespace IpvsPS.Benchmarks;

/// <summary>Scrapes of a large table, beside a listing of it by Get-IpvsRealServer and the collector of node_exporter.</summary>
internal sealed class MetricBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const string NodeExporter = "/opt/prometheus/usr/bin/prometheus-node-exporter";
    private const int NodeExporterPort = 9198;

    public override string Name => "metrics";

    public override IEnumerable<Job> Jobs()
    {
        var table = new BenchmarkTable(5_000, 10);
        yield return Compare("make the metrics of 5,000 services", table, Write(new MetricOptions()));
        yield return Compare("scrape 5,000 services", table, Scrape(new MetricOptions()));
        yield return Compare("make the metrics of 5,000 services and 50,000 real servers", table, Write(All));
        yield return Compare("scrape 5,000 services and 50,000 real servers", table, Scrape(All));
    }

    private static MetricOptions All { get; } = new() { HasRealServers = true };

    private Job Compare(string title, BenchmarkTable table, Contender ours) =>
        new(
            title,
            TableContenders.After(table, ours),
            TableContenders.After(table, Collector()),
            TableContenders.After(table, Session.Cmdlets("$servers = Get-IpvsRealServer -NetNamespace $netns"))
        )
        {
            Check = _ => { },
        };

    /// <summary>Reads the table and writes the text to nowhere.</summary>
    private static Contender Write(MetricOptions options) =>
        new(
            "IpvsPS",
            netns =>
            {
                MetricExporter exporter = netns.Keep(new MetricExporter([new MetricSource(netns.Handle, null)], options));
                return () => BenchmarkSession.Time(() => exporter.Write(Stream.Null, MetricFormat.Text, CancellationToken.None));
            }
        );

    /// <summary>
    /// The same over HTTP, from the connection to the last byte by curl's own clock: what scrapes is not started for each scrape, and
    /// starting curl takes half as long as a listing in the lab. The server has answered once before, as servers have all but once.
    /// </summary>
    private static Contender Scrape(MetricOptions options) =>
        new(
            "IpvsPS",
            netns =>
            {
                var exporter = new MetricExporter([new MetricSource(netns.Handle, null)], options);
                MetricServer server = netns.Keep(MetricServer.Start(netns.Handle, new IPEndPoint(IPAddress.Loopback, 0), exporter));
                string scrape = $"ip netns exec $netns curl -sf -o /dev/null -w '%{{time_total}}' http://{server.Endpoint}/metrics";
                netns.Native(scrape);
                return () => Seconds(netns.Native(scrape));
            }
        );

    /// <summary>What node_exporter says its ipvs collector took.</summary>
    private static Contender Collector() =>
        new(
            "node_exporter's collector",
            netns =>
            {
                Process process = Process.Start(
                    "ip",
                    [
                        "netns",
                        "exec",
                        netns.Name,
                        NodeExporter,
                        "--log.level=error",
                        "--collector.disable-defaults",
                        "--collector.ipvs",
                        string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{NodeExporterPort}"),
                    ]
                );
                netns.Keep(new EndOf(process));
                return () =>
                {
                    string seconds = netns.Native(
                        "ip netns exec $netns curl -sf --retry 20 --retry-connrefused --retry-delay 1 "
                            + $"http://127.0.0.1:{NodeExporterPort}/metrics "
                            + "| grep '^node_scrape_collector_duration_seconds' | cut -d' ' -f2"
                    );
                    return Seconds(seconds);
                };
            }
        );

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));

    private sealed class EndOf(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
