using System.Diagnostics;
using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What healthy set-ups give, and faults that real packets show.</summary>
[Collection(TrafficTests.Name)]
public sealed class DiagnosisTrafficTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private const string Servers = "10.77.0.11, 10.77.0.12, 10.77.0.13";

    /// <summary>The servers' namespaces, by both of their addresses.</summary>
    private string Namespaces
    {
        get
        {
            IEnumerable<string> entries = Stage.ServerNamespaces.SelectMany(
                (server, i) => (string[])[$"'10.77.0.1{i + 1}' = '{server}'", $"'fd00:77::1{i + 1}' = '{server}'"]
            );
            return $"@{{ {string.Join("; ", entries)} }}";
        }
    }

    /// <summary>
    /// No other test has these addresses, but for those of NAT: a connection that another test left half open is a finding (S112).
    /// </summary>
    [Fact]
    public void Healthy_set_ups_of_every_method_and_both_families_give_no_finding()
    {
        string nat = Serve(string.Empty, 1, 1, 1);
        Direct(
            $$"""
            # With all three, since connections of other tests may still lead to each.
            $null = New-IpvsService [fd00:80::77]:80 | Add-IpvsRealServer fd00:77::11, fd00:77::12, fd00:77::13
            $null = New-IpvsService 10.77.0.236:80 | Add-IpvsRealServer {{Servers}} -ForwardingMethod DirectRoute
            $null = New-IpvsService [fd00:77::236]:80 |
                Add-IpvsRealServer fd00:77::11, fd00:77::12, fd00:77::13 -ForwardingMethod DirectRoute
            $null = New-IpvsService 10.77.0.237:80 | Add-IpvsRealServer {{Servers}} -ForwardingMethod Tunnel
            $null = New-IpvsService 10.77.0.238:80 | Add-IpvsRealServer {{Servers}} -ForwardingMethod Tunnel -TunnelType Gre
            $null = New-IpvsService [fd00:77::237]:80 | Add-IpvsRealServer {{Servers}} -ForwardingMethod Tunnel
            """
        );
        foreach (
            string address in (string[])[nat, "fd00:80::77", "10.77.0.236", "fd00:77::236", "10.77.0.237", "10.77.0.238", "fd00:77::237"]
        )
        {
            Stage.Fetch(address);
        }

        Assert.Empty(Find($"-RealServerNamespace {Namespaces} -Active"));

        // The client of NAT is behind the front, that of direct routing and tunnels on the servers' link.
        Assert.Empty(Find($"{nat} -Client 10.78.0.100 -RealServerNamespace {Namespaces}"));
        Assert.Empty(Find($"10.77.0.236, 10.77.0.237, 10.77.0.238 -Client 10.77.0.100 -RealServerNamespace {Namespaces}"));
        Assert.Equal(["R205"], Ids($"{nat} -Client 10.77.0.100").Distinct());
        Assert.Equal(["R215"], Ids($"10.77.0.236 -Client 10.78.0.100 -RealServerNamespace {Namespaces}").Distinct());
    }

    [Fact]
    public void Connections_that_hold_on_to_what_is_gone_or_full()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        using Conversation first = Stage.Connect(address);
        Direct($"Remove-IpvsRealServer 10.77.0.1{first.Server} -VirtualAddress {address}:80");
        Assert.Equal(["D012"], Ids());
        Repair("D012");
        Assert.Empty(Ids());
        Direct("Set-IpvsSetting expire_nodest_conn $false; Clear-IpvsService -Confirm:$false");

        address = Serve("-PersistenceTimeout 60", 1, 1);
        using Conversation second = Stage.Connect(address);
        Direct($"Set-IpvsRealServer 10.77.0.1{second.Server} -VirtualAddress {address}:80 -Weight 0 -WarningAction Ignore");
        Assert.Equal(["D011"], Ids());
        Repair("D011");
        Assert.Empty(Ids());
        Direct("Set-IpvsSetting expire_quiescent_template $false; Clear-IpvsService -Confirm:$false");

        address = Serve(string.Empty, 1);
        using Conversation third = Stage.Connect(address);
        Direct($"Set-IpvsRealServer 10.77.0.11 -VirtualAddress {address}:80 -UpperThreshold 1");
        Cures("S103");

        string names = Stage.NextAddress();
        string ofNames = $"-VirtualAddress {names}:53 -Protocol Udp";
        Direct($"$null = New-IpvsService {names}:53 -Protocol Udp; Add-IpvsRealServer 10.77.0.11, 10.77.0.12 {ofNames}");
        using Socket asking = Stage.OpenNameClient(names);
        int answering = Stage.Ask(asking, names);
        Direct($"Set-IpvsRealServer 10.77.0.1{answering} {ofNames} -Weight 0 -WarningAction Ignore");
        Cures("S115");
        Direct("Set-IpvsSetting expire_nodest_conn $false");
    }

    [Fact]
    public void Clients_that_get_no_answer()
    {
        // Nobody has given the real server the virtual address.
        Stage.Director.Native("ip address add 10.77.0.220/32 dev lan");
        try
        {
            Direct("$null = New-IpvsService 10.77.0.220:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute");
            Stage.BeginConnect("10.77.0.220").Dispose();
            Poll.Until(() => Ids() is ["S112"], "S112 is found", TimeSpan.FromSeconds(20));
            string cure = Assert.Single(Find($"-RealServerNamespace {Namespaces}"), one => one.Id == "R209").Cure;
            Lab.Works(cure);
            Stage.Fetch("10.77.0.220");
            Assert.Empty(Ids($"-RealServerNamespace {Namespaces}"));
        }
        finally
        {
            Lab.Works($"Disable-IpvsDirectRouting 10.77.0.220 -NetNamespace {Stage.ServerNamespaces[0]}");
            Stage.Director.Native("ip address del 10.77.0.220/32 dev lan");
        }

        Direct("Clear-IpvsService -Confirm:$false");
        string address = Serve(string.Empty, 1);
        Stage.ServerNamespaces[0].Native("ip route del default via 10.77.0.1");
        try
        {
            Stage.BeginConnect(address).Dispose();
            Poll.Until(() => Ids() is ["S113"], "S113 is found", TimeSpan.FromSeconds(20));
            Objects.IpvsFinding[] found = Find($"-RealServerNamespace {Namespaces} -Client 10.78.0.100");
            Lab.Works(PrintedCure.Native(Assert.Single(found, one => one.Id == "R204")));
        }
        finally
        {
            Stage.ServerNamespaces[0].Native("ip route replace default via 10.77.0.1");
        }

        Stage.Fetch(address);
        Poll.Until(() => Ids() is [], "S113 is gone", TimeSpan.FromSeconds(20));
    }

    /// <summary>The client's connection is there for the client alone: what it sends never reaches IPVS.</summary>
    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void A_rule_against_invalid_packets_breaks_direct_routing()
    {
        string address = Stage.NextDirectAddress();
        Direct(
            $"$null = New-IpvsService {address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute; "
                + "Set-IpvsSetting conntrack $true"
        );
        Stage.Director.Native("iptables-legacy -A INPUT -m conntrack --ctstate INVALID -j DROP");
        try
        {
            using Socket client = Stage.BeginConnect(address);
            Assert.True(client.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectWrite));
            client.Send("x"u8);
            int port = ((System.Net.IPEndPoint)client.LocalEndPoint!).Port;
            object state = Assert
                .Single(
                    Lab.Works(
                        $"(Get-IpvsConnection -NetNamespace {Stage.Director} | Where-Object ClientPort -eq {port}).State.ToString()"
                    ).Output
                )
                .BaseObject;
            Assert.Equal("SYN_RECV", state);
            Cures("D019", PrintedCure.Accept($"-d {address}"), "-ExcludeId S112");
            Stage.Fetch(address);
        }
        finally
        {
            Stage.Director.Native("iptables-legacy -F");
            Direct("Set-IpvsSetting conntrack $false");
        }
    }

    [Fact]
    public void Clients_that_are_not_spread_and_what_the_kernel_logs_of_those_it_refuses()
    {
        string address = Serve("-Scheduler sh -PersistenceTimeout 60 -PersistencePrefixLength 16", 1, 1, 1);
        for (int i = 0; i < 50; i++)
        {
            Stage.Fetch(address, $"10.79.31.{i % 5}");
        }

        Objects.IpvsFinding[] found = Find(address);
        Assert.Equal(["S107", "S108"], found.Select(finding => finding.Id));
        Lab.Works(PrintedCure.First(found[0]));
        Cures(
            "S108",
            finding =>
            {
                Lab.Works(PrintedCure.First("LENGTH", "32")(finding));
                _ = Enumerable.Range(10, 20).Sum(i => Stage.Fetch(address, $"10.79.31.{i}"));
                return "$null";
            },
            address
        );

        Direct($"Get-IpvsRealServer {address}:80 | Set-IpvsRealServer -Weight 0 -WarningAction Ignore");
        Poll.Until(
            () =>
            {
                Stage.BeginConnect(address, "10.78.0.100").Dispose();
                return Find("-Id D027").Any(finding => finding.Is.Contains($"{address}:80 - no destination", StringComparison.Ordinal));
            },
            "D027 is found",
            TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public void Five_thousand_healthy_services_give_no_finding()
    {
        using var director = new ScratchNamespace();
        director.Native("ip route add local 10.70.0.0/16 dev lo");
        director.Native("sysctl -qw net.ipv4.ip_forward=1");
        Lab.Works(
            $"""
            $null = ip -n {director} link add lan up type dummy
            Add-NetLinkAddress lan 10.71.0.1/16 -NetNamespace {director}
            $services = foreach ($i in 0..4999) {"{"} "10.70.$([math]::Floor($i / 250)).$($i % 250 + 1):80" {"}"}
            New-IpvsService $services -NetNamespace {director} | Add-IpvsRealServer 10.71.0.3 -ForwardingMethod Masquerade
            """
        );
        double listing = Time($"$null = Get-IpvsRealServer -NetNamespace {director}");
        double examined = Time($"if (Debug-IpvsService -NetNamespace {director} -WarningAction Ignore) {"{"} throw 'a finding' {"}"}");

        TestContext.Current.SendDiagnosticMessage($"5,000 services: examined in {examined:0} ms, listed in {listing:0} ms");
    }

    /// <summary>The best of two.</summary>
    private double Time(string script) =>
        Enumerable
            .Range(0, 2)
            .Min(_ =>
            {
                long start = Stopwatch.GetTimestamp();
                Lab.Works(script);
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            });

    private string[] Ids(string parameters = "") => [.. Find(parameters).Select(finding => finding.Id)];

    private Objects.IpvsFinding[] Find(string parameters) =>
        [.. Lab.Works($"Debug-IpvsService {parameters} -NetNamespace {Stage.Director} -WarningAction Ignore").Of<Objects.IpvsFinding>()];

    /// <summary>That finding and no other is there, and gone when what it prints has been done.</summary>
    private void Cures(string id, Func<Objects.IpvsFinding, string>? printed = null, string parameters = "")
    {
        Objects.IpvsFinding finding = Assert.Single(Find(parameters));
        Assert.Equal(id, finding.Id);
        Lab.Works((printed ?? PrintedCure.Typed)(finding));
        Assert.Empty(Find(parameters).Select(left => $"{left}"));
    }

    private void Repair(string id) =>
        Assert.Equal(
            id,
            Assert
                .Single(
                    Lab.Works($"Debug-IpvsService -NetNamespace {Stage.Director} -WarningAction Ignore | Repair-IpvsService")
                        .Of<Objects.IpvsRepair>()
                )
                .Id
        );
}
