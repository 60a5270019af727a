using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;
using static IpvsPS.KernelTests.Kubernetes.HandMadeCase;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The command line of the DaemonSet, with its rights and mounts. The stock kernel has the nftables that it wants.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class DaemonSetTests : IDisposable
{
    private readonly WatchedNode _node = new();
    private readonly NodePod _pod;

    public DaemonSetTests() => _pod = new NodePod(_node);

    public void Dispose()
    {
        _pod.Dispose();
        _node.Dispose();
    }

    [Fact]
    public void The_pod_keeps_services_on_a_read_only_root_and_leaves_them_when_it_ends()
    {
        _node.Server.Load(ApiServer.Nodes, Nodes.Split("\n{")[0]);
        _node.Server.Load(ApiServer.Services, Service());
        _node.Server.Load(ApiServer.Slices, Slice(Pod("10.200.1.5", "me")));
        _pod.Start();
        _node.AwaitTable(Web, Me);
        _node.Server.Load(ApiServer.Slices, Slice(Pod("10.200.1.5", "me") + "," + Pod("10.200.2.5")));
        _node.AwaitTable(Web, Me, Other);

        // The probe of the manifest, and the sysctls that a container may write when it is privileged.
        Poll.Until(
            () =>
                _node
                    .Namespace.NativeWithErrors("curl -s -i -m 10 http://127.0.0.1:10256/livez")
                    .StartsWith("HTTP/1.1 200", StringComparison.Ordinal),
            "the liveness probe"
        );
        Assert.Equal("1", _node.Namespace.Native("cat /proc/sys/net/ipv4/vs/expire_nodest_conn").Trim());
        const int EndedBySignal15 = 128 + 15;
        Assert.Equal(EndedBySignal15, _pod.Terminate());
        Assert.False(File.Exists(NodePod.ReadyFile));
        Assert.DoesNotContain("Problem", _pod.Kinds());
        _node.AwaitTable(Web, Me, Other);
        string filter = _node.Namespace.Native("nft -n list ruleset");
        Assert.Contains("masquerade", filter, StringComparison.Ordinal);

        // The next pod begins with what is there.
        _pod.Lines.Clear();
        _pod.Start();
        Poll.Until(() => _pod.Kinds().Length > 0, "the event of the first sync");
        Assert.Equal(["Synced"], _pod.Kinds());
        _node.AwaitTable(Web, Me, Other);
        Assert.Equal(filter, _node.Namespace.Native("nft -n list ruleset"));
    }
}
