using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// What the cmdlets refuse by themselves: id, category, words, and nothing done. What the kernel refuses is in
/// <see cref="ErrnoTests"/>, what it would bend in <see cref="SilentlyAcceptedTests"/>.
/// </summary>
public sealed class IpvsErrorTests(LabSession lab, SmallTable table) : IClassFixture<SmallTable>
{
    [Theory]
    [InlineData(
        "New-IpvsService 10.0.0.5:80 -VirtualPort 81",
        "IpvsPortConflict",
        ErrorCategory.InvalidArgument,
        "-VirtualPort 81",
        "give one"
    )]
    [InlineData("New-IpvsService 0.0.0.0:80", "IpvsVirtualAddressInvalid", ErrorCategory.InvalidArgument, "0.0.0.0")]
    [InlineData("New-IpvsService", "IpvsServiceMissing", ErrorCategory.InvalidArgument, "-VirtualAddress")]
    [InlineData("New-IpvsService 10.0.0.5:80 -FirewallMark 3", "IpvsServiceAmbiguous", ErrorCategory.InvalidArgument, "-FirewallMark")]
    [InlineData(
        "New-IpvsService 10.0.0.5:80 -AddressFamily IPv6",
        "IpvsAddressFamilyMismatch",
        ErrorCategory.InvalidArgument,
        "-AddressFamily"
    )]
    [InlineData(
        "New-IpvsService 10.0.0.5:80 -PersistenceTimeout 0",
        "IpvsPersistenceTimeoutInvalid",
        ErrorCategory.InvalidArgument,
        "2678400"
    )]
    [InlineData(
        "New-IpvsService 10.0.0.1855:80",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "VirtualAddress",
        "'10.0.0.1855:80'",
        "not an address"
    )]
    [InlineData(
        "New-IpvsService 10.0.0.5:70000",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "VirtualAddress",
        "'70000'",
        "0 to 65535"
    )]
    [InlineData(
        "New-IpvsService 10.0.0.5 -VirtualPort 70000",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "VirtualPort",
        "70000",
        "65535"
    )]
    [InlineData("Get-IpvsService 10.0.0.1855", "IpvsEndpointInvalid", ErrorCategory.InvalidArgument, "-VirtualAddress", "'10.0.0.1855'")]
    [InlineData("Get-IpvsService 10.9.9.9", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9", "Get-IpvsService")]
    [InlineData("Get-IpvsService 10.0.0.1:81", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.0.0.1:81")]
    [InlineData("Get-IpvsService 10.0.0.1:80 -Protocol Udp", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "UDP 10.0.0.1:80")]
    [InlineData("Get-IpvsService -FirewallMark 77", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "FWM 77")]
    [InlineData("Get-IpvsRealServer 10.9.9.9", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9")]
    [InlineData("Get-IpvsRealServer 10.0.0.1 -RealAddress 10.9.9.9", "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9")]
    [InlineData("Remove-IpvsService 10.0.0.1", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "port left out")]
    public void Bad_input_is_one_named_error_and_nothing_done(string command, string id, ErrorCategory category, params string[] words)
    {
        lab.Fails($"{command} -NetNamespace {table.Space}", id, category, words);
        Assert.Equal(table.Before, table.Space.Saved());
    }

    [Theory]
    [InlineData("Get-IpvsService -NetNamespace no-such-ns", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "'no-such-ns'")]
    [InlineData("Get-IpvsService -NetNamespace 4194000", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "4194000", "process")]
    [InlineData("Get-IpvsService -NetNamespace /etc/hostname", "NotNetNamespace", ErrorCategory.InvalidType, "/etc/hostname")]
    [InlineData(
        "Get-IpvsService -NetNamespace ../evil",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "../evil",
        "slash"
    )]
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
}
