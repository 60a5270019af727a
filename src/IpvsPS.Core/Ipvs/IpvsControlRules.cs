using System.Net;
using IpvsPS.Links;

namespace IpvsPS.Ipvs;

/// <summary>
/// What timeouts and sync daemons must keep to. It covers what the kernel refuses with a bare error number, and what
/// it silently bends.
/// </summary>
public static class IpvsControlRules
{
    /// <summary>What an IPv4 packet has room for behind IP and UDP headers; the kernel cuts a longer length down to it.</summary>
    private const int LongestMessageIPv4 = 65535 - 20 - 8;

    private const int LongestMessageIPv6 = 65535 - 40 - 8;

    /// <summary>The kernel raises a backup's length to it.</summary>
    private const int LeastBackupLength = 1024;

    /// <summary>The first rule that timeouts break, or null.</summary>
    public static Problem<IpvsProblemCode>? Check(IpvsTimeout timeouts) =>
        timeouts.IsEmpty
            ? new(IpvsProblemCode.TimeoutMissing, nameof(timeouts.Tcp))
            : CheckTime(nameof(timeouts.Tcp), timeouts.Tcp)
                ?? CheckTime(nameof(timeouts.TcpFin), timeouts.TcpFin)
                ?? CheckTime(nameof(timeouts.Udp), timeouts.Udp);

    /// <summary>The first rule that a daemon to be started breaks, or null.</summary>
    public static Problem<IpvsProblemCode>? Check(IpvsSyncDaemon daemon)
    {
        if (daemon.State is not (IpvsSyncState.Master or IpvsSyncState.Backup))
        {
            return new(IpvsProblemCode.SyncStateInvalid, nameof(daemon.State), daemon.State);
        }

        // The kernel reads the name up to a NUL.
        if (LinkName.DescribeInvalid(daemon.Interface) is { } problem)
        {
            return new(IpvsProblemCode.InterfaceInvalid, nameof(daemon.Interface), daemon.Interface, problem);
        }

        if (daemon.SyncId is < 0 or > byte.MaxValue)
        {
            return new(IpvsProblemCode.SyncIdInvalid, nameof(daemon.SyncId), daemon.SyncId);
        }

        return CheckGroup(daemon.MulticastGroup) ?? CheckLength(daemon) ?? CheckNumbers(daemon);
    }

    private static Problem<IpvsProblemCode>? CheckTime(string field, TimeSpan? time) =>
        time is { } value && (value.TotalSeconds is < 1 or > int.MaxValue || value.Ticks % TimeSpan.TicksPerSecond != 0)
            ? new(IpvsProblemCode.TimeoutInvalid, field, value)
            : null;

    private static Problem<IpvsProblemCode>? CheckGroup(IPAddress? group) =>
        group is null || InetAddress.FromIPAddress(group).IsMulticast
            ? null
            : new(IpvsProblemCode.MulticastGroupInvalid, nameof(IpvsSyncDaemon.MulticastGroup), group);

    private static Problem<IpvsProblemCode>? CheckLength(IpvsSyncDaemon daemon)
    {
        int least = daemon.State == IpvsSyncState.Backup ? LeastBackupLength : 1;
        int most = daemon.MulticastGroup is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }
            ? LongestMessageIPv6
            : LongestMessageIPv4;
        return daemon.MaxLength is { } length && (length < least || length > most)
            ? new(IpvsProblemCode.SyncMaxLengthInvalid, nameof(daemon.MaxLength), daemon.State, least, most, length)
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckNumbers(IpvsSyncDaemon daemon)
    {
        if (daemon.MulticastPort is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
        {
            return new(IpvsProblemCode.MulticastPortInvalid, nameof(daemon.MulticastPort), daemon.MulticastPort);
        }

        return daemon.MulticastTtl is < 1 or > byte.MaxValue
            ? new(IpvsProblemCode.MulticastTtlInvalid, nameof(daemon.MulticastTtl), daemon.MulticastTtl)
            : null;
    }
}
