using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpvsPS.Namespaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// The real kube-proxy and Watch-IpvsKubernetesService on two nodes of the same name, by the same API server: the same table after each
/// recorded step, and the same answers to whoever asks. kube-proxy needs iptables.
/// </summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed partial class KubeProxyBesideTests(LabSession lab) : IDisposable
{
    private const string AsKubeProxy =
        "-NodeName node1 -AddressMode Link -LocalFallback Cluster -Masquerade None -AllowUnfiltered "
        + "-ClusterCidr 172.17.0.0/16, fd00:17::/64";

    /// <summary>kube-proxy starts a program for each entry of an ipset, which takes a second here on a busy machine.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("beside").FullName;
    private readonly ScratchNamespace _theirs = new();
    private readonly ScratchNamespace _ours = new();

    public void Dispose()
    {
        _theirs.Dispose();
        _ours.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_tables_and_the_answers_are_the_same_after_each_recorded_step()
    {
        if (ControlPlane.Missing(RealKubeProxy.Program) is { } missing)
        {
            Assert.Skip(missing);
        }

        RecordedNode.Make(_theirs);
        RecordedNode.Make(_ours);
        using NetNamespaceHandle network = NetNamespaceHandle.Open(new NetNamespace(_theirs.Name));
        using ApiServer server = NamespaceThread.Run(network, () => new ApiServer());
        Load(server);
        string kubeconfig = Path.Combine(_folder, "config");
        server.WriteKubeconfig(kubeconfig);
        using Process watch = StartWatch(kubeconfig);
        try
        {
            using (var proxy = new RealKubeProxy(_theirs, kubeconfig))
            {
                proxy.AwaitSync();
                try
                {
                    AssertAllSteps(server);
                }
                catch (TimeoutException e)
                {
                    throw new TimeoutException($"{e.Message}\nkube-proxy says: {proxy.Log}", e);
                }

                TestContext.Current.TestOutputHelper?.WriteLine($"kube-proxy, IPv4: {proxy.Syncs("IPv4")}; IPv6: {proxy.Syncs("IPv6")}");
                TestContext.Current.TestOutputHelper?.WriteLine($"IpvsPS, both: {Sample("sum")} s of {Sample("count")}");
            }

            AssertTheWayThere();
            using var again = new RealKubeProxy(_theirs, kubeconfig);
            again.AwaitSync();
            AwaitSameTable("the way back");
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
            watch.WaitForExit();
        }
    }

    private void AssertAllSteps(ApiServer server)
    {
        AwaitSameTable("start");
        AssertSameAnswers();
        foreach (string step in WatchBed.Steps)
        {
            Replay(server, step);
            AwaitSameTable(step);
        }

        AssertSameAnswers();
    }

    /// <summary>kube-proxy has ended and left its table, which is taken over as it is; then all of it goes.</summary>
    private void AssertTheWayThere()
    {
        string[] table = _theirs.Saved();
        string last = Path.Combine("steps", Path.GetFileName(WatchBed.Steps.Last()));
        lab.Works($"{RecordedNode.Read(last)} | Sync-IpvsKubernetesService {AsKubeProxy} -NetNamespace {_theirs}");
        Assert.Equal(table, _theirs.Saved());
        lab.Works($"Clear-IpvsKubernetesService -KubeProxy -Force -NetNamespace {_theirs}");
        Assert.Equal(table, _theirs.Saved());
        Assert.DoesNotContain("kube-ipvs0", _theirs.Native("ip -br link"), StringComparison.Ordinal);
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_theirs}");
        Assert.Empty(_theirs.Saved());
    }

    private static void Load(ApiServer server)
    {
        server.Load(ApiServer.Services, File.ReadAllText(Path.Combine(WatchBed.Start, "list-services.json")));
        server.Load(ApiServer.Slices, File.ReadAllText(Path.Combine(WatchBed.Start, "list-endpointslices.json")));
        server.Load(ApiServer.Nodes, File.ReadAllText(Path.Combine(RecordedNode.Folder, "transitions/nodes.json")));
    }

    private static void Replay(ApiServer server, string step)
    {
        (string Path, string Kind)[] kinds =
        [
            (ApiServer.Services, "services"),
            (ApiServer.Slices, "endpointslices"),
            (ApiServer.Nodes, "nodes"),
        ];
        foreach ((string path, string kind) in kinds)
        {
            string file = Path.Combine(step, $"events-{kind}.jsonl");
            foreach (string line in File.Exists(file) ? File.ReadLines(file).Where(line => line.Length > 0) : [])
            {
                server.Replay(path, line);
            }
        }
    }

    /// <summary>In the namespace of the API server, and for the other one.</summary>
    private Process StartWatch(string kubeconfig)
    {
        string script = Path.Combine(_folder, "watch.ps1");
        File.WriteAllText(
            script,
            $"Watch-IpvsKubernetesService '{kubeconfig}' {AsKubeProxy} -HealthzBindAddress 127.0.0.1:10256 "
                + $"-MetricsBindAddress 127.0.0.1:10249 -ReadyFile '{_folder}/ready' -NetNamespace {_ours} > $null"
        );
        return Process.Start("bash", ["-c", $"exec ip netns exec {_theirs} {LabSession.PwshCommand} '{script}'"]);
    }

    private void AwaitSameTable(string step)
    {
        (string[] theirs, string[] ours) = ([], []);
        Wait(
            () => (theirs, ours) = (_theirs.Saved(), _ours.Saved()),
            () => ours.Length > 0 && theirs.SequenceEqual(ours),
            () =>
                $"the same table after {step}; kube-proxy's alone: {string.Join(", ", theirs.Except(ours))}; "
                + $"ours: {string.Join(", ", ours.Except(theirs))}"
        );
    }

    /// <summary>Looks until a condition holds; what is said where it never does is what was seen last.</summary>
    private static void Wait(Action look, Func<bool> condition, Func<string> what)
    {
        Poll.Until(
            () =>
            {
                look();
                return condition();
            },
            what,
            Slow
        );
    }

    private void AssertSameAnswers()
    {
        (string Url, bool IsJson)[] urls =
        [
            ("http://127.0.0.1:10256/healthz", true),
            ("http://127.0.0.1:10256/livez", true),
            ("http://127.0.0.1:10256/elsewhere", false),
            ("http://127.0.0.1:10249/proxyMode", false),
            ("http://127.0.0.1:10249/healthz", false),
            .. HealthCheckPorts().Select(port => ($"http://192.168.50.1:{port}/", true)),
        ];
        Assert.True(urls.Length > 5);
        foreach ((string url, bool isJson) in urls)
        {
            (string theirs, string ours) = (string.Empty, string.Empty);
            Wait(
                () => (theirs, ours) = (Answer(_theirs, url), Answer(_ours, url)),
                () => theirs.Length > 0 && theirs == ours,
                () => $"the same answer of {url}: kube-proxy's is {theirs} and ours is {ours}"
            );
            Assert.Equal(isJson, theirs.Contains("application/json", StringComparison.Ordinal));
        }

        AssertMetricNames();
        AssertConfiguration();
    }

    /// <summary>Those that kube-proxy listens on by now.</summary>
    private IEnumerable<string> HealthCheckPorts() =>
        _theirs
            .Native("ss -Hltn")
            .Split('\n')
            .Select(line => PortPattern().Match(line).Groups[1].Value)
            .Where(port => port.Length > 0)
            .Distinct();

    /// <summary>
    /// The status, the headers that say something and the body, without times. On this kernel kube-proxy calls its IPv6 half unhealthy a
    /// minute after it has begun: whether it is healthy is not compared. Nothing while nobody answers: kube-proxy opens a service's port
    /// after it has written the table.
    /// </summary>
    private static string Answer(ScratchNamespace node, string url)
    {
        string answer = node.Native($"curl -s -i -m 20 {url} || true");
        string[] parts = answer.Replace("\r", string.Empty, StringComparison.Ordinal).Split("\n\n", 2);
        if (parts.Length < 2)
        {
            return string.Empty;
        }

        IEnumerable<string> head = parts[0]
            .Split('\n')
            .Where(line => !line.StartsWith("Date:", StringComparison.Ordinal) && !line.StartsWith("Connection:", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("Content-Length:", StringComparison.Ordinal))
            .Select(line => line is "HTTP/1.1 200 OK" or "HTTP/1.1 503 Service Unavailable" ? "HTTP/1.1 HEALTH" : line)
            .Order(StringComparer.Ordinal);
        return $"{string.Join('\n', head)}\n{HealthPattern().Replace(TimePattern().Replace(parts[1], "TIME"), "$1HEALTH")}";
    }

    private void AssertMetricNames()
    {
        string[] theirs = Names(_theirs);
        string[] ours = Names(_ours);
        Assert.NotEmpty(theirs);
        Assert.Empty(theirs.Except(ours));
    }

    /// <summary>kube-proxy's own, with their labels; a histogram's classes too.</summary>
    private static string[] Names(ScratchNamespace node) =>
        [
            .. node.Native("curl -s -m 20 http://127.0.0.1:10249/metrics")
                .Split('\n')
                .Where(line => line.StartsWith("kubeproxy_", StringComparison.Ordinal))
                .Select(line => line[..line.LastIndexOf(' ')]),
        ];

    /// <summary>What we say of our configuration has the places that kube-proxy's has.</summary>
    private void AssertConfiguration()
    {
        const string Group = "kubeproxy.config.k8s.io";
        using JsonDocument theirs = JsonDocument.Parse(_theirs.Native("curl -s -m 20 http://127.0.0.1:10249/configz"));
        using JsonDocument ours = JsonDocument.Parse(_ours.Native("curl -s -m 20 http://127.0.0.1:10249/configz"));
        Assert.Empty(Places(ours.RootElement.GetProperty(Group)).Except(Places(theirs.RootElement.GetProperty(Group))));
    }

    private static IEnumerable<string> Places(JsonElement item) =>
        item.EnumerateObject()
            .SelectMany(field =>
                field.Value.ValueKind == JsonValueKind.Object ? Places(field.Value).Select(place => $"{field.Name}.{place}") : [field.Name]
            );

    private double Sample(string part)
    {
        string start = $"kubeproxy_sync_proxy_rules_duration_seconds_{part}{{ip_family=\"IPv4\"}} ";
        string text = _ours.Native("curl -s -m 20 http://127.0.0.1:10249/metrics");
        return double.Parse(
            text.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..],
            CultureInfo.InvariantCulture
        );
    }

    [GeneratedRegex(@":(3[0-9]{4})\s")]
    private static partial Regex PortPattern();

    [GeneratedRegex("(ealthy\": ?)(true|false)")]
    private static partial Regex HealthPattern();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)")]
    private static partial Regex TimePattern();
}
