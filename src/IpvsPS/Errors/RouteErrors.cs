using System.Management.Automation;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for routes: the kernel's error numbers in words, by what was being done.</summary>
internal static class RouteErrors
{
    public static ErrorRecord? DescribeAddition(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EEXIST => LinkErrors.Make(
                exception,
                "NetLinkRouteExists",
                ErrorCategory.ResourceExists,
                "that table has such a route already. Get-NetLinkRoute shows it; another -Metric makes a second one.",
                target
            ),
            Errno.ENETUNREACH or Errno.EHOSTUNREACH => LinkErrors.Make(
                exception,
                "NetLinkRouteGatewayUnreachable",
                ErrorCategory.InvalidArgument,
                "no route leads straight to the gateway. It must be in a network of an address of this host, on a link that is up.",
                target
            ),
            Errno.ENETDOWN => LinkErrors.Make(
                exception,
                "NetLinkDown",
                ErrorCategory.ResourceUnavailable,
                "the link is down. Set-NetLink -Up sets it up.",
                target
            ),
            Errno.EACCES => LinkErrors.Make(
                exception,
                "IPv6Disabled",
                ErrorCategory.InvalidOperation,
                "IPv6 is switched off on the link (sysctl net.ipv6.conf.*.disable_ipv6).",
                target
            ),
            Errno.EINVAL => LinkErrors.Make(
                exception,
                "NetLinkRouteRefused",
                ErrorCategory.InvalidArgument,
                "the kernel refused the route. -Source must be an address of this host, and -Gateway none of its own.",
                target
            ),
            Errno.EOPNOTSUPP or Errno.EAFNOSUPPORT => LinkErrors.Make(
                exception,
                "AddressFamilyNotSupported",
                ErrorCategory.NotInstalled,
                "the running kernel does not have this address family, or IPv6 is switched off on the link.",
                target
            ),
            _ => LinkErrors.Describe(exception, target),
        };

    public static ErrorRecord? DescribeSearch(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.ENETUNREACH => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkRouteNotFound,
                ErrorCategory.ObjectNotFound,
                "no route leads there. Get-NetLinkRoute -Table all lists those there are.",
                target
            ),
            Errno.EHOSTUNREACH => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkRouteUnreachable,
                ErrorCategory.ResourceUnavailable,
                "a route of the type Unreachable is in the way. Get-NetLinkRoute -Type Unreachable shows it.",
                target
            ),
            Errno.EACCES => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkRouteUnreachable,
                ErrorCategory.ResourceUnavailable,
                "a route of the type Prohibit is in the way. Get-NetLinkRoute -Type Prohibit shows it.",
                target
            ),
            Errno.EINVAL => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkRouteUnreachable,
                ErrorCategory.ResourceUnavailable,
                "a route of the type Blackhole is in the way, or -Source is no address of this host: give -InputLink for a "
                    + "packet that it forwards.",
                target
            ),
            _ => LinkErrors.Describe(exception, target),
        };

    public static CommandException SourceOfOtherFamily(string source, string destination) =>
        new(
            ErrorIds.NetLinkRouteSourceInvalid,
            ErrorCategory.InvalidArgument,
            $"-Source {source} of {destination}: both are IPv4 or both are IPv6."
        );

    public static ErrorRecord? DescribeRemoval(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.ESRCH => LinkErrors.Make(
                exception,
                "NetLinkRouteNotFound",
                ErrorCategory.ObjectNotFound,
                "there is no such route any more. Get-NetLinkRoute lists those there are.",
                target
            ),
            _ => LinkErrors.Describe(exception, target),
        };

    public static CommandException NotFound(object destination, NetLinkRouteTable table, string place) =>
        new(
            "NetLinkRouteNotFound",
            ErrorCategory.ObjectNotFound,
            $"There is no such route to {destination} in "
                + $"{(table == NetLinkRouteTable.All ? "any table" : $"table {table}")}{place}. Get-NetLinkRoute -Table all lists "
                + "those there are."
        );

    public static CommandException Ambiguous(InetPrefix destination, List<NetLinkRoute> found, string place) =>
        new(
            "NetLinkRouteAmbiguous",
            ErrorCategory.InvalidArgument,
            $"{found.Count} routes lead to {destination}{place}: {string.Join("; ", found)}. Say which one with -Metric, -Tos, "
                + "-SourcePrefix, -Gateway, -Link, -NextHopId, -Source or -Type, or pipe those of Get-NetLinkRoute."
        );
}
