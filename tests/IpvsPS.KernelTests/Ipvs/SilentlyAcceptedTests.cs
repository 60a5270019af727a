using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// What the kernel would accept and then bend or ignore, a test for each item of that list: the module refuses it, by id,
/// category and words, and nothing is done.
/// </summary>
public sealed class SilentlyAcceptedTests(LabSession lab, SmallTable table) : IClassFixture<SmallTable>
{
    private const string OfService = "-VirtualAddress 10.0.0.1:80";

    [Theory]
    [InlineData("icmp")]
    [InlineData("50")]
    [InlineData("0")]
    public void Any_protocol_number(string protocol) =>
        Refuses(
            $"New-IpvsService 10.0.0.5:80 -Protocol {protocol}",
            "ParameterArgumentTransformationError",
            ErrorCategory.InvalidData,
            "'Protocol'",
            "Tcp",
            "Udp",
            "Sctp"
        );

    [Theory]
    [InlineData("New-IpvsService 10.0.0.5")]
    [InlineData("New-IpvsService 10.0.0.5:0")]
    [InlineData("New-IpvsService 10.0.0.5 -VirtualPort 0 -Protocol Udp")]
    public void Port_0_without_persistence(string command) =>
        Refuses(command, "IpvsPortMissing", ErrorCategory.InvalidArgument, "-VirtualPort", "needs -PersistenceTimeout", "10.0.0.5:80");

    /// <summary>A mask with holes cannot be said at all: a length takes its place.</summary>
    [Fact]
    public void A_mask_with_holes() =>
        Refuses(
            "New-IpvsService 10.0.0.5:80 -PersistenceTimeout 60 -PersistencePrefixLength 255.0.255.0",
            "ParameterArgumentTransformationError",
            ErrorCategory.InvalidData,
            "'PersistencePrefixLength'",
            "255.0.255.0",
            "Int32"
        );

