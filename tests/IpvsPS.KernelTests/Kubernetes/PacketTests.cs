using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>Real packets through a node's services with the packet filter on, over IPv4 and IPv6, TCP and UDP.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class PacketTests(LabSession lab, PacketCluster cluster) : IClassFixture<PacketCluster>
{
    private const string Cluster = "10.96.0.";
    private const string Cluster6 = "fd00:10:96::";
    private const string External = "198.51.100.";
    private const string External6 = "2001:db8:100::";
    private const string Balancer = "203.0.113.";
    private const string Balancer6 = "2001:db8:113::";

    private static readonly string[] OfNode =
    [
        "192.168.50.1",
        "172.17.1.1",
        "172.17.2.1",
        "2001:db8:50::1",
        "fd00:17::1:1",
        "fd00:17::2:1",
    ];

    private readonly List<string> _wrong = [];

    [Fact]
    public void Everybody_reaches_every_address_and_only_pods_at_cluster_addresses_keep_their_source()
    {
        foreach (string asker in (string[])["client", "node", "pod2"])
        {
            string[] all = [Cluster, Cluster6, External, Balancer6, External6, Balancer];
            foreach (string address in asker == "client" ? all : all[..4])
            {
                Reach(
                    asker,
                    $"{address}10",
                    0,
                    asker == "pod2" && address is Cluster or Cluster6 ? PacketStage.Addresses[asker] : null,
                    "pod1",
                    "pod3"
                );
            }

            Reach(asker, "192.168.50.1", 30010, null, "pod1", "pod3");
            Reach(asker, "2001:db8:50::1", 30010, null, "pod1", "pod3");
        }

        Assert.Empty(_wrong);
    }

    [Fact]
    public void Under_a_Local_policy_outsiders_reach_this_nodes_pods_with_their_own_source_and_pods_and_the_node_reach_all()
    {
        (string, string) outside = ("192.168.50.100", "2001:db8:50::100");
        foreach (string address in (string[])[External6, Balancer])
        {
            Reach("client", $"{address}20", 0, outside, "pod1");
            Reach("pod2", $"{address}20", 0, PacketStage.Addresses["pod2"], "pod1", "pod3");
            Reach("node", $"{address}20", 0, null, "pod1", "pod3");
            Silence("client", $"{address}21");
            Reach("pod2", $"{address}21", 0, PacketStage.Addresses["pod2"], "pod3");
            Reach("node", $"{address}21", 0, null, "pod3");
        }

        Reach("client", "192.168.50.1", 30020, outside, "pod1");
        Reach("pod2", "192.168.50.1", 30020, PacketStage.Addresses["pod2"], "pod1", "pod3");
        Reach("node", "192.168.50.1", 30020, null, "pod1", "pod3");
        Silence("client", "192.168.50.1", 30021);
        Silence("pod2", $"{Cluster}60");
        Silence("node", $"{Cluster6}60");
        Assert.Empty(_wrong);
    }

    [Fact]
    public void A_pod_reaches_itself_and_source_ranges_let_in_whom_they_name()
    {
        Reach("pod1", $"{Cluster}70", 0, null, "pod1");
        Reach("pod1", $"{Cluster6}70", 0, null, "pod1");
        Expect(cluster.Stage.Ask("client", $"{Balancer}30", 80, from: "192.168.50.200"), "pod", "client .200 to a guarded address");
        Expect(cluster.Stage.Ask("client", $"{Balancer6}30", 80, from: "2001:db8:50::200"), "pod", "client ::200 to a guarded address");
        Expect(cluster.Stage.Ask("client", $"{Balancer}30", 53, isUdp: true, from: "192.168.50.200"), "pod", "client .200 by UDP");
        Silence("client", $"{Balancer}30");
        Silence("client", $"{Balancer6}30");
        Silence("pod2", $"{Balancer}30");
        Silence("node", $"{Balancer}30");
        Reach("client", $"{Cluster}30", 0, null, "pod1", "pod3");
        Reach("client", "192.168.50.1", 30030, null, "pod1", "pod3");
        Assert.Empty(_wrong);
    }

    [Fact]
    public void What_is_no_service_is_refused_at_virtual_addresses_and_open_at_the_nodes_own()
    {
        Expect(cluster.Stage.Ask("client", "192.168.50.1", 9999), "node 192.168.50.100", "the node's own listener");
        foreach (string asker in (string[])["client", "node", "pod2"])
        {
            foreach (
                string address in (string[])
                    [$"{Cluster}10", $"{Cluster}99", $"{Cluster6}10", $"{Cluster6}99", $"{External}10", $"{Balancer6}10"]
            )
            {
                Expect(cluster.Stage.Ask(asker, address, 9999), "refused", $"{asker} to {address}:9999");
                Expect(cluster.Stage.Ask(asker, address, 54, isUdp: true), "refused", $"{asker} to {address}:54 by UDP");
            }

            // A service without endpoints.
            Expect(cluster.Stage.Ask(asker, $"{Cluster}50", 80), "refused", $"{asker} to the empty service");
            Expect(cluster.Stage.Ask(asker, $"{Cluster6}50", 53, isUdp: true), "refused", $"{asker} to the empty service by UDP");
        }

        Assert.Empty(_wrong);
    }

    [Fact]
    public void A_UDP_flow_moves_with_the_endpoint_though_it_comes_from_the_same_port()
    {
        string[] before = Flow();
        cluster.Sync(lab, PacketCluster.Slices("moving", "pod3")).ThrowOnError();
        string[] after = Flow();
        cluster.Sync(lab).ThrowOnError();
        Assert.Contains(before, answer => answer.StartsWith("pod1 ", StringComparison.Ordinal));
        Assert.Contains(after, answer => answer.StartsWith("pod3 ", StringComparison.Ordinal));

        // Masqueraded, as its answer could not come back otherwise.
        Assert.All(before.Concat(after).Where(answer => answer != "silence"), answer => Assert.Contains(answer.Split(' ')[1], OfNode));

        string[] Flow() =>
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ => cluster.Stage.Ask("client", $"{Cluster}40", 53, isUdp: true, "192.168.50.100", 40000, 2000)),
            ];
    }

    [Fact]
    public void SCTP_goes_through_cluster_addresses_and_node_ports_and_is_masqueraded_for_outsiders()
    {
        foreach (string asker in (string[])["client", "node"])
        {
            foreach ((string address, int port) in ((string, int)[])[($"{Cluster}80", 3868), ($"{Cluster6}80", 3868), (OfNode[0], 30080)])
            {
                string answer = cluster.Stage.AskBySctp(asker, address, port);
                bool isRight = answer.Split(' ') is ["pod3", string seen] && OfNode.Contains(seen);
                Expect(isRight ? "right" : answer, "right", $"{asker} to {address}:{port} by SCTP");
            }
        }

        Expect(cluster.Stage.AskBySctp("pod2", $"{Cluster}80", 3868), "pod3 172.17.2.2", "pod2 by SCTP, with its own source");
        Assert.Empty(_wrong);
    }

    [Fact]
    public void With_Masquerade_All_pods_at_cluster_addresses_are_masqueraded_too()
    {
        cluster.Sync(lab, options: "-Masquerade All").ThrowOnError();
        Reach("pod2", $"{Cluster}10", 0, null, "pod1", "pod3");
        Reach("pod2", $"{Cluster6}10", 0, null, "pod1", "pod3");
        Reach("client", $"{Cluster}10", 0, null, "pod1", "pod3");
        cluster.Sync(lab).ThrowOnError();
        Reach("pod2", $"{Cluster}10", 0, PacketStage.Addresses["pod2"], "pod1", "pod3");
        Assert.Empty(_wrong);
    }

    [Fact]
    public void Policies_of_legacy_iptables_that_drop_are_named_and_not_fought()
    {
        cluster.Stage.Node.Native("bash -ec 'iptables-legacy -P INPUT DROP; ip6tables-legacy -P FORWARD DROP'");
        EngineResult sync = cluster.Sync(lab);
        Silence("client", $"{Cluster}10");
        Silence("client", $"{Cluster6}10");
        cluster.Stage.Node.Native("bash -ec 'iptables-legacy -P INPUT ACCEPT; ip6tables-legacy -P FORWARD ACCEPT'");
        Assert.Equal(
            ["The chain ip filter INPUT of legacy iptables", "The chain ip6 filter FORWARD of legacy iptables"],
            sync.Warnings.Select(warning => warning.Split(" drops by default")[0])
        );
        Assert.Empty(sync.Output);
        Reach("client", $"{Cluster}10", 0, null, "pod1", "pod3");
        Assert.Empty(_wrong);
    }

    [Fact]
    public void A_second_sync_writes_nothing() => Assert.Empty(cluster.Sync(lab).Output.Select(change => change.ToString()));

    /// <summary>TCP and UDP, twice each: all of these pods answer, and see this source; null for one of the node's.</summary>
    private void Reach(string asker, string address, int nodePort, (string IPv4, string IPv6)? source, params string[] pods)
    {
        string[] sources = source is { } own ? [own.IPv4, own.IPv6] : OfNode;
        foreach (bool isUdp in (bool[])[false, true])
        {
            int port =
                nodePort > 0 ? nodePort
                : isUdp ? 53
                : 80;
            string[] answers = [.. Enumerable.Range(0, 2).Select(_ => cluster.Stage.Ask(asker, address, port, isUdp))];
            bool isRight =
                answers.All(answer => answer.Split(' ') is [string pod, string seen] && pods.Contains(pod) && sources.Contains(seen))
                && answers.Select(answer => answer.Split(' ')[0]).Distinct().Count() == pods.Length;
            if (!isRight)
            {
                _wrong.Add(
                    $"{asker} to {address}:{port}{(isUdp ? " by UDP" : string.Empty)}: {string.Join(", ", answers)}, "
                        + $"and not {string.Join(", ", pods)} with {sources[0]}"
                );
            }
        }
    }

    private void Silence(string asker, string address, int port = 80) =>
        Expect(cluster.Stage.Ask(asker, address, port, patience: 1500), "silence", $"{asker} to {address}:{port}");

    private void Expect(string answer, string start, string what)
    {
        if (!answer.StartsWith(start, StringComparison.Ordinal))
        {
            _wrong.Add($"{what}: {answer}, and not {start}");
        }
    }
}
