using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.DirectRouting;

/// <content>What is refused, and what is changed then.</content>
public sealed partial class DirectRoutingTests
{
    [Fact]
    public void What_cannot_be_is_refused_and_nothing_is_changed()
    {
        Fails(
            "Enable-IpvsDirectRouting 10.77.0.11",
            "IpvsVirtualAddressInUse",
            ErrorCategory.ResourceExists,
            "lan in namespace",
            "Remove-NetLinkAddress lan 10.77.0.11"
        );
        Fails("Enable-IpvsDirectRouting 10.77.0.0/24", "IpvsVirtualAddressInvalid", ErrorCategory.InvalidArgument, "10.77.0.0/24");
        Fails("Enable-IpvsDirectRouting 224.0.0.1", "IpvsVirtualAddressInvalid", ErrorCategory.InvalidArgument, "224.0.0.1");
        Fails($"Enable-IpvsDirectRouting {Address} -Link lan", "NetLinkExists", ErrorCategory.ResourceExists, "lan", "-Link");
        Fails($"Enable-IpvsDirectRouting {Address} -Link a/b", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, "a/b");
        Fails($"Enable-IpvsDirectRouting {Address} -Interface nosuch", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        Fails(
            $"Enable-IpvsDirectRouting {Address} -RealAddress 10.77.0.11",
            "IpvsDirectRoutingParameterConflict",
            ErrorCategory.InvalidArgument,
            "-ForwardingMethod Tunnel"
        );
        Fails(
            $"Enable-IpvsDirectRouting {Address} -ForwardingMethod Tunnel -RealAddress 10.9.9.9",
            "IpvsTunnelAddressNotFound",
            ErrorCategory.ObjectNotFound,
            "10.9.9.9"
        );
        Fails(
            $"Enable-IpvsDirectRouting {Address} -ForwardingMethod Tunnel -TunnelType Gue",
            "IpvsTunnelTypeNotSupported",
            ErrorCategory.NotImplemented,
            "ip fou add"
        );
        Fails(
            $"Enable-IpvsDirectRouting {Address}, fd00::1 -ForwardingMethod Tunnel -Link t",
            "IpvsTunnelKindsDiffer",
            ErrorCategory.InvalidArgument,
            "ipip and sit"
        );
        Fails($"Disable-IpvsDirectRouting {Address}", "IpvsDirectRoutingNotEnabled", ErrorCategory.ObjectNotFound, Address);
        Fails("Disable-IpvsDirectRouting -Link lan", "IpvsDirectRoutingNotEnabled", ErrorCategory.ObjectNotFound, "lan");
        lab.Fails(
            $"Enable-IpvsDirectRouting {Address} -ForwardingMethod Masquerade",
            "ParameterArgumentValidationError",
            ErrorCategory.InvalidData,
            "DirectRoute"
        );

        stage.Pod.Native("sysctl -qw net.ipv4.conf.all.arp_ignore=3");
        Fails(
            $"Enable-IpvsDirectRouting {Address}",
            "SysctlConflict",
            ErrorCategory.InvalidOperation,
            "net.ipv4.conf.all.arp_ignore is 3",
            "1 or 2"
        );
        stage.Pod.Native("sysctl -qw net.ipv4.conf.all.arp_ignore=0");
        Run("Add-NetLinkAddress lan 10.77.0.12/24");
        Fails(
            $"Enable-IpvsDirectRouting {Address} -ForwardingMethod Tunnel",
            "IpvsTunnelAddressMissing",
            ErrorCategory.InvalidArgument,
            "10.77.0.11, 10.77.0.12"
        );
        Run("Remove-NetLinkAddress lan 10.77.0.12/24");
        Assert.Equal(_before, stage.PodState());
    }

    [Fact]
    public void More_links_than_can_be_remembered_are_refused()
    {
        stage.Pod.Native("for i in $(seq 12); do echo link add vlan-bridge-$i type bridge; done | ip -batch -");
        string before = stage.PodState();
        Fails(
            $"Enable-IpvsDirectRouting {Address}",
            "IpvsDirectRoutingLinksTooMany",
            ErrorCategory.LimitsExceeded,
            "13 links",
            "-Interface all"
        );
        Assert.Equal(before, stage.PodState());
        stage.Pod.Native("for i in $(seq 12); do echo link del vlan-bridge-$i; done | ip -batch -");
    }

    [Fact]
    public void One_address_that_is_wrong_leaves_the_others_alone()
    {
        EngineResult result = lab.Run(InPod($"'10.77.0.11', '{Address}' | Enable-IpvsDirectRouting"));
        result.TheError().Is("IpvsVirtualAddressInUse", ErrorCategory.ResourceExists);
        Assert.Equal([$"{Address} DirectRoute"], Addresses());
    }

    private void Fails(string script, string id, ErrorCategory category, params string[] words) =>
        lab.Fails(InPod(script), id, category, words);
}
