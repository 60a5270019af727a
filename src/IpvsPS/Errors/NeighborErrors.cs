using System.Management.Automation;
using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for neighbours and announcements.</summary>
internal static class NeighborErrors
{
    public static CommandException NotFound(IPAddress address, NameArgument[]? links, string place) =>
        new(
            ErrorIds.NetLinkNeighborNotFound,
            ErrorCategory.ObjectNotFound,
            $"{(links is null ? "No link" : string.Join(", ", links))} has {(links is null ? "a" : "no")} neighbour "
                + $"{address}{place}. Neighbours are known once something was sent to them: Get-NetLinkNeighbor lists them."
        );

    public static ErrorRecord? DescribeAnnouncement(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EPERM or Errno.EACCES when exception.Operation == AnnouncementClient.OpenOperation => LinkErrors.Make(
                exception,
                ErrorIds.PermissionDenied,
                ErrorCategory.PermissionDenied,
                $"it needs the capability CAP_NET_RAW in the network namespace: {Namespaces.UserNamespace.RunAsRoot}",
                target
            ),
            Errno.ENETDOWN => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkDown,
                ErrorCategory.ResourceUnavailable,
                "the link is down. Set-NetLink -Up sets it up.",
                target
            ),
            Errno.ENXIO => LinkErrors.Make(
                exception,
                ErrorIds.NetLinkNotFound,
                ErrorCategory.ObjectNotFound,
                "the link has gone meanwhile. Get-NetLink lists those there are.",
                target
            ),
            _ => LinkErrors.Describe(exception, target),
        };

    public static CommandException LinkCannotAnnounce(NetLink link, string place) =>
        new(
            ErrorIds.NetLinkAnnouncementNotSupported,
            ErrorCategory.InvalidOperation,
            $"-Link {link.Name}{place} has no hosts that ask for addresses, as lo, dummy links and most tunnels have none. Name "
                + "the link towards the clients, such as eth0."
        );

    public static CommandException AddressForeign(string address, string place) =>
        new(
            ErrorIds.NetLinkAnnouncementForeign,
            ErrorCategory.InvalidArgument,
            $"-IPAddress {address}: this host does not have the address{place}, and whoever is told so loses the host that has "
                + "it. Add-NetLinkAddress adds it; -Force announces it all the same."
        );

    public static CommandException IntervalInvalid(Duration interval) =>
        new(
            ErrorIds.NetLinkAnnouncementIntervalInvalid,
            ErrorCategory.InvalidArgument,
            $"-Interval {interval} is not a time from 0 to an hour: give seconds, such as 0.5, or 500ms."
        );
}