    [Theory]
    [InlineData("LocalNode", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    [InlineData("Bypass", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    [InlineData("1", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    [InlineData("4", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    [InlineData("5", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("7", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    public void Forwarding_1_and_4_to_7(string method, string id, ErrorCategory category) =>
        Refuses(
            $"Add-IpvsRealServer 10.1.0.2 {OfService} -ForwardingMethod {method}",
            id,
            category,
            "'ForwardingMethod'",
            "Masquerade",
            "DirectRoute",
            "Tunnel"
        );

    [Fact]
    public void Tunnel_type_9() =>
        Refuses(
            $"Add-IpvsRealServer 10.1.0.2 {OfService} -ForwardingMethod Tunnel -TunnelType 9",
            "ParameterArgumentTransformationError",
            ErrorCategory.InvalidData,
            "'TunnelType'",
            "Ipip,Gue,Gre"
        );

    [Fact]
    public void Remote_checksum_on_gre() =>
        RefusesTunnel("-TunnelType Gre -TunnelChecksum Remote", "IpvsTunnelInvalid", "-TunnelChecksum", "Gue");

    [Theory]
    [InlineData("-TunnelChecksum Checksum", "-TunnelChecksum")]
    [InlineData("-TunnelPort 80", "-TunnelPort")]
    [InlineData("-TunnelType Gre -TunnelPort 80", "-TunnelPort")]
    public void Tunnel_details_on_another_tunnel_type(string options, string field) => RefusesTunnel(options, "IpvsTunnelInvalid", field);

    [Theory]
    [InlineData("-TunnelType Gre", "-TunnelType")]
    [InlineData("-TunnelPort 6080", "-TunnelPort")]
    [InlineData("-TunnelChecksum Checksum", "-TunnelChecksum")]
    public void Tunnel_attributes_on_nat(string option, string field) =>
        Refuses(
            $"Add-IpvsRealServer 10.1.0.2 {OfService} -ForwardingMethod Masquerade {option}",
            "IpvsTunnelInvalid",
            ErrorCategory.InvalidArgument,
            field,
            "Masquerade",
            "-ForwardingMethod Tunnel"
        );

    [Theory]
    [InlineData("DirectRoute")]
    [InlineData("Tunnel")]
    public void A_port_that_is_not_the_services(string method) =>
        Refuses(
            $"Add-IpvsRealServer 10.1.0.2:8080 {OfService} -ForwardingMethod {method}",
            "IpvsRealServerPortMismatch",
            ErrorCategory.InvalidArgument,
            "-RealPort of 10.1.0.2:8080 in ",
            ": port 8080 differs from the service's port 80:",
            method,
            "-ForwardingMethod Masquerade"
        );

    [Theory]
    [InlineData(
        "-SchedulerFlag flag-4",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "'SchedulerFlag'",
        "flag-4",
        "flag-1, flag-2, flag-3"
    )]
    [InlineData("-Scheduler \"rr`0x\"", "IpvsSchedulerInvalid", ErrorCategory.InvalidArgument, "-Scheduler", "no NUL")]
    [InlineData(
        "-PersistenceTimeout 60 -PersistenceEngine \"sip`0x\"",
        "IpvsPersistenceEngineInvalid",
        ErrorCategory.InvalidArgument,
        "-PersistenceEngine",
        "no NUL"
    )]
    [InlineData("-SchedulerFlag sh-port", "IpvsSchedulerFlagInvalid", ErrorCategory.InvalidArgument, "-SchedulerFlag", "sh-port", "wlc")]
    [InlineData("-OnePacket", "IpvsOnePacketInvalid", ErrorCategory.InvalidArgument, "-OnePacket", "Udp")]
    public void Unknown_flags_and_flags_without_effect(string option, string id, ErrorCategory category, params string[] words) =>
        Refuses($"New-IpvsService 10.0.0.5:80 {option}", id, category, words);

    [Theory]
    [InlineData("256")]
    [InlineData("-1")]
    public void Sync_id_above_255(string id)
    {
        Refuses(
            $"Start-IpvsSyncDaemon Master lo -SyncId {id}",
            "ParameterArgumentValidationError",
            ErrorCategory.InvalidData,
            "'SyncId'",
            "0 to 255"
        );
        Assert.Empty(lab.Works($"Get-IpvsSyncDaemon -NetNamespace {table.Space}").Output);
    }

    [Theory]
    [InlineData(
        "4294967295",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "'PersistenceTimeout'",
        "write 2147483647 at most"
    )]
    [InlineData(
        "2147483647",
        "IpvsPersistenceTimeoutInvalid",
        ErrorCategory.InvalidArgument,
        "-PersistenceTimeout",
        "1 to 2678400",
        "31 days"
    )]
    [InlineData(
        "2678401",
        "IpvsPersistenceTimeoutInvalid",
        ErrorCategory.InvalidArgument,
        "-PersistenceTimeout",
        "1 to 2678400",
        "31 days"
    )]
    [InlineData("-1", "IpvsPersistenceTimeoutInvalid", ErrorCategory.InvalidArgument, "-PersistenceTimeout", "1 to 2678400")]
    public void Persistence_timeouts_that_wrap(string timeout, string id, ErrorCategory category, params string[] words) =>
        Refuses($"New-IpvsService 10.0.0.5:80 -PersistenceTimeout {timeout}", id, category, words);

    [Theory]
    [InlineData("-PersistencePrefixLength 24")]
    [InlineData("-PersistenceEngine sip")]
    public void Details_of_persistence_without_persistence(string option) =>
        Refuses(
            $"New-IpvsService 10.0.0.5:80 {option}",
            "IpvsPersistenceTimeoutMissing",
            ErrorCategory.InvalidArgument,
            option.Split(' ')[0],
            "needs -PersistenceTimeout"
        );

    private void RefusesTunnel(string options, string id, params string[] words) =>
        Refuses($"Add-IpvsRealServer 10.1.0.2 {OfService} -ForwardingMethod Tunnel {options}", id, ErrorCategory.InvalidArgument, words);

    private void Refuses(string command, string id, ErrorCategory category, params string[] words)
    {
        lab.Fails($"{command} -NetNamespace {table.Space}", id, category, words);
        Assert.Equal(table.Before, table.Space.Saved());
    }
}
