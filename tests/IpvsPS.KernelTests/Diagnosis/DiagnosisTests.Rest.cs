using System.Diagnostics;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What is looked at by name alone, and faults that take a moment or another client.</summary>
public sealed partial class DiagnosisTests
{
    [Fact]
    public void Programs_of_the_director_that_listen()
    {
        Assert.Empty(_bench.Ids("-Id D021, D022"));
        using (_bench.ListenInDirector(80))
        {
            Assert.Equal(["D021"], _bench.Ids("-Id D021, D022"));
            Assert.Empty(_bench.Ids());
        }

        using (_bench.ListenInDirector(8443))
        {
            Objects.IpvsFinding open = Assert.Single(_bench.Find("-Id D021, D022"));
            Assert.Equal(("D022", true), (open.Id, open.Is.Contains(":8443", StringComparison.Ordinal)));
        }

        // The cure of both: they listen on the host's own address.
        using (_bench.ListenInDirector(80, "10.66.0.1"))
        using (_bench.ListenInDirector(8443, "10.66.0.1"))
        {
            Assert.Empty(_bench.Ids("-Id D021, D022"));
        }
    }

    /// <summary>
    /// The route went with the link, and is no part of the cure. That the director connects is the traffic; that the pod did not
    /// answer before is a thing of the past then (R202).
    /// </summary>
    [Fact]
    public void R221_the_link_of_a_real_server_is_down()
    {
        string cure = _bench.PrintedCure("R221", "There ip link set lan down");
        Assert.Contains("R216", _bench.Ids("-Active"));
        _bench.InDirector($"{cure}; There ip route replace default via 10.66.0.1; Here ip neigh replace 10.66.0.11 dev lan nud failed");
        Assert.Equal(["R202"], _bench.Ids());
        Assert.Empty(_bench.Ids("-Active"));
    }

    /// <summary>The pod has the address first. The kernel asks for a second before it takes one into use.</summary>
    [Fact]
    public void Another_host_has_the_virtual_address()
    {
        const string Address = "fd00:66::187";
        _bench.InDirector(
            $"There ip address add {Address}/128 dev lan nodad; Here ip address add {Address}/128 dev lan; "
                + $"New-IpvsService [{Address}]:80 | Add-IpvsRealServer fd00:66::11 -ForwardingMethod Masquerade"
        );
        Objects.IpvsFinding[] found = [];
        Poll.Until(
            () => (found = _bench.Find()) is [{ Id: "D005", Confidence: IpvsFindingConfidence.Certain }],
            "D005 is certain",
            TimeSpan.FromSeconds(20)
        );
        _bench.InDirector($"There ip address del {Address}/128 dev lan; {PrintedCure.After("then: ")(found[0])}");
        Poll.Until(() => _bench.Ids() is [], "the address is in use", TimeSpan.FromSeconds(20));
        _bench.InDirector($"Remove-IpvsService [{Address}]:80; Remove-NetLinkAddress lan {Address}");
    }

