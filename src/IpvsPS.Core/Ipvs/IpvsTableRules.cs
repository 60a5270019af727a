using System.Net;
using IpvsPS.Links;

namespace IpvsPS.Ipvs;

/// <summary>
/// What timeouts and sync daemons must keep to. It covers what the kernel refuses with a bare error number, and what
/// it silently bends.
/// </summary>
public static class IpvsTableRules
{
    /// <summary>What an IPv4 packet has room for behind IP and UDP headers; the kernel cuts a longer length down to it.</summary>
    private const int LongestMessageIPv4 = 65535 - 20 - 8;

    private const int LongestMessageIPv6 = 65535 - 40 - 8;

    /// <summary>The kernel raises a backup's length to it.</summary>
    private const int LeastBackupLength = 1024;

    /// <summary>The first rule that timeouts break, or null.</summary>
    public static IpvsViolation? Check(IpvsTimeout timeouts) => timeouts.IsEmpty
        ? new("IpvsTimeoutMissing", "Tcp", "no timeout is named: give -Tcp, -TcpFin or -Udp.")
        : CheckTime("Tcp", timeouts.Tcp) ?? CheckTime("TcpFin", timeouts.TcpFin) ?? CheckTime("Udp", timeouts.Udp);

    /// <summary>The first rule that a daemon to be started breaks, or null.</summary>
    public static IpvsViolation? Check(IpvsSyncDaemon daemon)
    {
        if (daemon.State is not (IpvsSyncState.Master or IpvsSyncState.Backup))
        {
            return new("IpvsSyncStateInvalid", "State", $"{daemon.State} is no state of a sync daemon: use Master or Backup.");
        }

        // The kernel reads the name up to a NUL.
        if (LinkName.DescribeInvalid(daemon.Interface) is { } problem)
        {
            return new("NetLinkNameInvalid", "Interface", $"'{daemon.Interface}' cannot name a link: {problem}");
        }

        if (daemon.SyncId is < 0 or > byte.MaxValue)
        {
            return new("IpvsSyncIdInvalid", "SyncId", $"a sync id is 0 to 255, not {daemon.SyncId}: messages carry one byte of it.");
        }

        return CheckGroup(daemon.MulticastGroup) ?? CheckLength(daemon) ?? CheckNumbers(daemon);
    }

    private static IpvsViolation? CheckTime(string field, TimeSpan? time) =>
        time is { } value && (value.TotalSeconds is < 1 or > int.MaxValue || value.Ticks % TimeSpan.TicksPerSecond != 0)
            ? new("IpvsTimeoutInvalid", field,
                $"a timeout is 1 whole second or more, not {value}. To keep a timeout as it is, leave its parameter out.")
            : null;

    private static IpvsViolation? CheckGroup(IPAddress? group) => group is null || IsMulticast(group) ? null
        : new("IpvsMulticastGroupInvalid", "MulticastGroup",
            $"{group} is no multicast group: those are 224.0.0.0 to 239.255.255.255, and IPv6 addresses that begin with ff.");

    private static bool IsMulticast(IPAddress group) =>
        group.IsIPv6Multicast || (group.GetAddressBytes() is [var first, _, _, _] && first is >= 224 and < 240);

    private static IpvsViolation? CheckLength(IpvsSyncDaemon daemon)
    {
        int least = daemon.State == IpvsSyncState.Backup ? LeastBackupLength : 1;
        int most = daemon.MulticastGroup is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }
            ? LongestMessageIPv6 : LongestMessageIPv4;
        return daemon.MaxLength is { } length && (length < least || length > most)
            ? new("IpvsSyncMaxLengthInvalid", "MaxLength",
                $"the longest message of a {daemon.State} has {least} to {most} bytes, not {length}.")
            : null;
    }

    private static IpvsViolation? CheckNumbers(IpvsSyncDaemon daemon)
    {
        if (daemon.MulticastPort is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
        {
            return new("IpvsMulticastPortInvalid", "MulticastPort", $"a port is 1 to 65535, not {daemon.MulticastPort}.");
        }

        return daemon.MulticastTtl is < 1 or > byte.MaxValue
            ? new("IpvsMulticastTtlInvalid", "MulticastTtl", $"a time to live is 1 to 255, not {daemon.MulticastTtl}.")
            : null;
    }
}
