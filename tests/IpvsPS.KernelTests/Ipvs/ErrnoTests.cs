using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// The error numbers of the kernel, a test for each row of the errno table: the case as a user types it, and the id,
/// category and words it comes out with. Where the module refuses a case before the kernel can, the refusal is tested
/// here, and the kernel's own answer by <see cref="The_kernel_itself_answers"/>.
/// </summary>
public sealed class ErrnoTests(LabSession lab, SmallTable table) : IClassFixture<SmallTable>
{
    [Theory]
    [InlineData("New-IpvsService 10.0.0.1:80", "IpvsServiceExists", "TCP 10.0.0.1:80", "Set-IpvsService")]
    [InlineData("Add-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:80", "IpvsRealServerExists", "10.1.0.1:80", "Set-IpvsRealServer")]
    public void EEXIST_duplicate_service_or_real_server(string command, string id, params string[] words) =>
        Refuses(command, id, ErrorCategory.ResourceExists, words);

    [Fact]
    public void EEXIST_duplicate_daemon()
    {
        lab.Works($"Start-IpvsSyncDaemon Master lo -NetNamespace {table.Space}");
        lab.Fails(
            $"Start-IpvsSyncDaemon Master lo -NetNamespace {table.Space}",
            "IpvsSyncDaemonExists",
            ErrorCategory.ResourceExists,
            "Master",
            "Stop-IpvsSyncDaemon Master"
        );
        lab.Works($"Stop-IpvsSyncDaemon Master -NetNamespace {table.Space}");
    }

    [Theory]
    [InlineData("New-IpvsService 10.0.0.5:80 -Scheduler nope", "IpvsSchedulerNotFound", "'nope'", "ip_vs_nope", "modprobe")]
    [InlineData("Set-IpvsService 10.0.0.1:80 -Scheduler nope", "IpvsSchedulerNotFound", "'nope'", "modprobe")]
    [InlineData(
        "New-IpvsService 10.0.0.5:80 -PersistenceTimeout 60 -PersistenceEngine nope",
        "IpvsSchedulerOrPersistenceEngineNotFound",
        "'nope'",
        "ip_vs_pe_nope",
        "modprobe"
    )]
    public void ENOENT_unknown_scheduler_or_persistence_engine(string command, string id, params string[] words) =>
        Refuses(command, id, ErrorCategory.ObjectNotFound, words);

    [Theory]
    [InlineData("Set-IpvsService 10.9.9.9:80 -Scheduler rr")]
    [InlineData("Remove-IpvsService 10.9.9.9:80")]
    [InlineData("Get-IpvsService 10.9.9.9:80 -Protocol Tcp")]
    [InlineData("Reset-IpvsStatistic 10.9.9.9:80")]
    [InlineData("Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.9.9.9:80")]
    [InlineData("Set-IpvsRealServer 10.1.0.1 -VirtualAddress 10.9.9.9:80 -Weight 2")]
    [InlineData("Remove-IpvsRealServer 10.1.0.1 -VirtualAddress 10.9.9.9:80")]
    [InlineData("Get-IpvsRealServer 10.9.9.9:80 -Protocol Tcp")]
    [InlineData("Get-IpvsStatistic 10.9.9.9:80 -Protocol Tcp")]
    public void ESRCH_absent_service(string command) =>
        Refuses(command, "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.9.9.9:80", "Get-IpvsService");

    [Theory]
    [InlineData("Set-IpvsRealServer 10.9.9.9 -VirtualAddress 10.0.0.1:80 -Weight 2")]
    [InlineData("Remove-IpvsRealServer 10.9.9.9 -VirtualAddress 10.0.0.1:80")]
    public void ENOENT_absent_real_server(string command) =>
        Refuses(command, "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.9.9.9:80", "Get-IpvsRealServer");

    [Theory]
    [InlineData(
        "-Weight -1",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "'Weight'",
        "-1 is not a number from 0 to 2147483647"
    )]
    [InlineData(
        "-UpperThreshold 5 -LowerThreshold 6",
        "IpvsThresholdInvalid",
        ErrorCategory.InvalidArgument,
        "-LowerThreshold",
        "raise -UpperThreshold"
    )]
    public void ERANGE_weight_below_0_or_thresholds_crossed(string options, string id, ErrorCategory category, params string[] words) =>
        RefusesRealServer($"10.1.0.2 -VirtualAddress 10.0.0.1:80 {options}", id, category, words);

