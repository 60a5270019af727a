using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.DirectRouting;

/// <summary>Enable-IpvsDirectRouting where IPVS itself serves the address: there it ends the answers that clients need.</summary>
public sealed class DirectorTests : IDisposable
{
    private const string Address = "10.66.0.185";

    private readonly LabSession _lab;
    private readonly ScratchNamespace _director = new();

    public DirectorTests(LabSession lab)
    {
        _lab = lab;
        _director.Native("ip link set lo up");
        _director.Native("ip link add lan type veth peer name wan");
        _director.Native("ip addr add 10.66.0.1/24 dev lan");
        _director.Native("ip link set lan up");
        lab.Run(
                $"New-DummyLink vip -NetNamespace {_director.Name} | Add-NetLinkAddress -Address {Address}/32; "
                    + $"New-IpvsService {Address}:80 -NetNamespace {_director.Name}"
            )
            .ThrowOnError();
    }

    [Fact]
    public void It_warns_and_changes_nothing_where_nobody_can_be_asked()
    {
        EngineResult result = _lab.Run($"Enable-IpvsDirectRouting {Address} -NetNamespace {_director.Name}");

        Assert.Contains("director", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(result.Errors).Is("IpvsVirtualAddressServed", ErrorCategory.ResourceExists, Address, "-Force", "-NetNamespace");
        Assert.Equal("0", ArpIgnore());
    }

    [Fact]
    public void WhatIf_warns_and_lists_the_steps()
    {
        EngineResult result = _lab.Run($"Enable-IpvsDirectRouting {Address} -NetNamespace {_director.Name} -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Single(result.Warnings);
        Assert.Equal("0", ArpIgnore());
    }

    [Fact]
    public void Force_does_it_and_a_second_time_there_is_nothing_to_ask()
    {
        Assert.Empty(_lab.Run($"Enable-IpvsDirectRouting {Address} -NetNamespace {_director.Name} -Force").ThrowOnError().Warnings);
        Assert.NotEqual("0", ArpIgnore());
        Assert.Empty(_lab.Run($"Enable-IpvsDirectRouting {Address} -NetNamespace {_director.Name}").ThrowOnError().Warnings);
    }

    [Fact]
    public void Another_address_is_set_up_without_a_word() =>
        Assert.Empty(_lab.Run($"Enable-IpvsDirectRouting 10.66.0.186 -NetNamespace {_director.Name}").ThrowOnError().Warnings);

    public void Dispose() => _director.Dispose();

    private string ArpIgnore() => _director.Native("cat /proc/sys/net/ipv4/conf/lan/arp_ignore").Trim();
}
