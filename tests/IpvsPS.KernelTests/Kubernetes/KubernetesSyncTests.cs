using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>Kubernetes services in the real kernel, without the packet filter, beside what the real kube-proxy left there.</summary>
public sealed class KubernetesSyncTests(LabSession lab) : IDisposable
{
    private const string AsKubeProxy =
        "-AddressMode Link -LocalFallback Cluster -Masquerade None -AllowUnfiltered -ClusterCidr 172.17.0.0/16, fd00:17::/64";

    /// <summary>The address of a node, which kube-proxy makes a virtual one and this module refuses.</summary>
    private const string Refused = "192.168.50.1:8082";

    private readonly ScratchNamespace _ns = new();

    public void Dispose() => _ns.Dispose();

    [Theory]
    [InlineData("R1", "node1", "192.168.50.1", "2001:db8:50::1")]
    [InlineData("R2", "node2", "192.168.50.2", "2001:db8:50::2")]
    public void All_recorded_cases_give_kube_proxys_table_and_a_second_sync_writes_nothing(
        string run,
        string node,
        string address4,
        string address6
    )
    {
        RecordedNode.Make(_ns, address4, address6);
        string folder = Path.Combine(RecordedNode.Folder, "cases", run);
        EngineResult first = Sync(node, $"{folder}/objects.json', '{folder}/nodes.json");
        ErrorRecord refused = Assert.Single(first.Errors);
        Assert.Equal("IpvsKubernetesAddressOfNode,IpvsPS.Commands.SyncIpvsKubernetesServiceCommand", refused.FullyQualifiedErrorId);
        Assert.Equal(
            RecordedNode.Lines(Path.Combine(folder, "ipvsadm-Sn.txt")).Where(line => !line.Contains(Refused, StringComparison.Ordinal)),
            _ns.Saved()
        );
        Assert.Equal(
            RecordedNode.Lines(Path.Combine(folder, "kube-ipvs0.txt")).Where(line => line != "192.168.50.1/32"),
            Addresses("ipvsps0")
        );
        EngineResult second = Sync(node, $"{folder}/objects.json', '{folder}/nodes.json");
        Assert.Empty(second.Output);

        // This machine is the node that it is said to be, and no other.
        Assert.DoesNotContain(first.Warnings.Concat(second.Warnings), told => told.Contains("-NodeName", StringComparison.Ordinal));
        EngineResult elsewhere = lab.Run(
            $"Get-Content '{folder}/nodes.json' -Raw | Sync-IpvsKubernetesService -NodeName node3 {AsKubeProxy} -NetNamespace {_ns} -WhatIf"
        );
        Assert.Contains(
            "Node node3 has 192.168.50.3, 2001:db8:50::3, and no link of this machine has any of them",
            Assert.Single(elsewhere.Warnings, told => told.Contains("-NodeName", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_recorded_state_synced_one_after_the_other_gives_kube_proxys_table()
    {
        RecordedNode.Make(_ns);
        string root = Path.Combine(RecordedNode.Folder, "transitions");
        foreach (
            string folder in (string[])
                [Path.Combine(root, "start"), .. Directory.GetDirectories(Path.Combine(root, "steps")).Order(StringComparer.Ordinal)]
        )
        {
            Sync("node1", $"{folder}/list-services.json', '{folder}/list-endpointslices.json', '{root}/nodes.json").ThrowOnError();

            // There are no connections here, so nothing stays at weight 0.
            Assert.Equal(
                RecordedNode.Lines(Path.Combine(folder, "ipvsadm-Sn.txt")).Where(line => !line.EndsWith(" -w 0", StringComparison.Ordinal)),
                _ns.Saved()
            );
        }
    }

    /// <summary>Each after the one before, so that what the one before had goes.</summary>
    [Fact]
    public void Clusters_by_hand_are_in_the_kernel_as_the_rules_of_Kubernetes_say()
    {
        _ns.Native(
            "ip link add eth0 type dummy; ip addr add 10.9.0.1/24 dev eth0; ip addr add fd00:9::1/64 dev eth0 nodad; ip link set eth0 up"
        );
        string options = $"-NodeName me -Masquerade None -AllowUnfiltered -LocalFallback Cluster -NetNamespace {_ns}";
        Assert.True(HandMadeCases.All.Count > 25);
        foreach (HandMadeCase one in HandMadeCases.All)
        {
            lab.SetVariable("objects", HandMadeCase.Nodes + one.Objects);
            EngineResult synced = lab.Run($"$objects | Sync-IpvsKubernetesService {options}");
            IEnumerable<string> ids = synced.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
            Assert.Equal(
                (one.Name, one.Error ?? string.Empty, string.Join('\n', one.Table.Order(StringComparer.Ordinal))),
                (one.Name, string.Join(' ', ids), string.Join('\n', _ns.Saved()))
            );
        }
    }

    [Fact]
    public void Foreign_services_stay_and_are_named_and_equal_ones_are_adopted_and_all_of_ours_goes_again()
    {
        RecordedNode.Make(_ns);
        string folder = Path.Combine(RecordedNode.Folder, "transitions", "start");
        string files = $"{folder}/list-services.json', '{folder}/list-endpointslices.json";
        _ns.Native(
            """
            bash -c 'ipvsadm -A -t 10.96.0.110:80 -s rr;
            ipvsadm -a -t 10.96.0.110:80 -r 172.17.5.1:8080 -m; ipvsadm -a -t 10.96.0.110:80 -r 172.17.5.2:8080 -m
            ipvsadm -A -t 10.96.0.90:143 -s wlc; ipvsadm -A -u 10.96.0.99:53 -s rr'
            """
        );
        string[] sysctls = Sysctls();
        EngineResult synced = Sync("node1", files);
        ErrorRecord clash = Assert.Single(synced.Errors);
        Assert.StartsWith("IpvsKubernetesForeignService,", clash.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("mail/box wants TCP 10.96.0.90:143", clash.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Adopt Service TCP 10.96.0.110:80",
            string.Join('\n', synced.Output.Select(change => change.ToString())),
            StringComparison.Ordinal
        );
        Assert.Contains("-A -t 10.96.0.90:143 -s wlc", _ns.Saved());
        Assert.NotEqual(sysctls, Sysctls());
        lab.Works($"Clear-IpvsKubernetesService -NetNamespace {_ns} -Force");
        Assert.Equal(["-A -t 10.96.0.90:143 -s wlc", "-A -u 10.96.0.99:53 -s rr"], _ns.Saved());
        Assert.DoesNotContain("ipvsps0", _ns.Native("ip -br link"), StringComparison.Ordinal);
        Assert.Equal(sysctls, Sysctls());
    }

    [Fact]
    public void Cluster_addresses_are_local_routes_without_the_filter_and_go_with_their_services()
    {
        RecordedNode.Make(_ns);
        string read = RecordedNode.Read("start");
        lab.Works($"{read} | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None -AllowUnfiltered -NetNamespace {_ns}");
        string routes = _ns.Native("ip route show table local proto boot");
        Assert.Contains("local 10.96.0.10 dev lo scope host src 192.168.50.1", routes, StringComparison.Ordinal);
        Assert.Contains("local fd00:10:96::a dev lo", _ns.Native("ip -6 route show table local proto boot"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.96.0.0/16", routes, StringComparison.Ordinal);
        Assert.Empty(
            lab.Works(
                $"{read} | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None -AllowUnfiltered -NetNamespace {_ns} -PassThru"
            ).Output
        );
        lab.Works($"Clear-IpvsKubernetesService -NetNamespace {_ns} -Force");
        Assert.Empty(_ns.Native("ip route show table local proto boot").Trim());
        Assert.Empty(_ns.Saved());
    }

    /// <summary>A sync that is killed leaves in its record what it no longer, or not yet, has in the kernel.</summary>
    [Theory]
    [InlineData("'{\"kind\":\"List\",\"items\":[]}' | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None")]
    [InlineData("Clear-IpvsKubernetesService -Force")]
    public void What_is_noted_and_has_gone_is_forgotten_and_what_others_make_in_its_place_is_theirs(string command)
    {
        const string Theirs = "-A -t 10.96.6.1:80 -s wlc";
        string text = ClusterText.Web("10.96.6.1", 8080, ["172.17.0.3"]);
        string[] sysctls = Sysctls();
        lab.Works($"'{text}' | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None -AddressMode Link -NetNamespace {_ns}");
        _ns.Native("ipvsadm -C; ip link del ipvsps0");
        foreach (string line in sysctls.Where(line => line.Length > 0))
        {
            _ns.Native($"sysctl -qw '{line.Replace(" ", string.Empty, StringComparison.Ordinal)}'");
        }

        lab.Works($"{command} -NetNamespace {_ns}");
        lab.Works($"{command} -NetNamespace {_ns}");
        _ns.Native("ipvsadm -A -t 10.96.6.1:80 -s wlc");
        lab.Works($"{command} -NetNamespace {_ns}");
        Assert.Equal([Theirs], _ns.Saved());
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        Assert.Equal([Theirs], _ns.Saved());
    }

    [Fact]
    public void A_link_that_is_left_without_addresses_goes_alone()
    {
        string text = ClusterText.Web("10.96.6.2", 8080, ["172.17.0.3"]);
        string options = $"-NodeName node1 -Masquerade None -NetNamespace {_ns}";
        string[] sysctls = Sysctls();
        lab.Works($"'{text}' | Sync-IpvsKubernetesService {options} -AddressMode Link");
        lab.Works($"'{{\"kind\":\"List\",\"items\":[]}}' | Sync-IpvsKubernetesService {options} -AddressMode Link");
        Assert.Empty(Addresses("ipvsps0"));
        Assert.Empty(_ns.Saved());
        EngineResult cleared = lab.Works($"Clear-IpvsKubernetesService -Force -PassThru -NetNamespace {_ns}");
        Assert.Equal(
            ["Remove Link ipvsps0"],
            cleared.Output.Select(change => $"{change}").Where(change => !change.StartsWith("Set Sysctl ", StringComparison.Ordinal))
        );
        Assert.DoesNotContain("ipvsps0", _ns.Native("ip -br link"), StringComparison.Ordinal);
        Assert.Equal(sysctls, Sysctls());
    }

    /// <summary>What a kubectl that failed leaves: were it a cluster without services, the node would lose all.</summary>
    [Fact]
    public void What_cannot_be_all_of_a_cluster_is_one_error_and_takes_nothing_away()
    {
        const string Whole = "'{\"kind\":\"List\",\"items\":[]}'";
        string sync = $"Sync-IpvsKubernetesService -NodeName node1 -Masquerade None -NetNamespace {_ns}";
        string text = ClusterText.Web("10.96.6.1", 8080, ["172.17.0.3"]);
        lab.Works($"'{text}' | {sync}");
        string[] table = _ns.Saved();
        foreach (
            (string piped, string id) in ((string, string)[])
                [
                    ("$null", "IpvsKubernetesJsonInvalid"),
                    ("''", "IpvsKubernetesJsonInvalid"),
                    ("'Error from server (Forbidden)'", "IpvsKubernetesJsonInvalid"),
                    ($"'{text[..(text.Length / 2)]}'", "IpvsKubernetesJsonInvalid"),
                    ("@{ kind = 'Status'; apiVersion = 'v1' }", "IpvsKubernetesKindUnknown"),
                ]
        )
        {
            EngineResult refused = lab.Run($"{piped} | {sync}");
            Assert.StartsWith($"{id},", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.StartsWith("Nothing was changed", Assert.Single(refused.Warnings), StringComparison.Ordinal);
            Assert.Equal(table, _ns.Saved());
        }

        lab.Works($"{Whole} | {sync}");
        Assert.Empty(_ns.Saved());
    }

    [Fact]
    public void The_table_has_its_Kubernetes_names()
    {
        RecordedNode.Make(_ns);
        string folder = Path.Combine(RecordedNode.Folder, "transitions", "start");
        string files = $"{folder}/list-services.json', '{folder}/list-endpointslices.json";
        Sync("node1", files).ThrowOnError();
        EngineResult rows = lab.Works(
            $"Get-Content '{files}' -Raw | Get-IpvsKubernetesService -NodeName node1 {AsKubeProxy} -NetNamespace {_ns} | "
                + $"Where-Object VirtualAddress -eq 10.96.0.50 | ForEach-Object {{ \"$($_.Service) $($_.RealAddress):$($_.RealPort) "
                + $"$($_.Node) $($_.Conditions) $($_.Presence)\" }}"
        );
        Assert.Equal(
            ["shop/cart 172.17.0.3:9000 node1 ready,serving Present", "shop/cart 172.17.0.4:9000 node1 ready,serving Present"],
            rows.Output.Select(row => row.ToString())
        );

        string shown = string.Join('\n', lab.Works($"Show-IpvsStatistic 10.96.0.50 -Plain -Count 1 -NetNamespace {_ns}").Output);
        Assert.Contains(" shop/cart:", shown, StringComparison.Ordinal);
        EngineResult watched = lab.Works($"Watch-IpvsStatistic 10.96.0.50 -RealServer -Count 1 -Interval 100ms -NetNamespace {_ns}");
        Assert.All(watched.Of<Objects.IpvsStatisticSample>(), sample => Assert.StartsWith("shop/cart:", sample.KubernetesService));
        string metrics = string.Join('\n', lab.Works($"Export-IpvsMetric -NetNamespace {_ns}").Output);
        Assert.Matches(
            "ipvs_service_kubernetes_info\\{protocol=\"TCP\",virtual_address=\"10.96.0.50\",virtual_port=\"[0-9]+\","
                + "kubernetes_namespace=\"shop\",kubernetes_service=\"cart\",kubernetes_port=\"[^\"]*\"\\} 1",
            metrics
        );
    }

    private EngineResult Sync(string node, string files) =>
        lab.Run($"Get-Content '{files}' -Raw | Sync-IpvsKubernetesService -NodeName {node} {AsKubeProxy} -NetNamespace {_ns} -PassThru");

    private string[] Sysctls() =>
        _ns.Native(
                "sysctl net.ipv4.vs.expire_nodest_conn net.ipv4.vs.expire_quiescent_template net.ipv4.ip_forward "
                    + "net.ipv6.conf.all.forwarding"
            )
            .Split('\n');

    private string[] Addresses(string link) =>
        [
            .. _ns.Native($"ip -o addr show dev {link} scope global")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])
                .Order(StringComparer.Ordinal),
        ];
}
