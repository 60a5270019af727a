namespace IpvsPS.KernelTests.DirectRouting;

/// <summary>Who answers for the virtual address on the network: real requests, real answers.</summary>
public sealed class ArpTests(LabSession lab, DirectRoutingStage stage) : IClassFixture<DirectRoutingStage>, IDisposable
{
    private const string Address = DirectRoutingStage.VirtualAddress;

    public void Dispose() => lab.Works($"Disable-IpvsDirectRouting -NetNamespace {stage.Pod}");

    [Fact]
    public void Without_it_a_pod_answers_and_with_it_never()
    {
        lab.Works($"New-DummyLink dummy1 -NetNamespace {stage.Pod} | Add-NetLinkAddress -Address {Address}");
        string[] without = stage.AskAround(20);
        lab.Works($"Remove-NetLink dummy1 -NetNamespace {stage.Pod}");
        Assert.Equal(20, without.Length);
        Assert.Contains(stage.PodMac, without);

        lab.Works($"Enable-IpvsDirectRouting {Address} -NetNamespace {stage.Pod}");
        string[] with = stage.AskAround(50);
        Assert.Equal(Enumerable.Repeat(stage.DirectorMac, 50), with);
    }

    [Fact]
    public void It_is_the_link_asked_that_counts()
    {
        lab.Works($"New-DummyLink dummy1 -NetNamespace {stage.Pod} | Add-NetLinkAddress -Address {Address}");
        stage.Pod.Native("sysctl -qw net.ipv4.conf.dummy1.arp_ignore=1");
        string[] withTheAddressOnly = stage.AskAround(5);
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_ignore=3");
        string[] withThree = stage.AskAround(5);
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_ignore=1");
        string[] withTheAsked = stage.AskAround(5);
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_ignore=0");
        lab.Works($"Remove-NetLink dummy1 -NetNamespace {stage.Pod}");
        Assert.Contains(stage.PodMac, withTheAddressOnly);
        Assert.Contains(stage.PodMac, withThree);
        Assert.DoesNotContain(stage.PodMac, withTheAsked);
    }

    [Fact]
    public void The_pods_own_requests_do_not_give_the_address_away()
    {
        lab.Works($"Enable-IpvsDirectRouting {Address} -NetNamespace {stage.Pod}");
        Assert.Equal(stage.DirectorMac, stage.AfterAnAnswer());

        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_announce=1");
        Assert.Equal(stage.PodMac, stage.AfterAnAnswer());
        object missing = Assert.Single(
            lab.Works($"Get-IpvsDirectRouting {Address} -NetNamespace {stage.Pod} | Where-Object IsMet -eq $false").Output
        );
        Assert.Equal($"{Address}: ArpAnnounce of lan is 1, must be 2", missing.ToString());

        lab.Works($"Enable-IpvsDirectRouting {Address} -NetNamespace {stage.Pod}");
        Assert.Equal(stage.DirectorMac, stage.AfterAnAnswer());
    }

    [Fact]
    public void IPv6_needs_no_more_than_another_link()
    {
        lab.Works($"Enable-IpvsDirectRouting fd00:77::200 -NetNamespace {stage.Pod}");
        Assert.Equal("0", stage.PodSysctl("lan.arp_ignore"));
        Assert.Equal(Enumerable.Repeat(stage.DirectorMac, 10), stage.AskAround(10, "fd00:77::200"));
    }
}
