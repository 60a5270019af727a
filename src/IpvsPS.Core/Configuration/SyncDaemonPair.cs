namespace IpvsPS.Configuration;

/// <summary>The sync daemons of two directors that take in each other's connections.</summary>
public static class SyncDaemonPair
{
    /// <summary>The kernel takes in every id where a backup has this one (<c>ip_vs_process_message</c>).</summary>
    private const int AnyId = 0;

    /// <summary>
    /// The daemons that a director needs beside another's: a backup for each master and a master for each backup, of the same id,
    /// group and port, and a backup whose messages may be as long as the master's. What fits already stays as it is, and the link
    /// and the time to live are each director's own.
    /// </summary>
    /// <param name="other">The daemons of the other director.</param>
    /// <param name="own">The daemons that run.</param>
    /// <returns>The daemons that the director needs, one for each of the other's.</returns>
    public static List<IpvsSyncDaemon> Counterparts(IEnumerable<IpvsSyncDaemon> other, IReadOnlyCollection<IpvsSyncDaemon> own) =>
        [.. other.Select(daemon => Counterpart(daemon, own.FirstOrDefault(one => one.State != daemon.State)))];

    private static IpvsSyncDaemon Counterpart(IpvsSyncDaemon daemon, IpvsSyncDaemon? present)
    {
        bool isBackup = daemon.State == IpvsSyncState.Master;
        IpvsSyncDaemon backup = isBackup ? present ?? daemon : daemon;
        return new IpvsSyncDaemon
        {
            State = isBackup ? IpvsSyncState.Backup : IpvsSyncState.Master,
            Interface = present?.Interface ?? daemon.Interface,
            SyncId = present is not null && backup.SyncId == AnyId ? present.SyncId : daemon.SyncId,
            MaxLength = FitsLength(daemon, present, isBackup) ? present?.MaxLength : daemon.MaxLength,
            MulticastGroup = daemon.MulticastGroup,
            MulticastPort = daemon.MulticastPort,
            MulticastTtl = present?.MulticastTtl ?? daemon.MulticastTtl,
        };
    }

    /// <summary>A backup reads into a buffer of its length, and throws away a message that does not fit in.</summary>
    private static bool FitsLength(IpvsSyncDaemon daemon, IpvsSyncDaemon? present, bool isBackup)
    {
        int? master = isBackup ? daemon.MaxLength : present?.MaxLength;
        int? backup = isBackup ? present?.MaxLength : daemon.MaxLength;
        return present is not null && (master is null || backup is null || master <= backup);
    }
}
