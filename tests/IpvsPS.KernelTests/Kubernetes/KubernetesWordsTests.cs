namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>What -WhatIf prints of Kubernetes services, and what somebody without rights is told.</summary>
public sealed class KubernetesWordsTests(LabSession lab) : IDisposable
{
    private const string Options = "-NodeName node1 -Masquerade None";
    private const string LeftToYou = "What if: Left to you, where iptables is the legacy one or there are ipsets: ";

    private readonly ScratchNamespace _ns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("words").FullName;

    public void Dispose()
    {
        _ns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void WhatIf_prints_the_plan_of_a_sync_change_by_change_and_does_nothing()
    {
        string sync = $"Sync-IpvsKubernetesService {Options} -AddressMode Link -NetNamespace {_ns}";
        string both = $"{Read("172.17.0.3", "172.17.0.4")} | {sync}";
        string[] plan =
        [
            "What if: Sync Kubernetes services: 8 changes.",
            "What if: Set Sysctl net.ipv4.vs.expire_nodest_conn: 0 → 1",
            "What if: Set Sysctl net.ipv4.vs.expire_quiescent_template: 0 → 1",
            "What if: Set Sysctl net.ipv4.ip_forward: 0 → 1",
            "What if: Add Service TCP 10.96.3.1:80 (shop/web): rr",
            "What if: Add RealServer 172.17.0.3:8080 in TCP 10.96.3.1:80 (shop/web): Masquerade, weight 1",
            "What if: Add RealServer 172.17.0.4:8080 in TCP 10.96.3.1:80 (shop/web): Masquerade, weight 1",
            "What if: Add Link ipvsps0: dummy",
            "What if: Add Address 10.96.3.1/32: ipvsps0",
        ];
        Assert.Equal(plan, Lines($"{both} -WhatIf"));
        Assert.Equal(plan, Lines($"& {{ $WhatIfPreference = $true; {both} }}"));
        Assert.Empty(_ns.Saved());
        Assert.DoesNotContain("ipvsps0", _ns.Native("ip -br link"), StringComparison.Ordinal);

        // What was printed is what is done.
        Assert.Equal(plan[1..], Made($"{both} -PassThru"));
        Assert.Equal(
            [
                "What if: Sync Kubernetes services: 1 change.",
                "What if: Remove RealServer 172.17.0.4:8080 in TCP 10.96.3.1:80 (shop/web): Masquerade, weight 1",
            ],
            Lines($"{Read("172.17.0.3")} | {sync} -WhatIf")
        );
    }

    [Fact]
    public void WhatIf_prints_what_Clear_takes_away_and_what_is_left_to_the_user_and_does_nothing()
    {
        lab.Works($"{Read("172.17.0.3")} | Sync-IpvsKubernetesService {Options} -AddressMode Link -NetNamespace {_ns}");
        _ns.Native("ip link add kube-ipvs0 type dummy");
        string[] before = _ns.Saved();
        string[] plan =
        [
            "What if: Take away Kubernetes services: 6 changes.",
            "What if: Remove Address 10.96.3.1/32",
            "What if: Remove Link ipvsps0",
            "What if: Remove Service TCP 10.96.3.1:80 (shop/web): with 1 real server",
            "What if: Set Sysctl net.ipv4.ip_forward: 1 → 0",
            "What if: Set Sysctl net.ipv4.vs.expire_nodest_conn: 1 → 0",
            "What if: Set Sysctl net.ipv4.vs.expire_quiescent_template: 1 → 0",
        ];
        Assert.Equal(string.Join('\n', plan), string.Join('\n', Lines($"Clear-IpvsKubernetesService -NetNamespace {_ns} -WhatIf")));
        string[] kubeProxy = Lines($"Clear-IpvsKubernetesService -KubeProxy -Force -NetNamespace {_ns} -WhatIf 3>$null");
        Assert.Equal(3, kubeProxy.Count(line => line.StartsWith(LeftToYou, StringComparison.Ordinal)));
        Assert.Equal(["What if: Take away what kube-proxy has left: 1 change.", "What if: Remove Link kube-ipvs0"], kubeProxy[3..]);
        Assert.Equal(before, _ns.Saved());
        Assert.Contains("kube-ipvs0", _ns.Native("ip -br link"), StringComparison.Ordinal);
        Assert.Equal(plan[1..], Made($"Clear-IpvsKubernetesService -NetNamespace {_ns} -Force -PassThru"));
        Assert.DoesNotContain("ipvsps0", _ns.Native("ip -br link"), StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_without_rights_compares_what_the_cluster_wants_with_the_table()
    {
        _ns.Native(
            """
            bash -c 'ipvsadm -A -t 10.96.3.1:80 -s wlc; ipvsadm -a -t 10.96.3.1:80 -r 172.17.0.3:8080 -m
            ipvsadm -a -t 10.96.3.1:80 -r 172.17.0.9:8080 -m'
            """
        );
        string compare = $"{Read("172.17.0.3", "172.17.0.4")} | ConvertTo-IpvsConfiguration {Options} | Compare-IpvsConfiguration";
        string script = Path.Combine(_folder, "compare.ps1");
        File.WriteAllText(
            script,
            $"{compare} -WarningVariable told 3>$null | ForEach-Object {{ \"$_\" }}; "
                + "$Error | ForEach-Object FullyQualifiedErrorId; \"$told\""
        );
        LabSession.Native($"chmod -R a+rX {_folder}");
        string[] seen = _ns.Native(
                $"setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all {LabSession.PwshCommand} '{script}'"
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] changes = [.. lab.Works($"{compare} -NetNamespace {_ns}").Output.Select(change => $"{change}")];
        Assert.Equal(
            [
                "Add RealServer 172.17.0.4:8080 in TCP 10.96.3.1:80",
                "Remove RealServer 172.17.0.9:8080 in TCP 10.96.3.1:80",
                "Set Service TCP 10.96.3.1:80",
            ],
            changes.Select(change => change.Split(": ")[0]).Order(StringComparer.Ordinal)
        );
        Assert.Equal(changes, seen[..^1]);
        Assert.StartsWith("Asking the kernel's IPVS needs the capability CAP_NET_ADMIN", seen[^1], StringComparison.Ordinal);
    }

    private string Read(params string[] endpoints)
    {
        string file = Path.Combine(_folder, $"{endpoints.Length}.json");
        File.WriteAllText(file, ClusterText.Web("10.96.3.1", 8080, endpoints));
        return $"Get-Content '{file}' -Raw";
    }

    private string[] Made(string script) => [.. lab.Works(script).Output.Select(change => $"What if: {change}")];

    private string[] Lines(string script) =>
        lab.Render(script).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
