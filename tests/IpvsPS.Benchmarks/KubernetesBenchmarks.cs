using System.Diagnostics;
using System.Globalization;
using System.Text;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Benchmarks;

/// <summary>A node's services from Kubernetes objects: the first sync, a second one, and one slice that changes.</summary>
internal sealed class KubernetesBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int EndpointCount = 10;
    private const int Most = 5_000;

    private static readonly ServiceProxyOptions Options = new("node1") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link };

    public override string Name => "kubernetes";

    public override IEnumerable<Job> Jobs()
    {
        byte[] json = ClusterObjects.Json(Most, EndpointCount);
        yield return Sync("first sync of 5,000 services with 10 endpoints", json, isSecond: false);
        yield return Sync("second sync, nothing to change", json, isSecond: true);
    }

    public override IEnumerable<string> Notes()
    {
        byte[] json = ClusterObjects.Json(Most, EndpointCount);
        TimeSpan best = TimeSpan.MaxValue;
        for (int run = 0; run < 4; run++)
        {
            TimeSpan time = BenchmarkSession.Time(() => ClusterObjects.Read(json));
            best = time < best ? time : best;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Reading the {json.Length / 1e6:N1} MB of {Most:N0} services and slices: {best.TotalMilliseconds:N0} ms (the best of four)."
        );
        foreach (int count in (int[])[100, 1_000, Most])
        {
            (TimeSpan Time, long Bytes)[] rounds = [Step(count), Step(count), Step(count)];
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"One changed slice among {count:N0} services, the best of 40 in each of three rounds: "
                    + $"{rounds.Min(round => round.Time).TotalMilliseconds:N2} to "
                    + $"{rounds.Max(round => round.Time).TotalMilliseconds:N2} ms, "
                    + $"{rounds.Min(round => round.Bytes):N0} to {rounds.Max(round => round.Bytes):N0} bytes allocated."
            );
        }
    }

    private static Job Sync(string title, byte[] json, bool isSecond) =>
        new(
            title,
            new Contender(
                "IpvsPS",
                netns =>
                {
                    ServiceProxyInput input = ClusterObjects.Read(json);
                    if (isSecond)
                    {
                        Run(netns, input);
                    }

                    return () => BenchmarkSession.Time(() => Run(netns, input));
                }
            ),
            null,
            isSecond
                ? null
                : new Contender("raw loop", netns => new RawCluster(netns, new ClusterState(ClusterObjects.Read(json), Options, [])).Time)
        )
        {
            Check = netns => Check(netns, Most * EndpointCount),
        };

    private static void Run(BenchmarkNamespace netns, ServiceProxyInput input)
    {
        using ServiceProxySync sync = Open(netns);
        ClusterState cluster = sync.Read(input, Options);
        ServiceProxyPlan plan = sync.Plan(cluster, new SyncSettings());
        if (sync.Apply(cluster, plan, new SyncSettings()).Count > 0)
        {
            throw new InvalidOperationException("The kernel refused something.");
        }
    }

    /// <summary>One slice among so many services loses an endpoint, and gets it back.</summary>
    private static (TimeSpan Time, long Bytes) Step(int count)
    {
        using var netns = new BenchmarkNamespace();
        using ServiceProxySync sync = Open(netns);
        ClusterState cluster = sync.Read(ClusterObjects.Read(ClusterObjects.Json(count, EndpointCount)), Options);
        sync.Apply(cluster, sync.Plan(cluster, new SyncSettings()), new SyncSettings());
        ServiceProxyInput[] versions =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(round =>
                    ClusterObjects.Read(Encoding.UTF8.GetBytes(ClusterObjects.Slice(count / 2, EndpointCount - 1 + (round % 2))))
                ),
        ];
        long bytes = long.MaxValue;
        TimeSpan best = TimeSpan.MaxValue;
        foreach (ServiceProxyInput version in versions)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            ServiceProxyPlan plan = sync.PlanChanges(cluster, version, new SyncSettings());
            sync.Apply(cluster, plan, new SyncSettings());
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            best = time < best ? time : best;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
            if (plan.Table.AddedServers.Count + plan.Table.RemovedServers.Count != 1)
            {
                throw new InvalidOperationException("One changed slice is one change.");
            }
        }

        return (best, bytes);
    }

    private static ServiceProxySync Open(BenchmarkNamespace netns) =>
        ServiceProxySync.Open(netns.Handle, StateDirectory.Default, isReadOnly: false, CancellationToken.None);

    private static void Check(BenchmarkNamespace netns, int expected)
    {
        using IpvsClient client = IpvsClient.Open(netns.Handle, CancellationToken.None);
        int actual = client.ListServices().Sum(service => client.ListRealServers(service).Count);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{netns.Name} has {actual} real servers and not {expected}.");
        }
    }
}