    /// <summary>The limit is the machine's, and stands in its first namespace alone.</summary>
    [Fact]
    public void Neighbours_reach_their_limit()
    {
        const string Limit = "/proc/sys/net/ipv4/neigh/default/gc_thresh3";
        const string Find = "Debug-IpvsService -Id D028 -WarningAction Ignore";
        string before = LabSession.Native($"cat {Limit}").Trim();
        LabSession.Native(
            "ip link add many type dummy && ip link set many up && "
                + $"ip neigh add 10.68.9.1 lladdr 02:00:5e:00:01:09 nud stale dev many && echo 1 > {Limit}"
        );
        try
        {
            Objects.IpvsFinding finding = Assert.Single(lab.Works(Find).Of<Objects.IpvsFinding>());
            Assert.Equal("D028", finding.Id);
            lab.Works(PrintedCure.First("NUMBER", before)(finding));
            Assert.Empty(lab.Works(Find).Output);
        }
        finally
        {
            LabSession.Native($"echo {before} > {Limit}; ip link del many");
        }
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void A_real_server_that_is_its_own_client()
    {
        // The counters that S113 looks at lag behind.
        const string Asking = "-Client 10.66.0.11 -ExcludeId S113";
        Assert.False(IsServedInPod());
        Objects.IpvsFinding finding = Assert.Single(_bench.Find(Asking));
        Assert.Equal("R207", finding.Id);
        lab.Works(PrintedCure.Native(finding));
        Assert.Empty(_bench.Ids(Asking));
        Assert.True(IsServedInPod());
        _bench.InDirector("Here iptables-legacy -t nat -F; Set-IpvsSetting conntrack $false");
    }

    /// <summary>The director says by ICMP what fits, and it says nothing where it may send packets in pieces.</summary>
    [Fact]
    public void Packets_of_clients_that_do_not_fit_a_tunnel()
    {
        _bench.InDirector(
            "Add-NetLinkAddress vip 10.66.1.187/32; "
                + "New-IpvsService 10.66.1.187:80 | Add-IpvsRealServer 10.66.0.11 -ForwardingMethod Tunnel; "
                + "Enable-IpvsDirectRouting 10.66.1.187 -ForwardingMethod Tunnel -NetNamespace $pod"
        );
        Objects.IpvsFinding finding = Assert.Single(_bench.Find("-Id R213"));
        lab.Works(PrintedCure.Native(finding));
        Assert.Empty(_bench.Ids("-Id R213"));
        _bench.InDirector(
            "Set-IpvsSetting pmtu_disc $true; Remove-IpvsService 10.66.1.187:80; Remove-NetLinkAddress vip 10.66.1.187; "
                + "Disable-IpvsDirectRouting -NetNamespace $pod"
        );
    }

    /// <summary>A probe goes through a service of its own, which leads no client anywhere.</summary>
    [Fact]
    public void Services_of_probes_are_not_looked_at()
    {
        _bench.InDirector($"Here ipvsadm -A -f {ProbeMarks.First} -s rr");
        Assert.Empty(_bench.Ids());
        _bench.InDirector($"Here ipvsadm -D -f {ProbeMarks.First}");
    }

    /// <summary>A host whose link has arp_ignore answers for the addresses of that link alone.</summary>
    [Fact]
    public void The_director_does_not_answer_for_the_virtual_address() =>
        _bench.Shows(
            "N305",
            "Add-NetLinkAddress vip 10.66.0.187/32; Here sysctl -qw net.ipv4.conf.lan.arp_ignore=1; "
                + "New-IpvsService 10.66.0.187:80 | Add-IpvsRealServer 10.66.0.11 -ForwardingMethod Masquerade",
            PrintedCure.After("Else "),
            after: "Remove-IpvsService 10.66.0.187:80; Remove-NetLinkAddress lan 10.66.0.187; Remove-NetLinkAddress vip 10.66.0.187; "
                + "Here sysctl -qw net.ipv4.conf.lan.arp_ignore=0"
        );

    /// <summary>The pod is the other director, and has 24 clients, whose packets bring them here after the cure.</summary>
    [Fact]
    public void Y407_a_master_that_has_just_begun()
    {
        const int Clients = 24;
        string there = $"-NetNamespace {_bench.Pod}";
        string peer = $"-Peer (@(Get-IpvsSyncDaemon {there}) + @(Get-IpvsConnection {there}))";
        _bench.InDirector(
            $"New-IpvsService 10.66.1.188:53 -Protocol Udp {there}; "
                + $"Add-IpvsRealServer 10.66.0.77 -VirtualAddress 10.66.1.188:53 -Protocol Udp -ForwardingMethod Masquerade {there}; "
                + "There ip address add 10.66.1.188/32 dev lo; There ip neigh add 10.66.0.77 lladdr 02:00:5e:00:01:77 dev lan; "
                + $"Start-IpvsSyncDaemon Backup lan {there}; Start-IpvsSyncDaemon Master lan"
        );
        Send(1);
        Objects.IpvsFinding finding = Assert.Single(_bench.Find(peer));
        Assert.Equal("Y407", finding.Id);
        string[] cure = finding
            .Cure.Replace("LINK", "lan", StringComparison.Ordinal)
            .Replace(" ID", " 7", StringComparison.Ordinal)
            .Split(": ")[1..];
        lab.Works($"{cure[0].Split(';')[0]} {there}; {cure[1].Split(',')[0]}");

        // A connection is sent from its third packet on.
        Send(2);
        Poll.Until(() => _bench.Ids(peer) is [], "the connections are here", TimeSpan.FromSeconds(10));
        _bench.InDirector(
            $"Stop-IpvsSyncDaemon Master, Backup; Stop-IpvsSyncDaemon Master, Backup {there}; "
                + $"Remove-IpvsService 10.66.1.188:53 -Protocol Udp {there}; There ip address del 10.66.1.188/32 dev lo"
        );

        void Send(int times) => Senders.Send(_bench.Pod, "10.66.1.188", 53, Clients, times);
    }

    private bool IsServedInPod()
    {
        using Process client = Process.Start(
            "ip",
            ["netns", "exec", _bench.Pod.Name, "timeout", "2", "bash", "-c", "exec 2>/dev/null; echo > /dev/tcp/10.66.1.185/80"]
        )!;
        client.WaitForExit();
        return client.ExitCode == 0;
    }
}
