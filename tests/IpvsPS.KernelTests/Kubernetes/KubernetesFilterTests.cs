using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The packet filter's part of Kubernetes services, on a kernel that has nf_tables of the family inet.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class KubernetesFilterTests(LabSession lab) : IDisposable
{
    private static readonly string Recorded = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Recorded/Kubernetes"));

    private readonly ScratchNamespace _ns = new();

    public void Dispose() => _ns.Dispose();

    [Fact]
    public void The_table_is_made_changes_by_elements_and_goes_and_what_others_have_stays()
    {
        _ns.Native("""
            bash -c 'ip link add br0 type dummy; ip link set br0 up; ip addr add 172.17.0.1/16 dev br0; ip addr add 192.168.50.1/24 dev br0
            ip addr add 2001:db8:50::1/64 dev br0 nodad; ip addr add fd00:17::1/64 dev br0 nodad; nft add table inet others'
            """);
        string folder = Path.Combine(Recorded, "cases", "R1");
        EngineResult first = Sync($"{folder}/objects.json', '{folder}/nodes.json");
        Assert.StartsWith("IpvsKubernetesAddressOfNode,", Assert.Single(first.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        AssertElements(folder);
        Assert.Empty(Sync($"{folder}/objects.json', '{folder}/nodes.json").Output);

        // Other services: elements come and go, and the table stays the same one.
        string handle = Handle();
        string start = Path.Combine(Recorded, "transitions", "start");
        Sync($"{start}/list-services.json', '{start}/list-endpointslices.json', '{Recorded}/transitions/nodes.json");
        Assert.Equal(handle, Handle());
        Assert.Contains("10.96.0.50 . 80", _ns.Native("nft -n list set inet ipvsps cluster4_tcp"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.96.0.95", _ns.Native("nft -n list ruleset"), StringComparison.Ordinal);
        lab.Works($"Clear-IpvsKubernetesService -NetNamespace {_ns} -Force");
        Assert.Equal("table inet others", _ns.Native("nft list tables").Trim());
    }

    /// <summary>The sets of cluster addresses are those of kube-proxy's ipsets.</summary>
    private void AssertElements(string folder)
    {
        foreach ((string protocol, string digit, string ipset) in (ReadOnlySpan<(string, string, string)>)[("tcp", "4", "KUBE-CLUSTER-IP"), ("udp", "4", "KUBE-CLUSTER-IP"), ("sctp", "4", "KUBE-CLUSTER-IP"), ("tcp", "6", "KUBE-6-CLUSTER-IP")])
        {
            IEnumerable<string> recorded = File.ReadLines(Path.Combine(folder, "ipset-members.txt"))
                .Where(line => line.StartsWith($"add {ipset} ", StringComparison.Ordinal) && line.Contains($",{protocol}:", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2].Replace($",{protocol}:", " . ", StringComparison.Ordinal));
            string set = _ns.Native($"nft -n list set inet ipvsps cluster{digit}_{protocol}");
            int open = set.IndexOf("elements = {", StringComparison.Ordinal) + "elements = {".Length;
            IEnumerable<string> made = set[open..set.IndexOf('}', open)].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(recorded.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        }
    }

    private string Handle() => _ns.Native("nft -a list table inet ipvsps").Split('\n')[0];

    private EngineResult Sync(string files) => lab.Run(
        $"Get-Content '{files}' -Raw | Sync-IpvsKubernetesService -NodeName node1 -AddressMode Link -LocalFallback Cluster -ClusterCidr 172.17.0.0/16, fd00:17::/64 -NetNamespace {_ns} -PassThru");
}
