using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Decodes the replies about a namespace's IPVS as a whole: timeouts, sync daemons, version.</summary>
internal static class IpvsControlReplies
{
    public static IpvsTimeout Timeouts(in NetlinkMessage message)
    {
        var timeouts = new IpvsTimeout();
        NetlinkAttributes attributes = message.Attributes(GenericHeader.Size);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case CommandAttribute.TimeoutTcp:
                    timeouts.Tcp = TimeSpan.FromSeconds(attribute.UInt32);
                    break;
                case CommandAttribute.TimeoutTcpFin:
                    timeouts.TcpFin = TimeSpan.FromSeconds(attribute.UInt32);
                    break;
                case CommandAttribute.TimeoutUdp:
                    timeouts.Udp = TimeSpan.FromSeconds(attribute.UInt32);
                    break;
            }
        }

        return timeouts;
    }

    public static IpvsInfo Info(in NetlinkMessage message)
    {
        var info = new IpvsInfo();
        NetlinkAttributes attributes = message.Attributes(GenericHeader.Size);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case InfoAttribute.Version:
                    info.Version = ReadVersion(attribute.UInt32);
                    break;
                case InfoAttribute.ConnectionTableSize:
                    info.ConnectionTableSize = (int)attribute.UInt32;
                    break;
            }
        }

        return info;
    }

    /// <summary>The daemon of a reply, or null where it holds none.</summary>
    public static IpvsSyncDaemon? SyncDaemon(in NetlinkMessage message) =>
        message.Attributes(GenericHeader.Size).TryFind(CommandAttribute.Daemon, out NetlinkAttribute daemon)
            ? ReadSyncDaemon(daemon.Nested)
            : null;

    /// <summary>0x010201 is 1.2.1.</summary>
    private static Version ReadVersion(uint number) => new((int)(number >> 16 & 0xff), (int)(number >> 8 & 0xff), (int)(number & 0xff));

    private static IpvsSyncDaemon ReadSyncDaemon(NetlinkAttributes attributes)
    {
        var daemon = new IpvsSyncDaemon();
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case DaemonAttribute.State:
                    daemon.State = (IpvsSyncState)attribute.UInt32;
                    break;
                case DaemonAttribute.Interface:
                    daemon.Interface = attribute.Text;
                    break;
                case DaemonAttribute.SyncId:
                    daemon.SyncId = (int)attribute.UInt32;
                    break;
                case DaemonAttribute.MaxLength:
                    daemon.MaxLength = attribute.UInt16;
                    break;
                case DaemonAttribute.GroupIPv4:
                    daemon.MulticastGroup = attribute.Address(AddressFamily.IPv4).ToIPAddress();
                    break;
                case DaemonAttribute.GroupIPv6:
                    daemon.MulticastGroup = attribute.Address(AddressFamily.IPv6).ToIPAddress();
                    break;
                case DaemonAttribute.Port:
                    daemon.MulticastPort = attribute.UInt16;
                    break;
                case DaemonAttribute.Ttl:
                    daemon.MulticastTtl = attribute.Byte;
                    break;
            }
        }

        return daemon;
    }
}
