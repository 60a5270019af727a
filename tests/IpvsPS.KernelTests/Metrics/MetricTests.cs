using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Metrics;

/// <summary>
/// Metrics of a table with every kind of service, beside promtool, Prometheus and node_exporter of Debian, with the counters of
/// real connections.
/// </summary>
public sealed partial class MetricTests(LabSession lab, EveryKindOfConnection connections) : IClassFixture<EveryKindOfConnection>
{
    private const string Programs = "/opt/prometheus/usr/bin";

    private readonly BalancedPair _pair = connections.Open(lab);

    [Theory]
    [InlineData("-RealServer -ConnectionState -Aggregate Address")]
    [InlineData("-Compatible NodeExporter")]
    public void Promtool_is_content(string arguments)
    {
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, Lines(arguments));

        Assert.Equal(string.Empty, LabSession.Native($"{Programs}/promtool check metrics <{path} 2>&1").Trim());
    }

    [Fact]
    public void Promtool_is_content_with_the_alert_rules()
    {
        string shown = LabSession.Native($"{Programs}/promtool check rules {Repository.File("docs/metrics/ipvs-alerts.yml")}");
        Assert.Contains("SUCCESS: 9 rules found", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_is_that_of_the_objects()
    {
        Dictionary<string, string> values = Values(Lines("-RealServer"));
        Objects.IpvsStatistic[] statistics =
        [
            .. lab.Works($"Get-IpvsStatistic -RealServer -NetNamespace {_pair.Director}").Of<Objects.IpvsStatistic>(),
        ];
        foreach (Objects.IpvsStatistic statistic in statistics.Where(one => one.FirewallMark is null))
        {
            string service =
                $"protocol=\"{statistic.Protocol.ToString()!.ToUpperInvariant()}\","
                + $"virtual_address=\"{statistic.VirtualAddress}\",virtual_port=\"{statistic.VirtualPort}\"";
            (string prefix, string labels) = statistic.RealAddress is null
                ? ("ipvs_service", service)
                : ("ipvs_real_server", $"{service},address=\"{statistic.RealAddress}\",port=\"{statistic.RealPort}\"");
            Assert.Equal($"{statistic.Connections}", values[$"{prefix}_connections_total{{{labels}}}"]);
            Assert.Equal($"{statistic.IncomingBytes}", values[$"{prefix}_incoming_bytes_total{{{labels}}}"]);
        }

        Assert.Equal("5", values["ipvs_services"]);
        Assert.Equal("1", values["ipvs_service_weight{firewall_mark=\"5\",address_family=\"ipv4\"}"]);
    }

    /// <summary>An SCTP service: node_exporter passes over its line, and has its real server below the service above it.</summary>
    [Fact]
    public void Node_exporter_has_the_same_values_but_for_SCTP()
    {
        using var netns = new ScratchNamespace();
        netns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -w 3; "
                + "ipvsadm -A -f 7; ipvsadm -a -f 7 -r 10.1.0.2 -w 4; "
                + "ipvsadm -A -t [2001:db8::1]:80; ipvsadm -a -t [2001:db8::1]:80 -r [2001:db8::2]:8080 -w 6; "
                + "ipvsadm -A --sctp-service 10.0.0.1:90; ipvsadm -a --sctp-service 10.0.0.1:90 -r 10.1.0.9 -w 5'"
        );
        string[] theirs = Scrape(
            netns.Name,
            $"{Programs}/prometheus-node-exporter --collector.disable-defaults --collector.ipvs --web.listen-address=127.0.0.1:9199",
            9199
        );
        IEnumerable<string> expected = theirs
            .Where(line => line.Contains("node_ipvs_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        string[] ours = [.. lab.Works($"Export-IpvsMetric -Compatible NodeExporter -NetNamespace {netns}").Of<string>()];

        const string sctp = "proto=\"SCTP\"";
        string[] right = [.. ours.Where(line => line.Contains(sctp, StringComparison.Ordinal))];
        Assert.DoesNotContain(theirs, line => line.Contains(sctp, StringComparison.Ordinal));
        string[] wrong = [.. theirs.Where(line => line.Contains("10.1.0.9", StringComparison.Ordinal))];
        Assert.Equal((3, 3), (right.Length, wrong.Length));
        Assert.Equal(expected.Except(wrong), ours.Except(right).Order(StringComparer.Ordinal));
        string[] warnings = [.. lab.Works($"Export-IpvsMetric -Compatible NodeExporter -ConnectionState -NetNamespace {netns}").Warnings];
        Assert.Contains("-ConnectionState", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Prometheus_scrapes_the_server_and_answers_a_query()
    {
        string folder = Directory.CreateTempSubdirectory("prometheus").FullName;
        File.WriteAllText(
            Path.Combine(folder, "prometheus.yml"),
            "scrape_configs: [{ job_name: ipvs, scrape_interval: 1s, static_configs: [{ targets: ['127.0.0.1:9411'] }] }]\n"
        );
        lab.Works(
            $"Start-IpvsMetricServer 9411 -RealServer -NetNamespace {_pair.Director}, {_pair.Server} -ListenNetNamespace {_pair.Director}"
        );
        try
        {
            const string query = "http://127.0.0.1:9197/api/v1/query?query=ipvs_service_weight%7Bvirtual_port=%22443%22%7D";
            string answer = string.Empty;
            Run(
                _pair.Director.Name,
                $"{Programs}/prometheus --config.file={folder}/prometheus.yml --storage.tsdb.path={folder}/data "
                    + "--web.listen-address=127.0.0.1:9197",
                () =>
                {
                    answer = _pair.Director.Native($"sh -c 'curl -s \"{query}\" || true'");
                    return answer.Contains("\"value\"", StringComparison.Ordinal);
                }
            );

            Assert.Contains("\"virtual_address\":\"fd00:77:1::1\"", answer, StringComparison.Ordinal);
            Assert.Contains($"\"netns\":\"{_pair.Director}\"", answer, StringComparison.Ordinal);
            Assert.Matches("\"value\":\\[[0-9.]+,\"1\"\\]", answer);
        }
        finally
        {
            lab.Works("Get-IpvsMetricServer | Stop-IpvsMetricServer");
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_reader_without_pause_never_finds_half_a_file_and_everybody_may_read_it()
    {
        string path = Path.Combine(Path.GetTempPath(), "whole.prom");
        string last = Lines("-RealServer")[^1];
        int whole = 0;
        lab.Works($"Export-IpvsMetric {path} -RealServer -NetNamespace {_pair.Director}");
        using var end = new CancellationTokenSource();
        Exception? failure = null;
        var reader = new Thread(() => failure = Record.Exception(() => Read(path, last, end.Token, ref whole))) { IsBackground = true };
        reader.Start();
        try
        {
            lab.Works($"1..40 | ForEach-Object {{ Export-IpvsMetric {path} -RealServer -Force -NetNamespace {_pair.Director} }}");
        }
        finally
        {
            end.Cancel();
            reader.Join();
        }

        Assert.Null(failure);
        Assert.InRange(whole, 10, int.MaxValue);
        Assert.Equal("644", LabSession.Native($"stat -c %a {path}").Trim());
        lab.Fails($"Export-IpvsMetric {path}", "FileExists", ErrorCategory.ResourceExists, path);
        lab.Fails("Export-IpvsMetric /no/such/folder/x.prom", "PathNotFound", ErrorCategory.ObjectNotFound);
        lab.Fails("Export-IpvsMetric /proc/x.prom", "FileFailed", ErrorCategory.WriteError, "'/proc/x.prom' could not be opened");
        lab.Fails($"Export-IpvsMetric {path} -Force -NetNamespace nosuch", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound);
        Assert.EndsWith($"{last}\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_one_error_and_the_file_is_as_it_was()
    {
        string folder = Directory.CreateTempSubdirectory("textfile").FullName;
        string path = Path.Combine(folder, "ipvs.prom");
        string export = $"Export-IpvsMetric {path} -Force -NetNamespace {_pair.Director}";
        LabSession.Native($"mount -t tmpfs -o size=64k tmpfs {folder}");
        try
        {
            File.WriteAllText(path, "old 1\n");
            LabSession.Native($"mount -o remount,ro {folder}");
            lab.Fails(export, "FileFailed", ErrorCategory.WriteError, path, "Read-only file system");
            LabSession.Native($"mount -o remount,rw {folder}");
            LabSession.Native($"dd if=/dev/zero of={folder}/full bs=4k 2> /dev/null || true");
            lab.Fails(export, "FileWriteFailed", ErrorCategory.WriteError, path, "as it was");
            lab.Fails(
                $"Export-IpvsMetric {folder} -Force -NetNamespace {_pair.Director}",
                "FileAccessDenied",
                ErrorCategory.PermissionDenied,
                folder
            );

            Assert.Equal("old 1\n", File.ReadAllText(path));
            Assert.Equal(["full", "ipvs.prom"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
            File.Delete(Path.Combine(folder, "full"));
            lab.Works(export);
            Assert.Contains("ipvs_up 1\n", File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            LabSession.Native($"umount {folder}");
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void A_server_tells_that_its_namespace_has_gone_and_what_stands_in_its_way()
    {
        var gone = new ScratchNamespace();
        string port = lab.Works($"(Start-IpvsMetricServer 0 -NetNamespace {gone}).Port")
            .Of<int>()
            .Single()
            .ToString(CultureInfo.InvariantCulture);
        Assert.Contains("ipvs_up 1\n", Get(port), StringComparison.Ordinal);
        lab.Fails($"Start-IpvsMetricServer {port}", "IpvsMetricPortTaken", ErrorCategory.ResourceExists, port, "-Port 0");
        lab.Fails(
            "Start-IpvsMetricServer 0 -ListenAddress 192.0.2.1",
            "IpvsMetricAddressInvalid",
            ErrorCategory.InvalidArgument,
            "192.0.2.1"
        );
        gone.Dispose();
        string after = Get(port);
        Assert.Contains("ipvs_up 0\n", after, StringComparison.Ordinal);
        Assert.DoesNotContain("ipvs_services 0", after, StringComparison.Ordinal);

        lab.Works($"Stop-IpvsMetricServer {port}");
        lab.Fails($"Stop-IpvsMetricServer {port}", "IpvsMetricServerNotFound", ErrorCategory.ObjectNotFound, port);
        lab.Fails($"Get-IpvsMetricServer {port}", "IpvsMetricServerNotFound", ErrorCategory.ObjectNotFound, port);
    }

    [Fact]
    public void Connections_are_counted_by_each_of_their_sides()
    {
        string netns = $"-NetNamespace {_pair.Director}";
        Objects.IpvsConnectionCount[] clients =
        [
            .. lab.Works($"Get-IpvsConnection -Top 1 -By ClientAddress {netns}").Of<Objects.IpvsConnectionCount>(),
        ];
        int all = lab.Works(
            $"Get-IpvsConnection {netns} | Where-Object {{ $_.ClientAddress -eq '10.77.0.1' -and !$_.IsTemplate }}"
        ).Output.Count;
        Assert.Equal(("10.77.0.1", (long)all), (Assert.Single(clients).ClientAddress, clients[0].Count));
        Assert.Equal(
            "TCP [fd00:77:1::1]:443",
            lab.Works($"Get-IpvsConnection -By Service -AddressFamily IPv6 {netns}").Of<Objects.IpvsConnectionCount>().Single().Name
        );
        Assert.Equal(
            40002,
            lab.Works($"Get-IpvsConnection -By RealServer -RealPort 8443 {netns} | Get-IpvsConnection")
                .Of<Objects.IpvsConnection>()
                .Single()
                .ClientPort
        );
    }

    private static void Read(string path, string last, CancellationToken end, ref int whole)
    {
        while (!end.IsCancellationRequested)
        {
            Assert.EndsWith($"{last}\n", File.ReadAllText(path), StringComparison.Ordinal);
            whole++;
        }
    }

    private static string Get(string port) => LabSession.Native($"curl -s http://127.0.0.1:{port}/metrics");

    private string[] Lines(string arguments) =>
        [.. lab.Works($"Export-IpvsMetric {arguments} -NetNamespace {_pair.Director}").Of<string>()];

    private static Dictionary<string, string> Values(IEnumerable<string> lines) =>
        lines
            .Where(line => line[0] != '#')
            .Select(line => Sample().Match(line))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    /// <summary>What a program serves at /metrics of a port, with the program started and ended.</summary>
    private static string[] Scrape(string netns, string program, int port)
    {
        string text = string.Empty;
        Run(
            netns,
            program,
            () =>
            {
                text = LabSession.Native($"ip netns exec {netns} curl -s http://127.0.0.1:{port}/metrics || true");
                return text.Length > 0;
            }
        );
        return text.Split('\n');
    }

    private static void Run(string netns, string program, Func<bool> isDone)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"exec ip netns exec {netns} {program} >/dev/null 2>&1"])
        )!;
        try
        {
            Poll.Until(isDone, $"what {program.Split(' ')[0]} serves");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [GeneratedRegex("^(.+) ([0-9]+)$")]
    private static partial Regex Sample();
}
