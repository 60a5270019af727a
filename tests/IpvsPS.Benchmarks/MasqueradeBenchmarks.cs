using System.Globalization;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Benchmarks;

/// <summary>A node's services with the packet filter, which the stock kernel alone has: <c>bench --kernel stock masquerade</c>.</summary>
internal sealed class MasqueradeBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int ServiceCount = 1_000;
    private const int EndpointCount = 10;
    private const int Rounds = 3;

    private static readonly ServiceProxyOptions Options = new("node1") { AddressMode = AddressMode.Link };

    public override string Name => "masquerade";

    public override IEnumerable<string> Notes()
    {
        if (Report.IsUserModeKernel)
        {
            yield return "The user-mode kernel has no nftables of the family inet: `bench --kernel stock masquerade` measures this.";
            yield break;
        }

        byte[] json = ClusterObjects.Json(ServiceCount, EndpointCount);
        string what = string.Create(CultureInfo.InvariantCulture, $"{ServiceCount:N0} services with {EndpointCount} endpoints");
        for (int round = 0; round <= Rounds; round++)
        {
            ServiceProxyInput input = new();
            TimeSpan reading = BenchmarkSession.Time(() => input.Read(json));
            (TimeSpan first, TimeSpan second) = Sync(input);
            TimeSpan raw = Raw(input);
            if (round > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}, round {round}: first sync {first.TotalMilliseconds:N0} ms, raw loop {raw.TotalMilliseconds:N0} ms, "
                        + $"{first / raw:N2} times; second sync, which writes nothing, {second.TotalMilliseconds:N0} ms; reading "
                        + $"{reading.TotalMilliseconds:N0} ms."
                );
            }
        }
    }

    private static (TimeSpan First, TimeSpan Second) Sync(ServiceProxyInput input)
    {
        using var netns = new BenchmarkNamespace();
        TimeSpan first = BenchmarkSession.Time(() => Run(netns, input, isFirst: true));
        return (first, BenchmarkSession.Time(() => Run(netns, input, isFirst: false)));
    }

    private static void Run(BenchmarkNamespace netns, ServiceProxyInput input, bool isFirst)
    {
        using ServiceProxySync sync = ServiceProxySync.Open(
            netns.Handle,
            StateDirectory.Default,
            isReadOnly: false,
            CancellationToken.None
        );
        ClusterState cluster = sync.Read(input, Options);
        ServiceProxyPlan plan = sync.Plan(cluster, new SyncSettings());
        if (!isFirst && plan.Count > 0)
        {
            throw new InvalidOperationException($"A second sync has {plan.Count} changes.");
        }

        if (isFirst && sync.Apply(cluster, plan, new SyncSettings()).Count > 0)
        {
            throw new InvalidOperationException("The kernel refused something.");
        }
    }

    private static TimeSpan Raw(ServiceProxyInput input)
    {
        using var netns = new BenchmarkNamespace();
        return new RawCluster(netns, new ClusterState(input, Options, [])).Time();
    }
}
