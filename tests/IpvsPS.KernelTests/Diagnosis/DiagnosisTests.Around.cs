using IpvsPS.Diagnosis;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What stands around the table: the network, the packet filter, Kubernetes, and what is asked for wrongly.</summary>
public sealed partial class DiagnosisTests
{
    [Fact]
    public void The_director_is_a_real_server()
    {
        const string Fault = "New-IpvsService 10.66.1.185:84 | Add-IpvsRealServer 10.66.0.11:80, 10.66.0.1:84 -ForwardingMethod Masquerade";
        _bench.Shows("R214", Fault, PrintedCure.After("; or "), after: "Remove-IpvsService 10.66.1.185:84");

        // The other half of the cure.
        _bench.InDirector(Fault);
        Objects.IpvsFinding finding = Assert.Single(_bench.Find());
        Assert.StartsWith("Have the program listen on TCP 10.66.0.1:84; or ", finding.Cure, StringComparison.Ordinal);
        using (_bench.ListenInDirector(84, "10.66.0.1"))
        {
            Assert.Empty(_bench.Ids());
        }

        _bench.InDirector("Remove-IpvsService 10.66.1.185:84");
    }

    /// <summary>The kernel makes no link of a host that forwards merge packets; somebody has it do so afterwards.</summary>
    [Fact]
    public void D024_a_link_merges_packets()
    {
        LabSession.Native("modprobe -d /run/modules bonding");
        _bench.Shows(
            "D024",
            "Here ip link add merging up type bond; Here ip address add 10.68.5.1/24 dev merging; Here ethtool -K merging lro on",
            PrintedCure.Native,
            after: "Remove-NetLink merging"
        );
    }

    /// <summary>10.66.0.185 is in the network of the director and the pod, and both have it.</summary>
    [Fact]
    public void The_network_is_asked_and_the_way_through_the_service_is_tried()
    {
        string Sorted(string parameters) => string.Join(' ', _bench.Ids(parameters).Order());
        _bench.InDirector(
            "Add-NetLinkAddress vip 10.66.0.185/32; Here sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0 "
                + "net.ipv4.conf.all.rp_filter=0; New-IpvsService 10.66.0.185:80 | Add-IpvsRealServer 10.66.0.11; "
                + "Enable-IpvsDirectRouting 10.66.0.185 -NetNamespace $pod"
        );
        Assert.Equal(string.Empty, Sorted("-Active"));
        Assert.Equal(2, lab.Works($"Get-IpvsService -NetNamespace {_bench.Director}").Output.Count);

        _bench.InDirector("There sysctl -qw net.ipv4.conf.lan.arp_ignore=0");
        Assert.Equal("N301 R210 S114", Sorted("-Active"));
        Objects.IpvsFinding answered = Assert.Single(_bench.Find("-Active -Id N301"));
        Assert.EndsWith(", on lan: 10.66.0.11", answered.Is, StringComparison.Ordinal);
        lab.Works($"{answered.Cure.Split(": ")[1].Split(". ")[0]} -NetNamespace {_bench.Pod}");
        Assert.Equal(string.Empty, Sorted("-Active"));

        // Nobody has the address in the pod: what a client sends there is lost.
        _bench.InDirector("Disable-IpvsDirectRouting -NetNamespace $pod");
        Assert.Equal("R209 R218", Sorted("-Active"));
        lab.Works(Assert.Single(_bench.Find("-Id R209")).Cure);
        Assert.Equal(string.Empty, Sorted("-Active"));
        _bench.InDirector("Disable-IpvsDirectRouting -NetNamespace $pod");

        // A pod that has none, and would route it elsewhere, answers all the same where it forwards.
        _bench.InDirector(
            "Set-IpvsRealServer 10.66.0.11 -VirtualAddress 10.66.0.185:80 -ForwardingMethod Masquerade; "
                + "New-DummyLink aside -NetNamespace $pod; There ip route add 10.66.0.185 dev aside; "
                + "There sysctl -qw net.ipv4.conf.lan.proxy_arp=1"
        );
        Assert.Equal(string.Empty, Sorted("-Active"));
        _bench.InDirector("There sysctl -qw net.ipv4.ip_forward=1");
        Assert.Equal("N301 N304 S114", Sorted("-Active"));
        Objects.IpvsFinding proxy = Assert.Single(_bench.Find());
        Assert.Equal("N304", proxy.Id);
        lab.Works(proxy.Cure);
        Assert.Equal(string.Empty, Sorted("-Active"));
        _bench.InDirector("There sysctl -qw net.ipv4.ip_forward=0");

        // Of IPv6 the one that has it on the link answers.
        _bench.InDirector(
            "Remove-NetLink aside -NetNamespace $pod; Remove-IpvsService 10.66.0.185:80; Remove-NetLinkAddress vip 10.66.0.185; "
                + "Here ip address add fd00:66::186/128 dev lan nodad; There ip address add fd00:66::186/128 dev lan nodad; "
                + "New-IpvsService [fd00:66::186]:80 | Add-IpvsRealServer fd00:66::11"
        );
        Assert.Contains("N301", _bench.Ids("-Active"));
        _bench.InDirector(
            "There ip address del fd00:66::186/128 dev lan; Remove-IpvsService [fd00:66::186]:80; "
                + "Here ip address del fd00:66::186/128 dev lan"
        );
        Assert.Equal(string.Empty, Sorted("-Active"));
    }

