using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Every way that services and real servers are refused: id, category, words, and nothing done.</summary>
public sealed class IpvsErrorTests(LabSession lab, SmallTable table) : IClassFixture<SmallTable>
{

    [Theory]
    [InlineData("New-IpvsService 10.0.0.1:80", "IpvsServiceExists", ErrorCategory.ResourceExists, "TCP 10.0.0.1:80", "Set-IpvsService")]
    [InlineData("New-IpvsService 10.0.0.5:80 -Scheduler nope", "IpvsSchedulerNotFound", ErrorCategory.ObjectNotFound, "'nope'", "modprobe")]
    [InlineData("New-IpvsService 10.0.0.5:80 -PersistenceTimeout 60 -PersistenceEngine nope", "IpvsSchedulerOrPersistenceEngineNotFound", ErrorCategory.ObjectNotFound, "'nope'", "ip_vs_pe_nope")]
    [InlineData("New-IpvsService 10.0.0.5:80 -Scheduler a23456789012345x", "IpvsSchedulerInvalid", ErrorCategory.InvalidArgument, "-Scheduler", "15")]
    [InlineData("New-IpvsService 10.0.0.5", "IpvsPortMissing", ErrorCategory.InvalidArgument, "-VirtualPort", "10.0.0.5:80")]
    [InlineData("New-IpvsService 10.0.0.5:80 -VirtualPort 81", "IpvsPortConflict", ErrorCategory.InvalidArgument, "-VirtualPort 81", "give one")]
    [InlineData("New-IpvsService 0.0.0.0:80", "IpvsVirtualAddressInvalid", ErrorCategory.InvalidArgument, "0.0.0.0")]
    [InlineData("New-IpvsService", "IpvsServiceMissing", ErrorCategory.InvalidArgument, "-VirtualAddress")]
    [InlineData("New-IpvsService 10.0.0.5:80 -FirewallMark 3", "IpvsServiceAmbiguous", ErrorCategory.InvalidArgument, "-FirewallMark")]
    [InlineData("New-IpvsService 10.0.0.5:80 -AddressFamily IPv6", "IpvsAddressFamilyMismatch", ErrorCategory.InvalidArgument, "-AddressFamily")]
    [InlineData("New-IpvsService 10.0.0.5:80 -PersistencePrefixLength 24", "IpvsPersistenceTimeoutMissing", ErrorCategory.InvalidArgument, "-PersistenceTimeout")]
    [InlineData("New-IpvsService 10.0.0.5:80 -PersistenceTimeout 0", "IpvsPersistenceTimeoutInvalid", ErrorCategory.InvalidArgument, "2678400")]
    [InlineData("New-IpvsService 10.0.0.5:80 -PersistenceTimeout 2678401", "IpvsPersistenceTimeoutInvalid", ErrorCategory.InvalidArgument, "31 days")]
    [InlineData("New-IpvsService 10.0.0.5:80 -PersistenceTimeout 60 -PersistencePrefixLength 33", "IpvsPersistencePrefixLengthInvalid", ErrorCategory.InvalidArgument, "1 to 32")]
    [InlineData("New-IpvsService [2001:db8::1]:80 -PersistenceTimeout 60 -PersistencePrefixLength 129", "IpvsPersistencePrefixLengthInvalid", ErrorCategory.InvalidArgument, "1 to 128")]
    [InlineData("New-IpvsService 10.0.0.5:80 -OnePacket", "IpvsOnePacketInvalid", ErrorCategory.InvalidArgument, "Udp")]
    [InlineData("New-IpvsService 10.0.0.5:80 -SchedulerFlag sh-port", "IpvsSchedulerFlagInvalid", ErrorCategory.InvalidArgument, "sh-port", "wlc")]
    [InlineData("New-IpvsService 10.0.0.1855:80", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument, "VirtualAddress", "'10.0.0.1855:80'", "not an address")]
    [InlineData("New-IpvsService 10.0.0.5:70000", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument, "VirtualAddress", "'70000'", "0 to 65535")]
    [InlineData("New-IpvsService 10.0.0.5 -VirtualPort 70000", "ParameterArgumentValidationError", ErrorCategory.InvalidData, "VirtualPort", "70000", "65535")]
    [InlineData("New-IpvsService 10.0.0.5:80 -Protocol icmp", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument, "Protocol", "Tcp")]
    [InlineData("Get-IpvsService 10.0.0.1855", "IpvsEndpointInvalid", ErrorCategory.InvalidArgument, "-VirtualAddress", "'10.0.0.1855'")]
    [InlineData("Get-IpvsService 10.9.9.9", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9", "Get-IpvsService")]
    [InlineData("Get-IpvsService 10.0.0.1:81", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.0.0.1:81")]
    [InlineData("Get-IpvsService 10.0.0.1:80 -Protocol Udp", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "UDP 10.0.0.1:80")]
    [InlineData("Get-IpvsService -FirewallMark 77", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "FWM 77")]
    [InlineData("Get-IpvsRealServer 10.9.9.9", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9")]
    [InlineData("Get-IpvsRealServer 10.0.0.1 -Address 10.9.9.9", "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9")]
    [InlineData("Set-IpvsService 10.9.9.9:80 -Scheduler rr", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80")]
    [InlineData("Remove-IpvsService 10.9.9.9:80", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80")]
    [InlineData("Remove-IpvsService 10.0.0.1", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "port left out")]
    [InlineData("Add-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:80", "IpvsRealServerExists", ErrorCategory.ResourceExists, "10.1.0.1:80", "Set-IpvsRealServer")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.9.9.9:80", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80")]
    [InlineData("Add-IpvsRealServer 224.0.0.1 -VirtualAddress 10.0.0.1:80", "IpvsRealServerAddressInvalid", ErrorCategory.InvalidArgument, "-Address", "multicast")]
    [InlineData("Add-IpvsRealServer 255.255.255.255 -VirtualAddress 10.0.0.1:80", "IpvsRealServerAddressInvalid", ErrorCategory.InvalidArgument, "-Address")]
    [InlineData("Add-IpvsRealServer 0.0.0.0 -VirtualAddress 10.0.0.1:80", "IpvsRealServerAddressInvalid", ErrorCategory.InvalidArgument, "-Address")]
    [InlineData("Add-IpvsRealServer fe80::1 -VirtualAddress [2001:db8::1]:80", "IpvsRealServerAddressInvalid", ErrorCategory.InvalidArgument, "link-local")]
    [InlineData("Add-IpvsRealServer 2001:db8::3 -VirtualAddress 10.0.0.1:80", "IpvsRealServerFamilyMismatch", ErrorCategory.InvalidArgument, "Tunnel")]
    [InlineData("Add-IpvsRealServer 10.1.0.2:8080 -VirtualAddress 10.0.0.1:80", "IpvsRealServerPortMismatch", ErrorCategory.InvalidArgument, "8080", "Masquerade")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -UpperThreshold 5 -LowerThreshold 6", "IpvsThresholdInvalid", ErrorCategory.InvalidArgument, "-LowerThreshold")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -Weight -1", "ParameterArgumentValidationError", ErrorCategory.InvalidData, "Weight", "-1")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod LocalNode", "ParameterArgumentValidationError", ErrorCategory.InvalidData, "ForwardingMethod")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -TunnelType Gre", "IpvsTunnelInvalid", ErrorCategory.InvalidArgument, "-ForwardingMethod Tunnel")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel -TunnelType Gue", "IpvsTunnelInvalid", ErrorCategory.InvalidArgument, "-TunnelPort")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel -TunnelType Gre -TunnelChecksum Remote", "IpvsTunnelInvalid", ErrorCategory.InvalidArgument, "Gue")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel -TunnelPort 80", "IpvsTunnelInvalid", ErrorCategory.InvalidArgument, "Ipip")]
    [InlineData("Set-IpvsRealServer 10.9.9.9 -VirtualAddress 10.0.0.1:80 -Weight 2", "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9:80")]
    [InlineData("Set-IpvsRealServer 10.9.9.9 -VirtualAddress 10.9.9.9:80 -Weight 2", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80")]
    [InlineData("Remove-IpvsRealServer 10.9.9.9 -VirtualAddress 10.0.0.1:80", "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9:80")]
    [InlineData("Remove-IpvsRealServer 10.1.0.1 -VirtualAddress 10.9.9.9:80", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80")]
    public void Bad_input_is_one_named_error_and_nothing_done(string command, string id, ErrorCategory category, params string[] words)
    {
        lab.Fails($"{command} -NetNamespace {table.Space}", id, category, words);
        Assert.Equal(table.Before, table.Space.Saved());
    }

    [Fact]
    public void A_real_server_where_lo_is_down_is_refused_with_a_hint()
    {
        using var down = new ScratchNamespace(loopbackUp: false);
        lab.Fails(
            $"New-IpvsService 10.0.0.1:80 -NetNamespace {down} | Add-IpvsRealServer 10.1.0.1", "IpvsRealServerRefused", ErrorCategory.InvalidArgument, "10.1.0.1", "Set-NetLink lo -Up");
    }

    [Theory]
    [InlineData("Get-IpvsService -NetNamespace no-such-ns", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "'no-such-ns'")]
    [InlineData("Get-IpvsService -NetNamespace 4194000", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "4194000", "process")]
    [InlineData("Get-IpvsService -NetNamespace /etc/hostname", "NotNetNamespace", ErrorCategory.InvalidType, "/etc/hostname")]
    [InlineData("Get-IpvsService -NetNamespace ../evil", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument, "../evil", "slash")]
    public void A_bad_namespace_is_one_named_error(string command, string id, ErrorCategory category, params string[] words) =>
        lab.Fails(command, id, category, words);

    [Fact]
    public void A_name_given_to_another_namespace_is_noticed()
    {
        using var ns = new ScratchNamespace();
        lab.Works($"$seen = New-IpvsService 10.0.0.1:80 -NetNamespace {ns}");
        // The kernel gives a freed inode to the next namespace, so that one goes to a filler.
        LabSession.Native($"ip netns delete {ns} && ip netns add filler && ip netns add {ns} && ip netns delete filler");
        lab.Fails("$seen | Remove-IpvsService", "NetNamespaceChanged", ErrorCategory.InvalidData, ns.Name);
    }

    [Fact]
    public void Without_privilege_the_error_names_the_capability()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Ipvs", "unprivileged.ps1");
        string output = LabSession.Native($"setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all {LabSession.EngineCommand} '{script}' || true");
        Assert.Contains("PermissionDenied,IpvsPS.Commands.GetIpvsServiceCommand PermissionDenied", output, StringComparison.Ordinal);
        Assert.Contains("PermissionDenied,IpvsPS.Commands.NewIpvsServiceCommand PermissionDenied", output, StringComparison.Ordinal);
        Assert.Contains("CAP_NET_ADMIN", output, StringComparison.Ordinal);
    }
}
