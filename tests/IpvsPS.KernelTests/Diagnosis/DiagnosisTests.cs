using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Each fault is made in a healthy director or its pod, found alone, cured, and gone.</summary>
[Trait(Kernels.Seconds, "90")]
public sealed partial class DiagnosisTests(LabSession lab, DiagnosisBenches benches) : IClassFixture<DiagnosisBenches>, IDisposable
{
    private readonly DiagnosisBench _bench = benches.Take();

    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed || _bench.HasConnections())
        {
            benches.Discard();
        }
    }

    [Fact]
    public void Links_addresses_and_forwarding()
    {
        Assert.Empty(_bench.Ids());
        _bench.Shows("D001", "Here sysctl -qw net.ipv4.ip_forward=0");
        _bench.Shows("D002", "Set-NetLink lo -Down");
        _bench.Shows(
            "D003",
            "Remove-NetLinkAddress vip 10.66.1.185",
            PrintedCure.Typed,
            after: "Remove-NetLink ipvs-vip; Add-NetLinkAddress vip 10.66.1.185/32"
        );
        _bench.Shows(
            "D023",
            "Add-NetLinkRoute default -Gateway 10.66.0.254; Here sysctl -qw net.ipv4.conf.all.send_redirects=0 "
                + "net.ipv4.conf.lan.send_redirects=1",
            after: "Remove-NetLinkRoute default; Here sysctl -qw net.ipv4.conf.all.send_redirects=1"
        );
    }

    /// <summary>An IPv6 address is in use only some time after its link is up.</summary>
    [Fact]
    public void The_link_of_a_virtual_address_is_down()
    {
        using var director = new ScratchNamespace();
        string[] Ids() =>
            [
                .. lab.Works($"Debug-IpvsService -NetNamespace {director} -ExcludeId R* -WarningAction Ignore")
                    .Of<Objects.IpvsFinding>()
                    .Select(finding => finding.Id),
            ];
        LabSession.Native(
            $"ip -n {director} link add eth9 type veth peer name eth10; ip -n {director} link set eth10 up; "
                + $"ip -n {director} address add fd00:66:1::185/128 dev eth9"
        );
        lab.Works($"New-IpvsService [fd00:66:1::185]:80 -NetNamespace {director} | Add-IpvsRealServer fd00:66::12");
        Assert.Equal(["D004"], Ids());
        lab.Works($"Repair-IpvsService D004 eth9 -NetNamespace {director}");
        Poll.Until(() => Ids() is [], "the address is in use", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Settings()
    {
        _bench.Shows("D010", "Set-IpvsSetting conn_reuse_mode 0");
        _bench.Shows("D013", "Set-IpvsSetting drop_entry 3", PrintedCure.After("then: "));
        _bench.Shows("D014", "Set-IpvsSetting run_estimation $false");
        _bench.Shows("D026", "Here bash -c 'echo > /proc/sys/net/ipv4/vs/est_cpulist'", PrintedCure.Typed);
        _bench.Shows(
            "D008",
            "New-IpvsService 10.66.1.185:81 | Add-IpvsRealServer 10.66.0.1; Start-IpvsSyncDaemon Backup lan",
            parameters: "-ExcludeId R214",
            after: "Stop-IpvsSyncDaemon Backup; Remove-IpvsService 10.66.1.185:81"
        );
    }

    [Fact]
    public void Services_and_pools()
    {
        const string Service = "10.66.1.185:82";
        const string Away = $"Remove-IpvsService {Service}";
        _bench.Shows(
            "S101",
            $"New-IpvsService {Service}",
            PrintedCure.First("ADDRESS:PORT", "10.66.0.12:82 -ForwardingMethod Masquerade"),
            after: Away
        );
        _bench.Shows(
            "S102",
            $"New-IpvsService {Service} | Add-IpvsRealServer 10.66.0.12 -ForwardingMethod Masquerade -Weight 0",
            finding => $"{PrintedCure.First(finding)} -Weight 1",
            after: Away
        );
        _bench.Shows(
            "S105",
            $"New-IpvsService {Service} -Scheduler sh | Add-IpvsRealServer 10.66.0.12, 10.66.0.13 -ForwardingMethod Masquerade; "
                + $"Set-IpvsRealServer 10.66.0.13 -VirtualAddress {Service} -Weight 0 -WarningAction Ignore",
            PrintedCure.Typed,
            after: Away
        );
        _bench.Shows(
            "S106",
            $"New-IpvsService {Service} -Scheduler sh | Add-IpvsRealServer 10.66.0.12, 10.66.0.13 -Weight 200 -ForwardingMethod Masquerade",
            PrintedCure.Typed,
            after: Away
        );
        lab.Works($"$null = New-IpvsService {Service} -NetNamespace {_bench.Director}");
        _bench.AddUnchecked(Service, "10.66.0.12", 8080);
        _bench.Shows("S104", string.Empty, PrintedCure.First, after: Away);
        _bench.AddUnchecked(new IpvsService(DiagnosisBench.Id("10.66.1.185:0")));
        _bench.AddUnchecked("10.66.1.185:0", "10.66.0.12", 80);
        _bench.Shows("S109", string.Empty, PrintedCure.Typed, after: "Remove-IpvsService 10.66.1.185:0");
        _bench.AddUnchecked(new IpvsService(DiagnosisBench.Id(Service)) { OnePacket = true });
        _bench.AddUnchecked(Service, "10.66.0.12", 82);
        _bench.Shows("S110", string.Empty, PrintedCure.Typed, after: Away);
    }

    [Fact]
    public void Ways_to_real_servers()
    {
        const string Add = "New-IpvsService 10.66.1.185:83 | Add-IpvsRealServer";
        const string Away = "Remove-IpvsService 10.66.1.185:83";
        _bench.Shows("R201", $"{Add} 10.99.0.1 -ForwardingMethod Masquerade", PrintedCure.First("ROUTER", "10.66.0.11"), after: Away);
        _bench.Shows(
            "R202",
            $"{Add} 10.66.0.77 -ForwardingMethod Masquerade; Here ip neigh replace 10.66.0.77 dev lan nud failed",
            finding =>
                $"{finding.Cure.Split(';')[0]}; ip -n {_bench.Pod} address add 10.66.0.77/24 dev lan; "
                + $"ip netns exec {_bench.Director} bash -c ': > /dev/tcp/10.66.0.77/80'",
            after: $"{Away}; There ip address del 10.66.0.77/24 dev lan"
        );
        _bench.Shows("R203", $"{Add} 10.99.0.1", PrintedCure.First, after: $"{Away}; Remove-NetLinkRoute 10.99.0.1/32");
        _bench.Shows(
            "R205",
            string.Empty,
            finding => $"{PrintedCure.First(finding)}; Enable-IpvsDirectRouting 10.66.1.185 -NetNamespace {_bench.Pod}",
            "-Client 10.66.0.99",
            after: "Set-IpvsRealServer 10.66.0.11 -VirtualAddress 10.66.1.185:80 -ForwardingMethod Masquerade; "
                + "Disable-IpvsDirectRouting -NetNamespace $pod"
        );
        _bench.Shows(
            "R206",
            $"New-BridgeLink br0 | Add-NetLinkAddress -Address 10.67.0.1/24; {Add} 10.67.0.3 -ForwardingMethod Masquerade; "
                + "Here sysctl -qw net.bridge.bridge-nf-call-iptables=0",
            parameters: "-Client 10.67.0.9",
            after: $"{Away}; Remove-NetLink br0"
        );
    }

    [Fact]
    public void Inside_of_a_real_server()
    {
        _bench.Shows("R204", "There ip route replace default via 10.66.0.254", PrintedCure.Native);
        _bench.StopListening();
        Assert.Equal(["R208"], _bench.Ids());
        Assert.Equal(["R208", "R216"], _bench.Ids("-Active").Order());
        _bench.Listen();
        Assert.Empty(_bench.Ids());

        const string Direct = "New-IpvsService 10.66.1.186:80 | Add-IpvsRealServer 10.66.0.11";
        lab.Works($"Add-NetLinkAddress vip 10.66.1.186/32 -NetNamespace {_bench.Director}");
        _bench.Shows("R209", Direct);
        _bench.Shows("R210", "There sysctl -qw net.ipv4.conf.lan.arp_ignore=0");
        _bench.Shows("R219", "There ip address add 10.66.1.186/16 dev lo", PrintedCure.Typed);
        _bench.Shows(
            "R212",
            "Disable-IpvsDirectRouting -NetNamespace $pod; Add-NetLinkAddress lan 10.66.1.186/32 -NetNamespace $pod",
            PrintedCure.Typed,
            after: "Remove-IpvsService 10.66.1.186:80; Disable-IpvsDirectRouting -NetNamespace $pod"
        );
        const string Tunnel = "New-IpvsService 10.66.1.186:80 | Add-IpvsRealServer 10.66.0.11 -ForwardingMethod Tunnel";
        lab.Works($"{Tunnel.Replace("80 |", $"80 -NetNamespace {_bench.Director} |", StringComparison.Ordinal)}");
        Objects.IpvsFinding[] absent = _bench.Find();
        Assert.Equal(["R209", "R217"], absent.Select(finding => finding.Id).Order());
        lab.Works(absent.Single(finding => finding.Id == "R217").Cure);
        Assert.Empty(_bench.Ids());
        _bench.Shows("R211", "There sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1 net.ipv4.conf.all.rp_filter=0");
        lab.Works(
            $"Remove-IpvsService 10.66.1.186:80 -NetNamespace {_bench.Director}; Disable-IpvsDirectRouting -NetNamespace {_bench.Pod}"
        );
        Assert.Empty(_bench.Ids());
    }

    /// <summary>By a dummy link nothing comes in, so that R221 says nothing of one; that the director connects is the traffic.</summary>
    [Fact]
    public void A_real_servers_address_on_a_dummy_link_that_is_down_is_served()
    {
        _bench.InDirector(
            "There ip link add aside type dummy; There ip address add 10.66.2.11/32 dev aside; "
                + "Add-NetLinkRoute 10.66.2.11/32 -Gateway 10.66.0.11; "
                + "New-IpvsService 10.66.1.185:86 | Add-IpvsRealServer 10.66.2.11:80 -ForwardingMethod Masquerade"
        );
        Assert.Empty(
            lab.Works(
                $"Debug-IpvsService 10.66.1.185:86 -Active -RealServerNamespace @{{ '10.66.2.11' = '{_bench.Pod}' }} "
                    + $"-NetNamespace {_bench.Director} -WarningAction Ignore"
            ).Output
        );
        _bench.InDirector("Remove-IpvsService 10.66.1.185:86; Remove-NetLinkRoute 10.66.2.11/32; Remove-NetLink aside -NetNamespace $pod");
    }

    [Fact]
    public void A_pair_of_directors()
    {
        // The pod is the other director.
        string there = $"-NetNamespace {_bench.Pod}";
        string peer = $"-Peer (@(Get-IpvsSyncDaemon {there}) + @(Get-IpvsService {there}))";
        _bench.Shows(
            "Y402",
            $"New-IpvsService 10.66.1.185:80 {there}; Start-IpvsSyncDaemon Backup lan -SyncId 2 {there}; "
                + "Start-IpvsSyncDaemon Master lan -SyncId 1",
            PrintedCure.Typed,
            peer
        );
        _bench.Shows(
            "Y401",
            $"Stop-IpvsSyncDaemon Backup {there}",
            finding => $"{PrintedCure.After("other director: ")(finding).Replace("LINK", "lan", StringComparison.Ordinal)} {there}",
            peer
        );
        _bench.Shows(
            "Y406",
            $"New-IpvsService 10.66.1.185:81 {there}",
            // It removes a service there, and asks first.
            finding =>
                $"Push-Location /run; {finding.Cure.Replace("on the other director: ", string.Empty, StringComparison.Ordinal)} "
                + $"-Confirm:$false {there}; Remove-Item ./table.json; Pop-Location",
            peer,
            after: $"Stop-IpvsSyncDaemon Master; Stop-IpvsSyncDaemon Backup {there}; Remove-IpvsService 10.66.1.185:80 {there}"
        );
        _bench.Shows(
            "Y403",
            "New-DummyLink sync0; Start-IpvsSyncDaemon Master sync0",
            PrintedCure.First("ADDRESS/LENGTH", "10.68.0.1/24"),
            after: "Stop-IpvsSyncDaemon Master; Remove-NetLink sync0"
        );
        _bench.Shows(
            "Y404",
            "Set-NetLink lan -Mtu 1400; Start-IpvsSyncDaemon Master lan",
            PrintedCure.Typed,
            after: "Stop-IpvsSyncDaemon Master; Set-NetLink lan -Mtu 1500"
        );
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void A_pair_of_directors_and_what_the_other_one_has()
    {
        const string Daemon =
            "[pscustomobject]@{ State = 'Backup'; Interface = 'eth0'; SyncId = 0; MulticastGroup = '224.0.0.81'; "
            + "MulticastPort = 8848 }";
        _bench.Shows("Y405", "Start-IpvsSyncDaemon Master lan", PrintedCure.Native, "-Id Y405");
        lab.Works($"Set-IpvsSetting sync_threshold '3 50' -NetNamespace {_bench.Director}");
        lab.Works($"Stop-IpvsSyncDaemon Master -NetNamespace {_bench.Director}");
        const string Mixed = "New-IpvsService [fd00:66::185]:80 | Add-IpvsRealServer 10.66.0.79 -ForwardingMethod Tunnel";
        _bench.Shows(
            "S111",
            $"Add-NetLinkAddress vip fd00:66::185/128; {Mixed}",
            PrintedCure.First("ADDRESS", "fd00:66::79 -ForwardingMethod Masquerade"),
            $"-Peer ({Daemon})",
            after: "Remove-IpvsService [fd00:66::185]:80; Remove-NetLinkAddress vip fd00:66::185"
        );
        _bench.Shows(
            "Y408",
            "Set-IpvsSetting conntrack $true; Start-IpvsSyncDaemon Backup lan; Here iptables-legacy -P FORWARD DROP; "
                + "Here iptables-legacy -A FORWARD -m conntrack --ctstate 'ESTABLISHED,RELATED' -j ACCEPT",
            PrintedCure.Accept("-s 10.66.0.0/24"),
            after: "Stop-IpvsSyncDaemon Backup; Here iptables-legacy -P FORWARD ACCEPT; Here iptables-legacy -F; "
                + "Set-IpvsSetting conntrack $false"
        );
    }
}
