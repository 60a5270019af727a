using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The table of the packet filter beside those of others, on a kernel that has nf_tables of all families.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class FilterTableTests(LabSession lab) : IDisposable
{
    private const string Options =
        "-NodeName node1 -AddressMode Link -LocalFallback Cluster -ClusterCidr 172.17.0.0/16, fd00:17::/64 -PassThru";

    private readonly ScratchNamespace _ns = new();

    public void Dispose() => _ns.Dispose();

    [Fact]
    public void It_changes_by_elements_and_goes_and_kube_proxys_chains_go_and_what_others_have_stays()
    {
        const string Dropped = "The chain ip filter FORWARD drops by default what passes FORWARD";
        RecordedNode.Make(_ns);
        MakeOthers();
        EngineResult plain = lab.Works(
            $"{RecordedNode.Read("start")} | Sync-IpvsKubernetesService {Options} -Masquerade None -AllowUnfiltered -NetNamespace {_ns} "
                + "-WhatIf"
        );
        Assert.Contains(plain.Warnings, warning => warning.StartsWith(Dropped, StringComparison.Ordinal));
        EngineResult first = Sync("start");
        Assert.Contains(first.Warnings, warning => warning.StartsWith(Dropped, StringComparison.Ordinal));
        AssertClusterAddresses("start");
        Assert.Empty(Sync("start").Output);

        // Another state: elements come and go, and the table stays the same one.
        string handle = Handle();
        Sync("steps/08-service-port-added");
        Assert.Equal(handle, Handle());
        AssertClusterAddresses("steps/08-service-port-added");

        EngineResult plan = lab.Works($"Clear-IpvsKubernetesService -KubeProxy -NetNamespace {_ns} -Verbose 4>&1 -Force -PassThru");
        string shown = string.Join('\n', plan.Output.Select(one => $"{one}"));
        Assert.Contains("Remove Filter ip nat KUBE-SERVICES", shown, StringComparison.Ordinal);
        Assert.Contains("ipset destroy", shown, StringComparison.Ordinal);
        KubeProxyNode.RunManual(_ns, plan);
        Assert.Equal("office", _ns.Native("ipset list -name").Trim());
        string ruleset = _ns.Native("nft list ruleset");
        Assert.DoesNotContain("KUBE-SERVICES", ruleset, StringComparison.Ordinal);
        Assert.Contains("KUBE-KUBELET-CANARY", ruleset, StringComparison.Ordinal);
        Assert.Contains("chain DOCKER", ruleset, StringComparison.Ordinal);
        Assert.Contains("jump DOCKER", ruleset, StringComparison.Ordinal);
        AssertClusterAddresses("steps/08-service-port-added");

        AssertCleared();
        Assert.Equal(
            ["table inet others", "table ip filter", "table ip nat"],
            _ns.Native("nft list tables").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>They are asked of the kernel itself, and have the names that nft gives them.</summary>
    [Fact]
    public void Chains_of_every_family_that_drop_by_default_are_named()
    {
        _ns.Native(
            """
            nft '
            table ip a { chain i { type filter hook input priority 0; policy drop; }; chain own { }; }
            table ip6 a {
                chain f { type filter hook forward priority 0; policy drop; }
                chain ok { type filter hook input priority 0; }
            }
            table inet a {
                chain o { type filter hook output priority 0; policy drop; }
                chain p { type filter hook prerouting priority 0; policy drop; }
            }
            table bridge a { chain f { type filter hook forward priority 0; policy drop; }; }
            table arp a {
                chain i { type filter hook input priority 0; policy drop; }
                chain o { type filter hook output priority 0; policy drop; }
            }
            '
            """
        );
        EngineResult plan = lab.Works(
            $"{RecordedNode.Read("start")} | Sync-IpvsKubernetesService {Options} -Masquerade None -AllowUnfiltered -NetNamespace {_ns} "
                + "-WhatIf"
        );
        Assert.Equal(
            [
                "The chain arp a i drops by default what passes INPUT",
                "The chain arp a o drops by default what passes OUTPUT",
                "The chain bridge a f drops by default what passes FORWARD",
                "The chain inet a o drops by default what passes OUTPUT",
                "The chain ip a i drops by default what passes INPUT",
                "The chain ip6 a f drops by default what passes FORWARD",
            ],
            plan.Warnings.Where(warning => warning.Contains(" drops by default", StringComparison.Ordinal))
                .Select(warning => warning.Split(':')[0])
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The table goes after the services and before the sysctls; one that somebody has removed already is no change.</summary>
    private void AssertCleared()
    {
        const string Filter = "Remove Filter ipvsps";
        string clear = $"Clear-IpvsKubernetesService -NetNamespace {_ns}";
        string[] plan =
        [
            .. lab.Render($"{clear} -WhatIf")
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line["What if: ".Length..]),
        ];
        int place = Array.IndexOf(plan, Filter);
        Assert.StartsWith("Remove Service ", plan[place - 1], StringComparison.Ordinal);
        Assert.All(plan[(place + 1)..], line => Assert.StartsWith("Set Sysctl ", line, StringComparison.Ordinal));
        Assert.Contains("table inet ipvsps", _ns.Native("nft list tables"), StringComparison.Ordinal);
        string table = _ns.Native("nft list table inet ipvsps");
        _ns.Native("nft delete table inet ipvsps");
        Assert.DoesNotContain(Filter, lab.Render($"{clear} -WhatIf"), StringComparison.Ordinal);
        string file = Path.GetTempFileName();
        File.WriteAllText(file, table);
        _ns.Native($"nft -f {file}");
        File.Delete(file);
        Assert.Equal(plan, lab.Works($"{clear} -Force -PassThru").Output.Select(change => $"{change}"));
    }

    /// <summary>The sets of cluster addresses are those of kube-proxy's ipsets.</summary>
    private void AssertClusterAddresses(string state)
    {
        foreach (
            (string protocol, string digit, string ipset) in ((string, string, string)[])
                [("tcp", "4", "KUBE-CLUSTER-IP"), ("udp", "4", "KUBE-CLUSTER-IP")]
        )
        {
            IEnumerable<string> recorded = File.ReadLines(Path.Combine(RecordedNode.Folder, "transitions", state, "ipset-save.txt"))
                .Where(line =>
                    line.StartsWith($"add {ipset} ", StringComparison.Ordinal) && line.Contains($",{protocol}:", StringComparison.Ordinal)
                )
                .Select(line => line.Split(' ')[2].Replace($",{protocol}:", " . ", StringComparison.Ordinal));
            string set = _ns.Native($"nft -n list set inet ipvsps cluster{digit}_{protocol}");
            int open = set.IndexOf("elements = {", StringComparison.Ordinal) + "elements = {".Length;
            IEnumerable<string> made = set[open..set.IndexOf('}', open)]
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(recorded.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        }
    }

    private string Handle() => _ns.Native("nft -a list table inet ipvsps").Split('\n')[0];

    private EngineResult Sync(string state) =>
        lab.Works($"{RecordedNode.Read(state)} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns}");

    /// <summary>What kube-proxy left, its chains by iptables on nftables, and what kubelet, Docker and others have there.</summary>
    private void MakeOthers()
    {
        KubeProxyNode.LoadModules();
        string start = Path.Combine(RecordedNode.Folder, "transitions/start");
        string script = Path.GetTempFileName();
        File.WriteAllText(
            script,
            $"""
            ipset restore < {start}/ipset-save.txt
            ipset create office hash:ip
            iptables-nft-restore < {start}/iptables-save.txt
            iptables-nft-restore --noflush <<END
            *filter
            :FORWARD DROP
            -A FORWARD -m set --match-set office src -j ACCEPT
            COMMIT
            *nat
            :KUBE-KUBELET-CANARY -
            :DOCKER -
            -A PREROUTING -j DOCKER
            COMMIT
            END
            nft add table inet others
            """
        );
        _ns.Native($"bash -e {script}");
        File.Delete(script);
    }
}
