using System.Net;
using System.Net.Sockets;
using IpvsPS.KernelTests.Drain;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>What kube-proxy left is taken over and ten pods are replaced by a sequence of syncs, under clients that never pause.</summary>
[Trait(Kernels.Seconds, "25")]
public sealed partial class RollingUpdateTests(LabSession lab, Pool pool) : IClassFixture<Pool>
{
    private const int Threads = 4;
    private const int Together = 5;
    private const int PodPort = 80;
    private const string AsRecorded =
        "-NodeName node1 -Masquerade None -AllowUnfiltered -AddressMode Link -LocalFallback Cluster "
        + "-ClusterCidr 172.17.0.0/16, fd00:17::/64 -NodePortAddress 172.17.0.0/16, 192.168.50.0/24";

    [Fact]
    public void No_request_fails_and_no_download_breaks_from_kube_proxys_table_to_the_last_new_pod()
    {
        MakeAsKubeProxy();
        int cutOff = pool.CutOff;
        using Pool.Clients clients = pool.Start(Pool.NatAddress, Threads);
        string[] taken = Sync();
        Assert.Contains(taken, change => change.StartsWith($"Adopt Service TCP {Pool.NatAddress}:80", StringComparison.Ordinal));
        Assert.DoesNotContain(taken, change => change.Contains(" RealServer ", StringComparison.Ordinal));
        lab.Works($"Clear-IpvsKubernetesService -KubeProxy -Force -NetNamespace {pool.Director}");
        Assert.DoesNotContain("kube-ipvs0", pool.Director.Native("ip -br link"), StringComparison.Ordinal);
        foreach (string[] leaving in Pool.Addresses.Chunk(Together))
        {
            Poll.Until(() => StillThere(leaving).Length == 0, "a table without the pods that end");
            Array.ForEach(leaving, pool.Restart);
            Sync();
        }

        clients.Dispose();
        Assert.True(clients.Failures.IsEmpty, string.Join('\n', clients.Failures));
        Assert.True(clients.Pages >= 50, $"Only {clients.Pages} pages were fetched.");
        Assert.True(clients.Downloads >= 1, $"Only {clients.Downloads} downloads ended.");
        Assert.Equal(cutOff, pool.CutOff);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clients.Pages} pages, {clients.Downloads} downloads, 0 failures");
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {pool.Director}");
        Assert.Empty(pool.Director.Saved());
    }

    /// <summary>
    /// The node that was recorded: adopted without a write to its table, then cleared of all that was kube-proxy's, the chains and ipsets
    /// by the commands that are printed for them.
    /// </summary>
    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void No_connection_is_lost_while_the_recorded_node_of_kube_proxy_is_taken_over_and_cleared_of_it()
    {
        using var node = new KubeProxyNode(pool);
        node.MakeOthers();
        string[] others = node.Rules();
        node.Make();
        string[] table = pool.Director.Saved();
        using Pool.Clients clients = pool.Start(KubeProxyNode.Cart, Threads);
        using Socket open = pool.Connect(IPAddress.Parse(KubeProxyNode.Cart), "10.79.9.1");
        Poll.Until(() => clients.Pages >= 20, "pages through kube-proxy's table");

        EngineResult sync = lab.Works(
            $"{RecordedNode.Read("start")} | Sync-IpvsKubernetesService {AsRecorded} -PassThru -NetNamespace {pool.Director}"
        );
        string[] taken = [.. sync.Output.Select(change => $"{change}")];
        Assert.DoesNotContain(taken, change => change.Split(' ') is [not "Adopt", "Service" or "RealServer", ..]);
        Assert.Equal(table, pool.Director.Saved());
        EngineResult cleared = lab.Works($"Clear-IpvsKubernetesService -KubeProxy -Force -Verbose -NetNamespace {pool.Director} 4>&1");
        Assert.Contains("connection tracking", Assert.Single(cleared.Warnings), StringComparison.Ordinal);
        KubeProxyNode.RunManual(pool.Director, cleared);
        int pages = clients.Pages;
        int downloads = clients.Downloads;
        Poll.Until(() => clients.Pages >= pages + 20 && clients.Downloads >= downloads + 2, "pages and downloads through our table");
        Pool.Fetch(open, blocks: 1);
        clients.Dispose();
        Assert.True(clients.Failures.IsEmpty, string.Join('\n', clients.Failures));

        Assert.Equal(table, pool.Director.Saved());
        Assert.DoesNotContain("kube-ipvs0", pool.Director.Native("ip -br link"), StringComparison.Ordinal);
        Assert.Equal("office", pool.Director.Native("ipset list -name").Trim());
        Assert.Equal(others, node.Rules());
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {pool.Director}");
        Assert.Equal([KubeProxyNode.ForeignService], pool.Director.Saved());
        TestContext.Current.TestOutputHelper?.WriteLine($"{clients.Pages} pages, {clients.Downloads} downloads, 0 failures");
    }

    /// <summary>One virtual service and its address on a link, as kube-proxy makes them.</summary>
    private void MakeAsKubeProxy() =>
        pool.Director.Native(
            $"""
            bash -c 'ip link add kube-ipvs0 type dummy; ip addr add {Pool.NatAddress}/32 dev kube-ipvs0
            ipvsadm -A -t {Pool.NatAddress}:80 -s rr
            {string.Join('\n', Pool.Addresses.Select(pod => $"ipvsadm -a -t {Pool.NatAddress}:80 -r {pod}:{PodPort} -m"))}'
            """
        );

    private string[] Sync(params string[] ending)
    {
        lab.SetVariable("objects", ClusterText.Web(Pool.NatAddress, PodPort, Pool.Addresses, ending));
        EngineResult result = lab.Works(
            "$objects | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None -AddressMode Link -DrainTimeout 6s -PassThru "
                + $"-NetNamespace {pool.Director}"
        );
        return [.. result.Output.Select(change => $"{change}")];
    }

    /// <summary>Syncs, and returns those of the ending pods that are still in the table.</summary>
    private string[] StillThere(string[] ending)
    {
        Sync(ending);
        string saved = string.Join('\n', pool.Director.Saved());
        return [.. ending.Where(pod => saved.Contains($" {pod}:{PodPort} ", StringComparison.Ordinal))];
    }
}
