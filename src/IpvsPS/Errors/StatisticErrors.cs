using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace IpvsPS.Errors;

/// <summary>The words for what stands in the way of watching counters and of serving metrics.</summary>
internal static class StatisticErrors
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    /// <summary>The interval, or the time in which the kernel sums its counters up.</summary>
    public static TimeSpan IntervalOf(Duration? interval) => interval?.Value ?? DefaultInterval;

    /// <exception cref="CommandException">The interval is given, and too short or too long.</exception>
    public static void ThrowIfNoInterval(Duration? interval)
    {
        if (interval is { } given && (given.Seconds < 0.1 || given.Value > TimeSpan.FromDays(1)))
        {
            throw new CommandException(
                ErrorIds.IpvsDurationInvalid,
                ErrorCategory.InvalidArgument,
                $"-Interval is 0.1 seconds to a day, not {given}: leave the parameter out for the two seconds in which the kernel "
                    + "sums its counters up, or read once with Get-IpvsStatistic."
            );
        }
    }

    /// <summary>A server of metrics could not listen.</summary>
    public static CommandException CannotListen(SocketException exception, IPEndPoint endpoint)
    {
        (string id, ErrorCategory category, string words) = exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => (
                ErrorIds.IpvsMetricPortTaken,
                ErrorCategory.ResourceExists,
                $"Another program, or a server of this session, listens on {endpoint} already. Get-IpvsMetricServer shows those of "
                    + "this session; -Port 0 takes any port that is free."
            ),
            SocketError.AddressNotAvailable => (
                ErrorIds.IpvsMetricAddressInvalid,
                ErrorCategory.InvalidArgument,
                $"-ListenAddress {endpoint.Address} is no address of that network namespace. Get-NetLinkAddress lists those it has."
            ),
            SocketError.AccessDenied => (
                ErrorIds.IpvsMetricPortRefused,
                ErrorCategory.PermissionDenied,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"-Port {endpoint.Port} is for root. Take one above 1023, or run PowerShell as root."
                )
            ),
            _ => (
                ErrorIds.IpvsMetricServerFailed,
                ErrorCategory.NotSpecified,
                $"Listening on {endpoint} failed: {exception.Message}. -Port 0 takes any port that is free."
            ),
        };
        return new CommandException(id, category, words, exception);
    }

    /// <summary>No server of this session is meant.</summary>
    public static CommandException ServerNotFound(int port, AddressArgument? address, NameArgument? netns)
    {
        string at = address is { } given ? $" of {given}" : string.Empty;
        string within =
            netns is not { } name ? string.Empty
            : $"{name}".Length == 0 ? " in the home namespace"
            : $" in namespace {name}";
        return new(
            ErrorIds.IpvsMetricServerNotFound,
            ErrorCategory.ObjectNotFound,
            string.Create(
                CultureInfo.InvariantCulture,
                $"No server of metrics of this session listens on port {port}{at}{within}. Get-IpvsMetricServer lists those that run."
            )
        );
    }
}