    [Theory]
    [InlineData("-UpperThreshold -1", "ParameterArgumentValidationError", ErrorCategory.InvalidData, "'UpperThreshold'", "0 to 2147483647")]
    [InlineData(
        "-UpperThreshold 2147483648",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "'UpperThreshold'",
        "2147483648",
        "too large"
    )]
    public void EINVAL_upper_threshold_above_INT_MAX(string options, string id, ErrorCategory category, params string[] words) =>
        RefusesRealServer($"10.1.0.2 -VirtualAddress 10.0.0.1:80 {options}", id, category, words);

    [Theory]
    [InlineData("[2001:db8::5]:80", 0, "1 to 128")]
    [InlineData("[2001:db8::5]:80", 129, "1 to 128")]
    [InlineData("10.0.0.5:80", 0, "1 to 32")]
    [InlineData("10.0.0.5:80", 33, "1 to 32")]
    public void EINVAL_prefix_length(string service, int length, string range) =>
        Refuses(
            $"New-IpvsService {service} -PersistenceTimeout 60 -PersistencePrefixLength {length}",
            "IpvsPersistencePrefixLengthInvalid",
            ErrorCategory.InvalidArgument,
            "-PersistencePrefixLength",
            range
        );

    [Theory]
    [InlineData("224.0.0.1", "10.0.0.1:80", "multicast")]
    [InlineData("255.255.255.255", "10.0.0.1:80", "broadcast")]
    [InlineData("0.0.0.0", "10.0.0.1:80", "zero")]
    [InlineData("fe80::1", "[2001:db8::1]:80", "link-local")]
    [InlineData("ff02::1", "[2001:db8::1]:80", "multicast")]
    public void EINVAL_address_of_no_host(string address, string service, string word) =>
        RefusesRealServer(
            $"{address} -VirtualAddress {service}",
            "IpvsRealServerAddressInvalid",
            ErrorCategory.InvalidArgument,
            "-RealAddress",
            address,
            word
        );

    [Fact]
    public void EINVAL_broadcast_address_of_a_network_here()
    {
        table.Space.Native("ip address add 10.200.0.1/24 dev lo");
        RefusesRealServer(
            "10.200.0.255 -VirtualAddress 10.0.0.1:80",
            "IpvsRealServerRefused",
            ErrorCategory.InvalidArgument,
            "10.200.0.255",
            "broadcast address of a network here"
        );
    }

    [Fact]
    public void EINVAL_any_real_server_while_lo_is_down()
    {
        using var down = new ScratchNamespace(loopbackUp: false);
        lab.Fails(
            $"New-IpvsService 10.0.0.1:80 -NetNamespace {down} | Add-IpvsRealServer 10.1.0.1",
            "IpvsRealServerRefused",
            ErrorCategory.InvalidArgument,
            "10.1.0.1",
            "Set-NetLink lo -Up"
        );
    }

    [Theory]
    [InlineData("2001:db8::3", "10.0.0.1:80", "DirectRoute")]
    [InlineData("2001:db8::3", "10.0.0.1:80", "Masquerade")]
    [InlineData("10.1.0.2", "[2001:db8::1]:80", "DirectRoute")]
    public void EINVAL_mixed_family_without_a_tunnel(string address, string service, string method) =>
        RefusesRealServer(
            $"{address} -VirtualAddress {service} -ForwardingMethod {method}",
            "IpvsRealServerFamilyMismatch",
            ErrorCategory.InvalidArgument,
            "-RealAddress",
            address,
            "-ForwardingMethod Tunnel"
        );

    [Fact]
    public void EINVAL_mixed_family_beside_a_sync_daemon_and_the_other_way_round()
    {
        const string mixed = "Add-IpvsRealServer 2001:db8::3 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel";
        lab.Works($"Start-IpvsSyncDaemon Backup lo -NetNamespace {table.Space}");
        Refuses(mixed, "IpvsRealServerRefused", ErrorCategory.InvalidArgument, "[2001:db8::3]:80", "another address family", "sync daemon");
        lab.Works($"Stop-IpvsSyncDaemon Backup -NetNamespace {table.Space}; {mixed} -NetNamespace {table.Space}");
        lab.Fails(
            $"Start-IpvsSyncDaemon Backup lo -NetNamespace {table.Space}",
            "IpvsSyncDaemonRefused",
            ErrorCategory.InvalidArgument,
            "another address family",
            "Get-IpvsRealServer"
        );
        lab.Works($"Remove-IpvsRealServer 2001:db8::3 -VirtualAddress 10.0.0.1:80 -NetNamespace {table.Space}");
    }

