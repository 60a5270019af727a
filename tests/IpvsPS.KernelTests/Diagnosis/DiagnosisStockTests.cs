using IpvsPS.KernelTests.Kubernetes;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>A node of Kubernetes under traffic, and packet filters of others that drop it, on a kernel that has nftables.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class DiagnosisStockTests(LabSession lab, PacketCluster cluster) : IClassFixture<PacketCluster>
{
    private const string Web = "10.96.0.10";
    private const string Web6 = "fd00:10:96::10";
    private const string Client = "192.168.50.100";

    [Fact]
    public void A_node_of_Kubernetes_that_serves_clients_of_both_families_gives_no_finding()
    {
        Assert.StartsWith("pod", Ask(Web), StringComparison.Ordinal);
        Assert.StartsWith("pod", Ask(Web6), StringComparison.Ordinal);
        Assert.StartsWith("pod1", cluster.Stage.Ask("pod1", "10.96.0.70", 80), StringComparison.Ordinal);

        // Services without endpoints are there too, and have none.
        string pods = $"-RealServerNamespace @{{ '172.17.1.2' = '{cluster.Stage.Pod1}'; 'fd00:17::1:2' = '{cluster.Stage.Pod1}' }}";
        Assert.Empty(Find($"-ExcludeId S101 {pods}").Select(finding => $"{finding}"));
        Assert.Empty(Find($"{Web}:80 -Client {Client} {pods}").Select(finding => $"{finding}"));
    }

    [Fact]
    public void A_drop_of_nftables() =>
        Drops(
            "nft add table inet office; nft 'add chain inet office input { type filter hook input priority 0; policy accept; }'; "
                + $"nft add rule inet office input ip daddr {Web} tcp dport 80 drop",
            "inet office input",
            "of nftables",
            drop => $"ip netns exec {cluster.Stage.Node} nft insert rule {drop.Target} ip daddr {Web} accept",
            "nft delete table inet office"
        );

    [Fact]
    public void A_drop_of_legacy_iptables() =>
        Drops(
            $"iptables-legacy -A INPUT -d {Web} -p tcp --dport 80 -j DROP",
            "ip filter INPUT",
            "of legacy iptables",
            PrintedCure.Accept($"-d {Web}"),
            "iptables-legacy -F"
        );

    /// <summary>As Docker leaves it: its policy drops the answers, which are forwarded.</summary>
    [Fact]
    public void Dockers_policy_of_FORWARD() =>
        Drops(
            "iptables-nft -P FORWARD DROP; iptables-nft -N DOCKER-USER; iptables-nft -A DOCKER-USER -j RETURN; "
                + "iptables-nft -A FORWARD -j DOCKER-USER; iptables-nft -A FORWARD -i docker0 ! -o docker0 -j ACCEPT; "
                + "iptables-nft -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "ip filter FORWARD",
            "of nftables",
            PrintedCure.Accept("-s 172.16.0.0/12"),
            "iptables-nft -P FORWARD ACCEPT; iptables-nft -F FORWARD; iptables-nft -F DOCKER-USER; iptables-nft -X DOCKER-USER"
        );

    /// <summary>The client is not answered, the chain is named and nothing else, and what the cure says helps.</summary>
    private void Drops(string fault, string chain, string holder, Func<Objects.IpvsFinding, string> cure, string away)
    {
        Assert.StartsWith("pod", Ask(Web), StringComparison.Ordinal);
        InNode(fault);
        try
        {
            Assert.Equal("silence", Ask(Web, patience: 1500));
            Objects.IpvsFinding drop = Assert.Single(Find($"{Web}:80 -Client {Client} -ExcludeId S113"));
            Assert.Equal(("D020", chain, IpvsFindingConfidence.Certain), (drop.Id, drop.Target, drop.Confidence));
            Assert.Contains(holder, drop.Cure, StringComparison.Ordinal);
            lab.Works(cure(drop));
            Assert.StartsWith("pod", Ask(Web), StringComparison.Ordinal);
            Assert.Empty(Find($"{Web}:80 -Client {Client}").Select(finding => $"{finding}"));
        }
        finally
        {
            InNode(away);
        }
    }

    private string Ask(string address, int patience = 5000) => cluster.Stage.Ask("client", address, 80, patience: patience);

    private void InNode(string script)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, script);
        cluster.Stage.Node.Native($"bash -e {file}");
        File.Delete(file);
    }

    private Objects.IpvsFinding[] Find(string parameters) =>
        [.. lab.Works($"Debug-IpvsService {parameters} -NetNamespace {cluster.Stage.Node}").Of<Objects.IpvsFinding>()];
}
