using System.Management.Automation;
using System.Net;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>
/// The words for every error number that IPVS answers, by what was asked. Those that a cmdlet can bring about are tested
/// on a kernel too; here are also those that the module's own rules keep from the kernel.
/// </summary>
public sealed class IpvsErrorsTests
{
    private static readonly IpvsService Service = new()
    {
        VirtualAddress = IPAddress.Parse("10.0.0.1"),
        VirtualPort = 80,
        Scheduler = "nope",
    };

    private static readonly IpvsRealServer Server = new()
    {
        VirtualAddress = IPAddress.Parse("10.0.0.1"),
        VirtualPort = 80,
        Address = IPAddress.Parse("10.1.0.1"),
        Port = 80,
        Weight = -1,
        UpperThreshold = 5,
        LowerThreshold = 6,
    };

    [Theory]
    [InlineData(Errno.EEXIST, "IpvsServiceExists", ErrorCategory.ResourceExists, "Set-IpvsService")]
    [InlineData(Errno.ENOENT, "IpvsSchedulerNotFound", ErrorCategory.ObjectNotFound, "'nope'", "modprobe")]
    [InlineData(Errno.ESRCH, "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.0.0.1:80", "Get-IpvsService")]
    [InlineData(
        Errno.EINVAL,
        "IpvsServiceRefused",
        ErrorCategory.InvalidArgument,
        "TCP 10.0.0.1:80 nope",
        "-Scheduler",
        "-PersistencePrefixLength"
    )]
    [InlineData(Errno.EAFNOSUPPORT, "IpvsAddressFamilyNotSupported", ErrorCategory.NotInstalled, "IPv4", "CONFIG_IP_VS_IPV6")]
    [InlineData(Errno.EPROTONOSUPPORT, "IpvsNotAvailable", ErrorCategory.NotInstalled, "modprobe ip_vs")]
    public void Of_services(Errno errno, string id, ErrorCategory category, params string[] words) =>
        AssertWords(Service, errno, id, category, words);

    [Theory]
    [InlineData(Errno.EEXIST, "IpvsRealServerExists", ErrorCategory.ResourceExists, "Set-IpvsRealServer")]
    [InlineData(Errno.ENOENT, "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "Get-IpvsRealServer")]
    [InlineData(Errno.ESRCH, "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "TCP 10.0.0.1:80", "Get-IpvsService")]
    [InlineData(Errno.EINVAL, "IpvsRealServerRefused", ErrorCategory.InvalidArgument, "10.1.0.1", "broadcast", "Set-NetLink lo -Up")]
    [InlineData(
        Errno.ERANGE,
        "IpvsRealServerOutOfRange",
        ErrorCategory.InvalidArgument,
        "weight -1",
        "-Weight is 0 or more",
        "-LowerThreshold (6)",
        "-UpperThreshold (5)"
    )]
    [InlineData(Errno.EAFNOSUPPORT, "IpvsAddressFamilyNotSupported", ErrorCategory.NotInstalled, "IPv4", "CONFIG_IP_VS_IPV6")]
    public void Of_real_servers(Errno errno, string id, ErrorCategory category, params string[] words) =>
        AssertWords(Server, errno, id, category, words);

    [Theory]
    [InlineData(Errno.EEXIST, "IpvsSyncDaemonExists", ErrorCategory.ResourceExists, "Master", "Stop-IpvsSyncDaemon")]
    [InlineData(Errno.ESRCH, "IpvsSyncDaemonNotFound", ErrorCategory.ObjectNotFound, "Get-IpvsSyncDaemon")]
    [InlineData(Errno.ENODEV, "NetLinkNotFound", ErrorCategory.ObjectNotFound, "eth9", "Get-NetLink")]
    [InlineData(Errno.EINVAL, "IpvsSyncDaemonRefused", ErrorCategory.InvalidArgument, "address family", "Get-IpvsRealServer")]
    [InlineData(Errno.ENETUNREACH, "IpvsSyncInterfaceDown", ErrorCategory.ResourceUnavailable, "Set-NetLink eth9 -Up")]
    public void Of_sync_daemons(Errno errno, string id, ErrorCategory category, params string[] words) =>
        AssertWords(new IpvsPS.IpvsSyncDaemon { Interface = "eth9" }, errno, id, category, words);

    [Fact]
    public void Of_timeouts() =>
        AssertWords(
            new IpvsPS.IpvsTimeout { Tcp = TimeSpan.FromSeconds(int.MaxValue) },
            Errno.EINVAL,
            "IpvsTimeoutInvalid",
            ErrorCategory.InvalidArgument,
            "tcp",
            "2147483 seconds"
        );

    /// <summary>Who has the capability already is not told to get it: then EPERM is about what was asked.</summary>
    [Fact]
    public void Of_missing_privileges()
    {
        bool isHeld = UserNamespace.HoldsNetAdmin;
        (string id, ErrorCategory category, string words) = isHeld
            ? ("KernelRefused", ErrorCategory.NotSpecified, "EPERM")
            : ("PermissionDenied", ErrorCategory.PermissionDenied, "CAP_NET_ADMIN");
        AssertWords(Service, Errno.EPERM, id, category, words);
        AssertWords(Server, Errno.EPERM, id, category, words);
    }

    private static void AssertWords(object target, Errno errno, string id, ErrorCategory category, params string[] words)
    {
        var exception = new NetlinkException("do it", errno, null);
        ErrorRecord error = IpvsErrors.Describe(exception, target) ?? KernelErrors.Describe(exception, target);
        Assert.Equal(
            (id, category, $"{ModuleObject.Of(target)}"),
            (error.FullyQualifiedErrorId, error.CategoryInfo.Category, $"{error.TargetObject}")
        );
        Assert.Same(exception, error.Exception.InnerException);
        Assert.StartsWith("Cannot do it: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Exception.Message, StringComparison.Ordinal));
    }
}