    /// <summary>A veth link computes checksums and merges nothing; of a tunnel nobody has asked.</summary>
    [Fact]
    public void What_drivers_do_is_asked_of_links_that_lead_somewhere()
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(_bench.Director.Name));
        DiagnosisFacts facts = FactReader.Read(netns, new DiagnosisRequest(), CancellationToken.None);

        Assert.Equal(new LinkOffloads(MergesReceived: false, ComputesChecksums: true), facts.Director.Offloads["lan"]);
        Assert.DoesNotContain("vip", facts.Director.Offloads.Keys);
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void The_packet_filter()
    {
        _bench.Shows(
            "D029",
            "Here iptables-legacy -t nat -A PREROUTING -d 10.66.1.185 -p tcp --dport 80 -j REDIRECT --to-ports 8080",
            PrintedCure.Delete
        );
        _bench.Shows(
            "R220",
            "There iptables-legacy -A INPUT -p tcp --dport 80 -j DROP",
            PrintedCure.Accept("-p tcp --dport 80"),
            after: "There iptables-legacy -F"
        );
        _bench.Shows(
            "D020",
            "Here iptables-legacy -P FORWARD DROP",
            PrintedCure.Accept("-i lan"),
            after: "Here iptables-legacy -P FORWARD ACCEPT; Here iptables-legacy -F"
        );
        _bench.Shows(
            "D020",
            "Here iptables-legacy -A INPUT -p tcp --dport 80 -j DROP",
            PrintedCure.Accept("-d 10.66.1.185 -p tcp --dport 80"),
            after: "Here iptables-legacy -F"
        );
        _bench.Shows(
            "D018",
            "Here iptables-legacy -t nat -A POSTROUTING -j MASQUERADE",
            after: "Here iptables-legacy -t nat -F; Set-IpvsSetting conntrack $false"
        );
    }

    /// <summary>Both families, the pod behind the node's own link.</summary>
    [Fact]
    public void A_healthy_node_of_Kubernetes_gives_no_finding()
    {
        string Objects(string family, string address, string pod) =>
            $$$"""
                { "kind": "List", "apiVersion": "v1", "items": [
                  { "kind": "Service", "apiVersion": "v1", "metadata": { "name": "web-{{{family}}}", "namespace": "default" }, "spec": {
                    "type": "ClusterIP", "clusterIP": "{{{address}}}", "clusterIPs": ["{{{address}}}"], "ipFamilies": ["{{{family}}}"],
                    "ports": [{ "name": "http", "port": 80, "protocol": "TCP", "targetPort": 80 }] } },
                  { "kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "addressType": "{{{family}}}",
                    "metadata": { "name": "web-{{{family}}}-1", "namespace": "default",
                      "labels": { "kubernetes.io/service-name": "web-{{{family}}}" } },
                    "endpoints": [{ "addresses": ["{{{pod}}}"], "nodeName": "node2", "conditions": { "ready": true } }],
                    "ports": [{ "name": "http", "port": 80, "protocol": "TCP" }] }] }
                """;
        string options = $"-NodeName node1 -Masquerade None -AllowUnfiltered -NetNamespace {_bench.Director}";
        lab.Works(
            $"'{Objects("IPv4", "10.96.0.10", "10.66.0.11")}', '{Objects("IPv6", "fd00:10:96::a", "fd00:66::11")}' | "
                + $"Sync-IpvsKubernetesService {options} -WarningAction Ignore"
        );
        Assert.Equal(3, lab.Works($"Get-IpvsService -NetNamespace {_bench.Director}").Output.Count);
        Assert.True(_bench.Ids() is [], string.Join("; ", _bench.Find().AsEnumerable()));
        lab.Works($"Clear-IpvsKubernetesService -NetNamespace {_bench.Director} -Force -Confirm:$false");
    }

    [Fact]
    public void Bad_input_is_said_and_the_rest_of_the_rules_run()
    {
        lab.Works($"Set-IpvsSetting run_estimation $false -NetNamespace {_bench.Director}");
        var result = lab.Run(
            $"Debug-IpvsService -NetNamespace {_bench.Director} -Id D014, D999 -Client fd00::9 "
                + "-RealServerNamespace @{ '10.66.0.11' = 'nowhere'; 'x' = 'y' }"
        );
        lab.Works($"Set-IpvsSetting run_estimation $true -NetNamespace {_bench.Director}");

        Assert.True(result.Of<Objects.IpvsFinding>().ToArray() is [{ Id: "D014" }], string.Join("; ", result.Errors));
        Assert.Equal(
            ["IpvsClientFamilyMismatch", "IpvsRealServerNamespaceInvalid", "IpvsRuleNotFound", "NetNamespaceNotFound"],
            result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order()
        );
    }

    /// <summary>/proc as ProcSubset=pid of a systemd unit mounts it, and no right to enter another namespace.</summary>
    [Fact]
    public void What_is_hidden_and_forbidden_is_said_and_the_rest_of_the_rules_run()
    {
        string script = Path.GetTempFileName() + ".ps1";
        File.WriteAllText(
            script,
            $$"""
            $found = Debug-IpvsService 10.66.1.185:85 -RealServerNamespace @{ '10.66.0.11' = '{{_bench.Pod}}' } -ErrorVariable bad `
                -WarningVariable unread -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            "found $($found.Id)"; $bad | ForEach-Object { "error $($_.FullyQualifiedErrorId)" }; $unread | ForEach-Object { "$_" }
            """
        );
        lab.Works($"$null = New-IpvsService 10.66.1.185:85 -NetNamespace {_bench.Director}");
        string said;
        try
        {
            said = _bench.Director.Native(
                $"unshare -m sh -c \"chmod 644 {script}; mount -t proc -o subset=pid proc /proc && "
                    + $"setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin {LabSession.PwshCommand} '{script}'\""
            );
        }
        finally
        {
            lab.Works($"Remove-IpvsService 10.66.1.185:85 -NetNamespace {_bench.Director}");
            File.Delete(script);
        }

        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("found S101", lines);
        Assert.Contains(lines, line => line.StartsWith("error PermissionDenied", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Not read: the sysctls: ", StringComparison.Ordinal));

        // nft runs where the command is, and needs no right to enter a namespace.
        Assert.DoesNotContain(lines, line => line.StartsWith("Not read: the packet filter", StringComparison.Ordinal));
    }

    [Fact]
    public void Repair_refuses_what_is_not_safe_and_what_no_rule_writes()
    {
        string at = $"-NetNamespace {_bench.Director}";
        lab.Fails(
            $"Repair-IpvsService D003 10.66.1.185 {at}",
            "IpvsFindingNotRepairable",
            System.Management.Automation.ErrorCategory.NotImplemented,
            "D003"
        );
        lab.Fails(
            $"Repair-IpvsService D001 kernel.panic {at}",
            "IpvsRepairTargetInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "kernel.panic"
        );
        lab.Fails(
            $"Repair-IpvsService R209 '10.66.1.185 DirectRoute' {at}",
            "IpvsVirtualAddressServed",
            System.Management.Automation.ErrorCategory.ResourceExists,
            "10.66.1.185"
        );
        lab.Works($"Set-IpvsSetting run_estimation $false {at}; Debug-IpvsService {at} -Id D014 | Repair-IpvsService -WhatIf");
        Assert.Equal(["D014"], _bench.Ids());
        lab.Works($"Debug-IpvsService {at} -Id D014 | ConvertTo-Csv | ConvertFrom-Csv | Repair-IpvsService | Out-Null");
        Assert.Empty(_bench.Ids());
        lab.Works($"Set-IpvsSetting run_estimation $false {at}; 'D014' | Repair-IpvsService {at} | Out-Null");
        Assert.Empty(_bench.Ids());
    }
}
