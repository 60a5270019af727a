using System.Net;

namespace IpvsPS;

/// <summary>The two ends of connection synchronization; values of IP_VS_STATE_* in <c>include/uapi/linux/ip_vs.h</c>.</summary>
public enum IpvsSyncState
{
    /// <summary>Sends this director's connections (IP_VS_STATE_MASTER, 1).</summary>
    Master = 1,

    /// <summary>Takes in another director's connections (IP_VS_STATE_BACKUP, 2).</summary>
    Backup = 2,
}

/// <summary>
/// A sync daemon of the kernel: it sends connections to a multicast group, or takes them in from there, so that
/// another director can go on with them. A network namespace has at most one of each state.
/// </summary>
public sealed class IpvsSyncDaemon
{
    /// <summary>Whether it sends or takes in.</summary>
    public IpvsSyncState State { get; set; } = IpvsSyncState.Master;

    /// <summary>The link that the multicast packets leave by and arrive on.</summary>
    public string Interface { get; set; } = string.Empty;

    /// <summary>0 to 255: tells several groups of directors apart. A backup with 0 takes in every group's connections.</summary>
    public int SyncId { get; set; }

    /// <summary>
    /// The longest message in bytes, without IP and UDP headers: 1 to 65507 for a master, 1024 to 65507 for a backup, 20
    /// less over IPv6. Null, on a daemon to be started, stands for 1472, or what the backup's link carries where that is more.
    /// </summary>
    public int? MaxLength { get; set; }

    /// <summary>The multicast group, IPv4 or IPv6; null, on a daemon to be started, stands for 224.0.0.81.</summary>
    public IPAddress? MulticastGroup { get; set; }

    /// <summary>The UDP port, 1 to 65535 in host order; null, on a daemon to be started, stands for 8848.</summary>
    public int? MulticastPort { get; set; }

    /// <summary>How many routers the messages may pass, 1 to 255; null, on a daemon to be started, stands for 1.</summary>
    public int? MulticastTtl { get; set; }

    /// <summary>The network namespace it runs in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The state and the link.</summary>
    /// <returns><c>Master on eth0, sync id 1</c>.</returns>
    public override string ToString() => $"{State} on {Interface}, sync id {SyncId}";
}