    [Theory]
    [InlineData("-State 7 lo", "ParameterArgumentTransformationError", ErrorCategory.InvalidData, "'State'", "Master,Backup")]
    [InlineData(
        "Master lo -MulticastGroup 10.0.0.1",
        "IpvsMulticastGroupInvalid",
        ErrorCategory.InvalidArgument,
        "-MulticastGroup",
        "10.0.0.1",
        "224.0.0.0"
    )]
    public void EINVAL_daemon_of_a_bad_state_or_group(string arguments, string id, ErrorCategory category, params string[] words) =>
        Refuses($"Start-IpvsSyncDaemon {arguments}", id, category, words);

    [Theory]
    [InlineData("Start-IpvsSyncDaemon Master nosuch", "NetLinkNotFound", "no link nosuch", "Get-NetLink")]
    [InlineData("Stop-IpvsSyncDaemon Backup", "IpvsSyncDaemonNotFound", "stop the Backup sync daemon", "Get-IpvsSyncDaemon")]
    public void ENODEV_or_ESRCH_daemon_without_its_link_or_not_running(string command, string id, params string[] words) =>
        Refuses(command, id, ErrorCategory.ObjectNotFound, words);

    [Theory]
    [InlineData(
        "Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel -TunnelType Gue",
        "IpvsTunnelInvalid",
        ErrorCategory.InvalidArgument,
        "-TunnelPort",
        "Gue"
    )]
    [InlineData(
        "Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod Tunnel -TunnelType Gue -TunnelPort 0",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "'TunnelPort'",
        "1 to 65535"
    )]
    [InlineData("Set-IpvsTimeout -Udp -1", "IpvsTimeoutInvalid", ErrorCategory.InvalidArgument, "-Udp", "1 whole second or more")]
    [InlineData("Set-IpvsTimeout -Tcp 2147483647", "IpvsTimeoutInvalid", ErrorCategory.InvalidArgument, "tcp", "2147483 seconds")]
    [InlineData(
        "Set-IpvsTimeout -TcpFin 4294967295",
        "ParameterArgumentTransformationError",
        ErrorCategory.InvalidData,
        "'TcpFin'",
        "write 2147483647 at most"
    )]
    public void EINVAL_gue_without_a_port_or_a_timeout_out_of_range(
        string command,
        string id,
        ErrorCategory category,
        params string[] words
    ) => Refuses(command, id, category, words);

    [Fact]
    public void EAFNOSUPPORT_bad_address_family() =>
        Refuses(
            "New-IpvsService -FirewallMark 5 -AddressFamily 99",
            "ParameterArgumentTransformationError",
            ErrorCategory.InvalidData,
            "'AddressFamily'",
            "IPv4,IPv6"
        );

    [Theory]
    [InlineData("a23456789012345x")]
    [InlineData("a234567890123456789")]
    public void EINVAL_scheduler_name_of_16_or_more(string name) =>
        Refuses(
            $"New-IpvsService 10.0.0.5:80 -Scheduler {name}",
            "IpvsSchedulerInvalid",
            ErrorCategory.InvalidArgument,
            "-Scheduler",
            "1 to 15 characters"
        );

    [Theory]
    [InlineData("weight below 0", Errno.ERANGE)]
    [InlineData("thresholds crossed", Errno.ERANGE)]
    [InlineData("prefix length 0", Errno.EINVAL)]
    [InlineData("prefix length 129", Errno.EINVAL)]
    [InlineData("multicast real server", Errno.EINVAL)]
    [InlineData("mixed family without a tunnel", Errno.EINVAL)]
    [InlineData("daemon of a bad state", Errno.EINVAL)]
    [InlineData("group not multicast", Errno.EINVAL)]
    [InlineData("GUE with port 0", Errno.EINVAL)]
    [InlineData("bad address family", Errno.EAFNOSUPPORT)]
    [InlineData("missing attribute", Errno.EINVAL)]
    [InlineData("scheduler name of 16", Errno.EINVAL)]
    [InlineData("real server that is absent", Errno.ENOENT)]
    [InlineData("real server of no service", Errno.ESRCH)]
    public void The_kernel_itself_answers(string request, Errno answer)
    {
        Assert.Equal(answer, RawRequest.AnswerIn(table.Space, request));
        Assert.Equal(table.Before, table.Space.Saved());
    }

    private void RefusesRealServer(string arguments, string id, ErrorCategory category, params string[] words) =>
        Refuses($"Add-IpvsRealServer {arguments}", id, category, words);

    private void Refuses(string command, string id, ErrorCategory category, params string[] words)
    {
        lab.Fails($"{command} -NetNamespace {table.Space}", id, category, words);
        Assert.Equal(table.Before, table.Space.Saved());
    }
}
