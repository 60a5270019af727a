using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>A node whose services are kept through everything that was recorded, and through what goes wrong.</summary>
[Trait(Kernels.Seconds, "30")]
public sealed class KubernetesWatchTests(LabSession lab) : IDisposable
{
    private const string AsKubeProxy =
        "-NodeName node1 -AddressMode Link -LocalFallback Cluster -Masquerade None -AllowUnfiltered "
        + "-ClusterCidr 172.17.0.0/16, fd00:17::/64";

    private WatchBed? _made;

    private WatchBed Bed => _made!;

    private int _clockMoved;

    public void Dispose()
    {
        MoveClock(-_clockMoved);
        _made?.Dispose();
    }

    [Theory]
    [InlineData(ClusterServerKind.StandIn)]
    [InlineData(ClusterServerKind.Real)]
    public void Every_recorded_step_gives_the_recorded_table_in_one_run_through_restarts_garbage_and_other_writers(ClusterServerKind kind)
    {
        if (kind == ClusterServerKind.Real && ControlPlane.Missing(RealApiServer.Programs) is { } missing)
        {
            Assert.Skip(missing);
        }

        _made = new WatchBed(kind);
        string[] steps = [.. WatchBed.Steps];
        string sync = $"Sync-IpvsKubernetesService -Kubeconfig '{Bed.Kubeconfig}' {AsKubeProxy} -NetNamespace {Bed.Namespace} -PassThru";
        Assert.NotEmpty(lab.Works(sync).Output);
        Assert.Equal(WatchBed.TableOf(WatchBed.Start), Bed.Namespace.Saved());
        Assert.Empty(lab.Works(sync).Output);

        Bed.StartWatch(
            $"{AsKubeProxy} -ReadyFile '{Bed.ReadyFile}' -RepairInterval 2s -HealthzBindAddress 127.0.0.1:10256 "
                + "-MetricsBindAddress 127.0.0.1:10249"
        );
        Bed.Await("Synced");
        Poll.Until(() => File.Exists(Bed.ReadyFile), "the ready file");
        for (int i = 0; i < steps.Length; i++)
        {
            Disturb(i);
            Bed.Replay(steps[i]);
            Bed.AwaitTable(steps[i]);
        }

        Assert.StartsWith("HTTP/1.1 200 OK", Bed.Get("http://127.0.0.1:10256/healthz"), StringComparison.Ordinal);
        Assert.Contains("\"healthy\":true", Bed.Get("http://127.0.0.1:10256/livez"), StringComparison.Ordinal);
        AssertRepairs(steps[^1]);
        AssertAddresses(steps[^1]);
        Assert.Matches("\nipvsps_kubernetes_repaired_total [1-9]", Bed.Get("http://127.0.0.1:10249/metrics"));

        // SIGTERM leaves everything as it is.
        string[] table = Bed.Namespace.Saved();
        Assert.True(Bed.Terminate(), "SIGTERM did not end it.");
        Assert.Equal(table, Bed.Namespace.Saved());
        Assert.False(File.Exists(Bed.ReadyFile));

        // Ctrl-C does not either; the next one begins with nothing to do and takes it all back.
        string watch = $"Watch-IpvsKubernetesService '{Bed.Kubeconfig}' {AsKubeProxy} -NetNamespace {Bed.Namespace}";
        lab.RunAndStop(watch);
        Assert.Equal(table, Bed.Namespace.Saved());
        // The bad object is still there; no real server has taken it.
        string expected = Bed.StandIn is null ? "Synced" : "Problem Synced";
        string kinds = string.Join(
            ' ',
            lab.Works($"{watch} -Count {expected.Split(' ').Length} -ClearOnExit")
                .Output.Select(happened => $"{happened.Properties["Kind"].Value}")
        );
        Assert.Equal(expected, kinds);
        Assert.Empty(Bed.Namespace.Saved());
        Assert.DoesNotContain("ipvsps0", Bed.Namespace.Native("ip -br link"), StringComparison.Ordinal);
    }

    /// <summary>Something else goes wrong before each step; what no real server does, with the stand-in alone.</summary>
    private void Disturb(int step)
    {
        switch (step)
        {
            case 1:
                Bed.Server.Restart();
                break;
            case 3:
                Bed.StandIn?.Send(ApiServer.Slices, "{\"type\":\"ADDED\", oops\n"u8.ToArray());
                break;
            case 4:
                string padding = new('x', 5_000_000);
                Bed.StandIn?.Load(
                    ApiServer.Services,
                    $$$"""
                    {"metadata":{"name":"big","namespace":"x","annotations":{"a":"{{{padding}}}"} },
                    "spec":{"type":"ExternalName","clusterIP":""} }
                    """
                );
                break;
            case 5:
                AssertHealthCheck("32001", File.ReadAllText(Path.Combine(WatchBed.Steps.ElementAt(4), "healthcheck.txt")));
                Bed.Server.Stop();
                Bed.Await("ServerTrouble");
                Assert.Equal(WatchBed.TableOf(WatchBed.Steps.ElementAt(4)), Bed.Namespace.Saved());

                // Nothing changes: that it is back is said all the same.
                Bed.Server.Start();
                Bed.Await("ServerBack");
                break;
            case 6 when Bed.StandIn is { } standIn:
                standIn.Load(ApiServer.Slices, """{"metadata":{"name":"bad","namespace":"shop"},"addressType":"Carrier pigeon"}""");
                Bed.Await("Problem", "Carrier pigeon");
                break;
            case 7:
                MoveClock(3600);
                break;
            case 8:
                MoveClock(-7200);
                break;
            case 9:
                MoveClock(3600);
                break;
        }
    }

    private void MoveClock(int seconds)
    {
        if (seconds != 0)
        {
            LabClock.Move(seconds);
            _clockMoved += seconds;
        }
    }

    private void AssertHealthCheck(string port, string recorded)
    {
        string answer = string.Empty;
        Poll.Until(
            () => (answer = Bed.Get($"http://127.0.0.1:{port}/")).Split('\n')[0] == recorded.Split('\n')[0].Trim(),
            "the recorded answer of the health check"
        );
        Assert.Equal(BodyOf(recorded), BodyOf(answer));
    }

    private static string BodyOf(string answer) => answer[answer.IndexOf('{', StringComparison.Ordinal)..].Trim();

    /// <summary>Others flush the table, change a weight and delete the link: all is made right, and said.</summary>
    private void AssertRepairs(string last)
    {
        Bed.Namespace.Native("ipvsadm -C");
        Bed.Await("Repaired", "Service");
        Bed.AwaitTable(last);
        Bed.Namespace.Native("ip link delete ipvsps0");
        Bed.Await("Repaired", "\"Link\"");
        Poll.Until(
            () => Bed.Namespace.Native("ip -o addr show dev ipvsps0").Contains("10.96.0.50/32", StringComparison.Ordinal),
            "the address"
        );
    }

    /// <summary>An address that the node gets serves its node ports.</summary>
    private void AssertAddresses(string last)
    {
        Bed.Namespace.Native("ip addr add 192.168.77.1/24 dev br0");
        Bed.Await("Changed", "192.168.77.1:30081");
        Bed.Namespace.Native("ip addr del 192.168.77.1/24 dev br0");
        Bed.AwaitTable(last);
    }
}
