using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>A node whose services are kept through everything that was recorded, and through what goes wrong.</summary>
public sealed class KubernetesWatchTests(LabSession lab) : IDisposable
{
    private const string AsKubeProxy =
        "-NodeName node1 -AddressMode Link -LocalFallback Cluster -Masquerade None -AllowUnfiltered "
        + "-ClusterCidr 172.17.0.0/16, fd00:17::/64";

    private readonly WatchBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Every_recorded_step_gives_the_recorded_table_in_one_run_through_restarts_garbage_and_other_writers()
    {
        string[] steps = [.. WatchBed.Steps];
        string sync = $"Sync-IpvsKubernetesService -Kubeconfig '{_bed.Kubeconfig}' {AsKubeProxy} -NetNamespace {_bed.Namespace} -PassThru";
        Assert.NotEmpty(lab.Works(sync).Output);
        Assert.Equal(WatchBed.TableOf(WatchBed.Start), _bed.Namespace.Saved());
        Assert.Empty(lab.Works(sync).Output);

        _bed.StartWatch(
            $"{AsKubeProxy} -ReadyFile '{_bed.ReadyFile}' -RepairInterval 2s -HealthzBindAddress 127.0.0.1:10256 "
                + "-MetricsBindAddress 127.0.0.1:10249"
        );
        _bed.Await("Synced");
        Poll.Until(() => File.Exists(_bed.ReadyFile), "the ready file");
        for (int i = 0; i < steps.Length; i++)
        {
            Disturb(i);
            _bed.Replay(steps[i]);
            _bed.AwaitTable(steps[i]);
        }

        Assert.StartsWith("HTTP/1.1 200 OK", _bed.Get("http://127.0.0.1:10256/healthz"), StringComparison.Ordinal);
        Assert.Contains("\"healthy\": true", _bed.Get("http://127.0.0.1:10256/livez"), StringComparison.Ordinal);
        AssertRepairs(steps[^1]);
        AssertAddresses(steps[^1]);
        Assert.Matches("\nipvsps_kubernetes_repaired_total [1-9]", _bed.Get("http://127.0.0.1:10249/metrics"));

        // SIGTERM leaves everything as it is.
        string[] table = _bed.Namespace.Saved();
        Assert.True(_bed.Terminate(), "SIGTERM did not end it.");
        Assert.Equal(table, _bed.Namespace.Saved());
        Assert.False(File.Exists(_bed.ReadyFile));

        // Ctrl-C does not either; the next one begins with nothing to do and takes it all back.
        string watch = $"Watch-IpvsKubernetesService '{_bed.Kubeconfig}' {AsKubeProxy} -NetNamespace {_bed.Namespace}";
        lab.RunAndStop(watch);
        Assert.Equal(table, _bed.Namespace.Saved());
        string kinds = string.Join(
            ' ',
            lab.Works($"{watch} -Count 2 -ClearOnExit").Output.Select(happened => $"{happened.Properties["Kind"].Value}")
        );
        Assert.Equal("Problem Synced", kinds);
        Assert.Empty(_bed.Namespace.Saved());
        Assert.DoesNotContain("ipvsps0", _bed.Namespace.Native("ip -br link"), StringComparison.Ordinal);
    }

    /// <summary>Something else goes wrong before each step.</summary>
    private void Disturb(int step)
    {
        switch (step)
        {
            case 1:
                _bed.Server.Restart();
                break;
            case 3:
                _bed.Server.Send(ApiServer.Slices, "{\"type\":\"ADDED\", oops\n"u8.ToArray());
                break;
            case 4:
                string padding = new('x', 5_000_000);
                _bed.Server.Load(
                    ApiServer.Services,
                    $$$"""
                    {"metadata":{"name":"big","namespace":"x","annotations":{"a":"{{{padding}}}"} },
                    "spec":{"type":"ExternalName","clusterIP":""} }
                    """
                );
                break;
            case 5:
                AssertHealthCheck("32001", File.ReadAllText(Path.Combine(WatchBed.Steps.ElementAt(4), "healthcheck.txt")));
                _bed.Server.Stop();
                _bed.Await("ServerTrouble");
                Assert.Equal(WatchBed.TableOf(WatchBed.Steps.ElementAt(4)), _bed.Namespace.Saved());
                _bed.Server.Restart();
                _bed.Await("ServerBack");
                break;
            case 6:
                _bed.Server.Load(ApiServer.Slices, """{"metadata":{"name":"bad","namespace":"shop"},"addressType":"Carrier pigeon"}""");
                _bed.Await("Problem", "Carrier pigeon");
                break;
        }
    }

    private void AssertHealthCheck(string port, string recorded)
    {
        string answer = _bed.Get($"http://127.0.0.1:{port}/");
        Assert.Equal(recorded.Split('\n')[0].Trim(), answer.Split('\n')[0]);
        Assert.Equal(BodyOf(recorded), BodyOf(answer));
    }

    private static string BodyOf(string answer) => answer[answer.IndexOf('{', StringComparison.Ordinal)..].Trim();

    /// <summary>Others flush the table, change a weight and delete the link: all is made right, and said.</summary>
    private void AssertRepairs(string last)
    {
        _bed.Namespace.Native("ipvsadm -C");
        _bed.Await("Repaired", "Service");
        _bed.AwaitTable(last);
        _bed.Namespace.Native("ip link delete ipvsps0");
        _bed.Await("Repaired", "\"Link\"");
        Poll.Until(
            () => _bed.Namespace.Native("ip -o addr show dev ipvsps0").Contains("10.96.0.50/32", StringComparison.Ordinal),
            "the address"
        );
    }

    /// <summary>An address that the node gets serves its node ports.</summary>
    private void AssertAddresses(string last)
    {
        _bed.Namespace.Native("ip addr add 192.168.77.1/24 dev br0");
        _bed.Await("Changed", "192.168.77.1:30081");
        _bed.Namespace.Native("ip addr del 192.168.77.1/24 dev br0");
        _bed.AwaitTable(last);
    }
}
