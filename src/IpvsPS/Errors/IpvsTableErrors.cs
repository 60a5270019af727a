using System.Management.Automation;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for timeouts and sync daemons.</summary>
internal static class IpvsTableErrors
{
    public static ErrorRecord? DescribeTimeouts(NetlinkException exception, IpvsTimeout timeouts) =>
        exception.Error == Errno.EINVAL
            ? KernelErrors.Make(
                exception,
                "IpvsTimeoutInvalid",
                ErrorCategory.InvalidArgument,
                $"a timeout of {timeouts} is longer than the kernel's clock can count: 2147483 seconds (24 days) where it ticks "
                    + "1000 times a second, more where it ticks less often.",
                timeouts
            )
            : null;

    public static ErrorRecord? DescribeSyncDaemon(NetlinkException exception, IpvsSyncDaemon daemon) =>
        exception.Error switch
        {
            Errno.EEXIST => KernelErrors.Make(
                exception,
                "IpvsSyncDaemonExists",
                ErrorCategory.ResourceExists,
                $"a {daemon.State} runs already. Get-IpvsSyncDaemon shows it; "
                    + $"stop it with Stop-IpvsSyncDaemon {daemon.State} to start it anew.",
                daemon
            ),
            Errno.ESRCH => KernelErrors.Make(
                exception,
                "IpvsSyncDaemonNotFound",
                ErrorCategory.ObjectNotFound,
                "none runs in this network namespace. Get-IpvsSyncDaemon lists those that do.",
                daemon
            ),
            Errno.ENODEV => KernelErrors.Make(
                exception,
                "NetLinkNotFound",
                ErrorCategory.ObjectNotFound,
                $"there is no link {daemon.Interface} in this network namespace, or it cannot do multicast. Get-NetLink lists the links.",
                daemon
            ),
            Errno.ENETUNREACH => KernelErrors.Make(
                exception,
                "IpvsSyncInterfaceDown",
                ErrorCategory.ResourceUnavailable,
                $"the multicast group cannot be reached by {daemon.Interface}: the link is down (Set-NetLink {daemon.Interface} "
                    + "-Up), or IPv6 is off on it.",
                daemon
            ),
            Errno.EINVAL => KernelErrors.Make(
                exception,
                "IpvsSyncDaemonRefused",
                ErrorCategory.InvalidArgument,
                "some real server is of another address family than its service (Get-IpvsRealServer shows them), and sync "
                    + "messages cannot carry its connections: no sync daemon runs beside such real servers (docs/diagnosis.md, S111).",
                daemon
            ),
            _ => null,
        };
}
