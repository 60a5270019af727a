using System.Management.Automation;
using IpvsPS.DirectRouting;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for direct routing; the target of a refused step is the link that it was about.</summary>
internal static class DirectRoutingErrors
{
    /// <summary>What the kernel's refusals of a step mean.</summary>
    public static ErrorDescriber DescriberOf(DirectRoutingStep step) => step switch
    {
        { Part: DirectRoutingPart.Sysctl } => DescribeSysctl,
        { Part: DirectRoutingPart.Address } => LinkErrors.DescribeAddition,
        { NewKind: { } kind } => LinkErrors.DescribeTunnelCreation(kind),
        _ => LinkErrors.DescribeChange,
    };

    public static CommandException ToCommandException(DirectRoutingException exception)
    {
        (string id, ErrorCategory category) = exception.Error switch
        {
            DirectRoutingError.AddressInUse => ("IpvsVirtualAddressInUse", ErrorCategory.ResourceExists),
            DirectRoutingError.LinkDown => ("IpvsVirtualAddressLinkDown", ErrorCategory.ResourceUnavailable),
            DirectRoutingError.LinkInUse => ("NetLinkExists", ErrorCategory.ResourceExists),
            DirectRoutingError.SettingConflict => ("SysctlConflict", ErrorCategory.InvalidOperation),
            DirectRoutingError.TooManyLinks => ("IpvsDirectRoutingLinksTooMany", ErrorCategory.LimitsExceeded),
            DirectRoutingError.TunnelAddressUnclear => ("IpvsTunnelAddressMissing", ErrorCategory.InvalidArgument),
            DirectRoutingError.TunnelAddressNotFound => ("IpvsTunnelAddressNotFound", ErrorCategory.ObjectNotFound),
            DirectRoutingError.TunnelKindsDiffer => ("IpvsTunnelKindsDiffer", ErrorCategory.InvalidArgument),
            _ => ("IpvsDirectRoutingNotEnabled", ErrorCategory.ObjectNotFound),
        };
        return new CommandException(id, category, exception.Message);
    }

    private static ErrorRecord? DescribeSysctl(NetlinkException exception, object? target) => exception.Error switch
    {
        Errno.EROFS => KernelErrors.Make(exception, "SysctlReadOnly", ErrorCategory.PermissionDenied,
            "/proc/sys is mounted read-only here, as in a container. Do it from the host with -NetNamespace.", target),
        Errno.EPERM or Errno.EACCES => IpvsSettingErrors.Describe(exception, target),
        _ => LinkErrors.Describe(exception, target),
    };

    /// <exception cref="CommandException">The tunnel is one that no link takes its packets out of by itself.</exception>
    public static void ThrowIfGue(IpvsTunnelType? type)
    {
        if (type == IpvsTunnelType.Gue)
        {
            throw new CommandException("IpvsTunnelTypeNotSupported", ErrorCategory.NotImplemented,
                "-TunnelType Gue: its packets arrive at a UDP port that 'ip fou add' opens, which this command does not. Ipip and Gre need no port.");
        }
    }
}
