namespace IpvsPS.Ipvs;

/// <summary>The generic netlink family IPVS: commands and attribute ids, from <c>include/uapi/linux/ip_vs.h</c>.</summary>
internal static class IpvsGenl
{
    /// <summary>IPVS_GENL_NAME.</summary>
    public const string FamilyName = "IPVS";

    /// <summary>IPVS_GENL_VERSION.</summary>
    public const byte Version = 1;
}

/// <summary>IPVS_CMD_*.</summary>
internal enum IpvsGenlCommand : byte
{
    NewService = 1,
    SetService = 2,
    DeleteService = 3,
    GetService = 4,
    NewRealServer = 5,
    SetRealServer = 6,
    DeleteRealServer = 7,
    GetRealServer = 8,
    NewDaemon = 9,
    DeleteDaemon = 10,
    GetDaemon = 11,
    SetConfig = 12,
    GetConfig = 13,
    GetInfo = 15,
    Zero = 16,
    Flush = 17,
}

/// <summary>IPVS_CMD_ATTR_*: what a message is about.</summary>
internal static class CommandAttribute
{
    public const ushort Service = 1;
    public const ushort RealServer = 2;
    public const ushort Daemon = 3;
    public const ushort TimeoutTcp = 4;
    public const ushort TimeoutTcpFin = 5;
    public const ushort TimeoutUdp = 6;
}

/// <summary>IPVS_SVC_ATTR_*.</summary>
internal static class ServiceAttribute
{
    public const ushort Family = 1;
    public const ushort Protocol = 2;
    public const ushort Address = 3;
    public const ushort Port = 4;
    public const ushort FirewallMark = 5;
    public const ushort Scheduler = 6;
    public const ushort Flags = 7;
    public const ushort Timeout = 8;
    public const ushort Netmask = 9;
    public const ushort Statistics = 10;
    public const ushort PersistenceEngine = 11;
    public const ushort Statistics64 = 12;
}

/// <summary>IPVS_DEST_ATTR_*.</summary>
internal static class RealServerAttribute
{
    public const ushort Address = 1;
    public const ushort Port = 2;
    public const ushort ForwardingMethod = 3;
    public const ushort Weight = 4;
    public const ushort UpperThreshold = 5;
    public const ushort LowerThreshold = 6;
    public const ushort ActiveConnections = 7;
    public const ushort InactiveConnections = 8;
    public const ushort PersistentConnections = 9;
    public const ushort Statistics = 10;
    public const ushort Family = 11;
    public const ushort Statistics64 = 12;
    public const ushort TunnelType = 13;
    public const ushort TunnelPort = 14;
    public const ushort TunnelFlags = 15;
}

/// <summary>IPVS_STATS_ATTR_*, in both IPVS_*_ATTR_STATS (32 bits, bytes 64) and IPVS_*_ATTR_STATS64 (64 bits).</summary>
internal static class StatisticsAttribute
{
    public const ushort Connections = 1;
    public const ushort IncomingPackets = 2;
    public const ushort OutgoingPackets = 3;
    public const ushort IncomingBytes = 4;
    public const ushort OutgoingBytes = 5;
    public const ushort ConnectionsPerSecond = 6;
    public const ushort IncomingPacketsPerSecond = 7;
    public const ushort OutgoingPacketsPerSecond = 8;
    public const ushort IncomingBytesPerSecond = 9;
    public const ushort OutgoingBytesPerSecond = 10;
}

/// <summary>IPVS_DAEMON_ATTR_*.</summary>
internal static class DaemonAttribute
{
    public const ushort State = 1;
    public const ushort Interface = 2;
    public const ushort SyncId = 3;
    public const ushort MaxLength = 4;
    public const ushort GroupIPv4 = 5;
    public const ushort GroupIPv6 = 6;
    public const ushort Port = 7;
    public const ushort Ttl = 8;
}

/// <summary>IPVS_INFO_ATTR_*, which stand at the top of the reply.</summary>
internal static class InfoAttribute
{
    public const ushort Version = 1;
    public const ushort ConnectionTableSize = 2;
}
