using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Encodes the requests about a namespace's IPVS as a whole: timeouts, sync daemons, version, counters.</summary>
internal static class IpvsControlMessages
{
    /// <summary>Sets the counters of a service and its real servers to zero; those of everything without a service.</summary>
    public static void ResetStatistics(NetlinkWriter writer, ushort family, IpvsServiceId? service)
    {
        if (service is { } id)
        {
            IpvsMessages.WriteServiceId(writer, family, IpvsGenlCommand.Zero, NetlinkFlags.None, id);
            return;
        }

        IpvsMessages.WriteBare(writer, family, IpvsGenlCommand.Zero, NetlinkFlags.None);
    }

    public static void GetTimeouts(NetlinkWriter writer, ushort family) =>
        IpvsMessages.WriteBare(writer, family, IpvsGenlCommand.GetConfig, NetlinkFlags.None);

    /// <summary>Times that are null are left out, which keeps them; so would 0.</summary>
    public static void SetTimeouts(NetlinkWriter writer, ushort family, IpvsTimeout timeouts)
    {
        IpvsMessages.Begin(writer, family, IpvsGenlCommand.SetConfig, NetlinkFlags.None);
        PutSeconds(writer, CommandAttribute.TimeoutTcp, timeouts.Tcp);
        PutSeconds(writer, CommandAttribute.TimeoutTcpFin, timeouts.TcpFin);
        PutSeconds(writer, CommandAttribute.TimeoutUdp, timeouts.Udp);
        writer.EndMessage();
    }

    public static void GetInfo(NetlinkWriter writer, ushort family) =>
        IpvsMessages.WriteBare(writer, family, IpvsGenlCommand.GetInfo, NetlinkFlags.None);

    public static void ListSyncDaemons(NetlinkWriter writer, ushort family) =>
        IpvsMessages.WriteBare(writer, family, IpvsGenlCommand.GetDaemon, NetlinkFlags.Dump);

    /// <summary>The group goes in network order, the port, unlike every other port of this family, in host order.</summary>
    public static void StartSyncDaemon(NetlinkWriter writer, ushort family, IpvsSyncDaemon daemon)
    {
        IpvsMessages.Begin(writer, family, IpvsGenlCommand.NewDaemon, NetlinkFlags.None);
        int nest = writer.BeginNest(CommandAttribute.Daemon);
        writer.PutUInt32(DaemonAttribute.State, (uint)daemon.State);
        writer.PutString(DaemonAttribute.Interface, daemon.Interface);
        writer.PutUInt32(DaemonAttribute.SyncId, (uint)daemon.SyncId);
        if (daemon.MaxLength is { } length)
        {
            writer.PutUInt16(DaemonAttribute.MaxLength, (ushort)length);
        }

        PutGroup(writer, daemon.MulticastGroup);
        if (daemon.MulticastPort is { } port)
        {
            writer.PutUInt16(DaemonAttribute.Port, (ushort)port);
        }

        if (daemon.MulticastTtl is { } ttl)
        {
            writer.PutByte(DaemonAttribute.Ttl, (byte)ttl);
        }

        writer.EndNest(nest);
        writer.EndMessage();
    }

    /// <summary>
    /// Two messages: a daemon that is stopped before its thread has run ends with EINTR, and that is the one error that
    /// netlink does not answer (<c>netlink_rcv_skb</c>, <c>net/netlink/af_netlink.c</c>). The second, which sets no
    /// timeout, always is; a refusal of the first is answered all the same.
    /// </summary>
    public static void StopSyncDaemon(NetlinkWriter writer, ushort family, IpvsSyncState state)
    {
        IpvsMessages.Begin(writer, family, IpvsGenlCommand.DeleteDaemon, NetlinkFlags.None);
        int nest = writer.BeginNest(CommandAttribute.Daemon);
        writer.PutUInt32(DaemonAttribute.State, (uint)state);
        writer.EndNest(nest);
        writer.EndMessage();
        IpvsMessages.WriteBare(writer, family, IpvsGenlCommand.SetConfig, NetlinkFlags.None);
    }

    private static void PutSeconds(NetlinkWriter writer, ushort type, TimeSpan? time)
    {
        if (time is { } value)
        {
            writer.PutUInt32(type, (uint)value.TotalSeconds);
        }
    }

    private static void PutGroup(NetlinkWriter writer, IPAddress? group)
    {
        if (group is not null)
        {
            InetAddress address = InetAddress.FromIPAddress(group);
            writer.PutAddress(address.Family == AddressFamily.IPv6 ? DaemonAttribute.GroupIPv6 : DaemonAttribute.GroupIPv4, address);
        }
    }
}
