using System.Management.Automation;
using IpvsPS.DirectRouting;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for direct routing; the target of a refused step is the link that it was about.</summary>
internal static class DirectRoutingErrors
{
    /// <summary>What the kernel's refusals of a step mean.</summary>
    public static ErrorDescriber DescriberOf(DirectRoutingStep step) =>
        step switch
        {
            { Part: DirectRoutingPart.Sysctl } => DescribeSysctl,
            { Part: DirectRoutingPart.Address } => LinkErrors.DescribeAddition,
            { NewKind: { } kind } => LinkErrors.DescribeTunnelCreation(kind),
            _ => LinkErrors.DescribeChange,
        };

    /// <summary>What IpvsPS.Core says is wrong, and what to type next.</summary>
    public static CommandException ToCommandException(DirectRoutingException exception)
    {
        (string id, ErrorCategory category, string remedy) = WordsOf(exception);
        return new CommandException(id, category, $"{exception.Message} {remedy}");
    }

    private static (string Id, ErrorCategory Category, string Remedy) WordsOf(DirectRoutingException exception) =>
        exception.Error switch
        {
            DirectRoutingError.AddressInUse => (
                "IpvsVirtualAddressInUse",
                ErrorCategory.ResourceExists,
                $"Take it away first: Remove-NetLinkAddress {exception.LinkName} {exception.Address}"
            ),
            DirectRoutingError.LinkDown => (
                "IpvsVirtualAddressLinkDown",
                ErrorCategory.ResourceUnavailable,
                $"Set it up first: Set-NetLink {exception.LinkName} -Up"
            ),
            DirectRoutingError.LinkInUse => (
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "Give another name with -Link, or remove it with Remove-NetLink."
            ),
            DirectRoutingError.SettingConflict => ("SysctlConflict", ErrorCategory.InvalidOperation, "Set it to 0 first."),
            DirectRoutingError.TooManyLinks => (
                "IpvsDirectRoutingLinksTooMany",
                ErrorCategory.LimitsExceeded,
                "Name those that clients and routers are behind with -Interface, or all at once with -Interface all."
            ),
            DirectRoutingError.TunnelAddressUnclear => (
                "IpvsTunnelAddressMissing",
                ErrorCategory.InvalidArgument,
                "Name it with -RealAddress, as Add-IpvsRealServer does."
            ),
            DirectRoutingError.TunnelAddressNotFound => (
                "IpvsTunnelAddressNotFound",
                ErrorCategory.ObjectNotFound,
                "Get-NetLinkAddress lists those there are; give one with -RealAddress."
            ),
            DirectRoutingError.TunnelKindsDiffer => (
                "IpvsTunnelKindsDiffer",
                ErrorCategory.InvalidArgument,
                "Leave out -Link, or enable IPv4 and IPv6 addresses one after the other."
            ),
            _ => (
                "IpvsDirectRoutingNotEnabled",
                ErrorCategory.ObjectNotFound,
                "Get-IpvsDirectRouting shows what is there; Get-NetLink lists the links, and Remove-NetLinkAddress removes any address."
            ),
        };

    public static ErrorRecord? DescribeSysctl(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EROFS => KernelErrors.Make(
                exception,
                "SysctlReadOnly",
                ErrorCategory.PermissionDenied,
                "/proc/sys is mounted read-only here, as in a container. Do it from the host with -NetNamespace.",
                target
            ),
            Errno.EPERM or Errno.EACCES => IpvsSettingErrors.Describe(exception, target),
            _ => LinkErrors.Describe(exception, target),
        };

    /// <exception cref="CommandException">The tunnel is one that no link takes its packets out of by itself.</exception>
    public static void ThrowIfGue(IpvsTunnelType? type)
    {
        if (type == IpvsTunnelType.Gue)
        {
            throw new CommandException(
                "IpvsTunnelTypeNotSupported",
                ErrorCategory.NotImplemented,
                "-TunnelType Gue: its packets arrive at a UDP port that 'ip fou add' opens, which this command does not. Ipip "
                    + "and Gre need no port."
            );
        }
    }
}
