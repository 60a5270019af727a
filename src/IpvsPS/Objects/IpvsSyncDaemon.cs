using System.Globalization;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>
/// A sync daemon of the kernel: it sends connections to a multicast group, or takes them in from there, so that
/// another director can go on with them. A network namespace has at most one of each state.
/// </summary>
public sealed class IpvsSyncDaemon
{
    /// <summary>Makes a daemon to be filled in.</summary>
    public IpvsSyncDaemon() { }

    internal IpvsSyncDaemon(IpvsPS.IpvsSyncDaemon daemon)
    {
        State = daemon.State;
        Interface = daemon.Interface;
        SyncId = daemon.SyncId;
        MaxLength = daemon.MaxLength;
        MulticastGroup = AddressText.Of(daemon.MulticastGroup);
        MulticastPort = daemon.MulticastPort;
        MulticastTtl = daemon.MulticastTtl;
        NetNamespace = NetNamespaceText.Of(daemon.NetNamespace);
    }

    /// <summary>Whether it sends (Master) or takes in (Backup).</summary>
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
    public string? MulticastGroup { get; set; }

    /// <summary>The UDP port, 1 to 65535; null, on a daemon to be started, stands for 8848.</summary>
    public int? MulticastPort { get; set; }

    /// <summary>How many routers the messages may pass, 1 to 255; null, on a daemon to be started, stands for 1.</summary>
    public int? MulticastTtl { get; set; }

    /// <summary>The network namespace it runs in: its name, else its path, empty for the home namespace; null on an object that was not
    /// read from a kernel.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>Gives the value of IpvsPS.Core, as configurations hold it.</summary>
    /// <param name="daemon">The object.</param>
    public static implicit operator IpvsPS.IpvsSyncDaemon(IpvsSyncDaemon daemon) =>
        new()
        {
            State = daemon.State,
            Interface = daemon.Interface,
            SyncId = daemon.SyncId,
            MaxLength = daemon.MaxLength,
            MulticastGroup = AddressText.Read(daemon.MulticastGroup),
            MulticastPort = daemon.MulticastPort,
            MulticastTtl = daemon.MulticastTtl,
        };

    /// <summary>The state and the link.</summary>
    /// <returns><c>Master on eth0, sync id 1</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{State} on {Interface}, sync id {SyncId}");
}
