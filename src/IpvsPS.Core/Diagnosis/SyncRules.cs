using System.Globalization;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about a pair of directors and their sync daemons.</summary>
internal static class SyncRules
{
    /// <summary>The headers of IPv4 and UDP; those of IPv6 take 20 bytes more.</summary>
    private const int HeaderBytes = 28;

    private const int MoreForIPv6 = 20;

    /// <summary>Fewer connections than this come and go while two tables are read.</summary>
    private const int LeastConnections = 10;

    /// <remarks>Field: the setting. Values: the real server that is this host.</remarks>
    public static IEnumerable<DiagnosisFinding> BackupOnlyMissing(DiagnosisFacts facts)
    {
        if (!facts.HasBackupDaemon || facts.Director.Setting("backup_only") != 0)
        {
            yield break;
        }

        foreach (ServiceFacts service in facts.Services)
        {
            bool forwards = service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel).Any();
            foreach (RealServer server in service.RealServers.Where(server => forwards && facts.Director.IsLocal(server.Address)))
            {
                yield return RealServerRules.Of(facts, "D008", (service, server), "net.ipv4.vs.backup_only");
                yield break;
            }
        }
    }

    /// <remarks>Field: the state here. Values: the state that is missing there, and the sync id.</remarks>
    public static IEnumerable<DiagnosisFinding> OneSided(DiagnosisFacts facts) =>
        from daemon in facts.KnownDaemons
        let other = Other(daemon.State)
        where facts.Peer is { } peer && !peer.Daemons.Any(one => one.State == other)
        select DirectorRules.Finding("Y401", daemon.State.ToString(), facts.Director, other.ToString(), daemon.SyncId);

    /// <remarks>Field: the property. Values: here, and there.</remarks>
    public static IEnumerable<DiagnosisFinding> SettingsDiffer(DiagnosisFacts facts) =>
        from daemon in facts.KnownDaemons
        let other = facts.Peer?.Daemons.FirstOrDefault(one => one.State == Other(daemon.State))
        where other is not null
        from difference in Differences(daemon, other)
        select DirectorRules.Finding("Y402", difference.Field, facts.Director, difference.Here, difference.There, daemon.State.ToString());

    /// <remarks>Field: the link. Values: the daemon's state, and the family that is missing.</remarks>
    public static IEnumerable<DiagnosisFinding> InterfaceWithoutAddress(DiagnosisFacts facts) =>
        from daemon in facts.KnownDaemons
        let family = FamilyOf(daemon)
        where
            !facts.Director.Addresses.Any(address =>
                address.LinkName == daemon.Interface && InetAddress.FromIPAddress(address.Address).Family == family
            )
        select DirectorRules.Finding("Y403", daemon.Interface, facts.Director, daemon.State.ToString(), family.ToString());

    /// <remarks>Field: MaxLength. Values: it, the longest that fits, and the link.</remarks>
    public static IEnumerable<DiagnosisFinding> MessageLong(DiagnosisFacts facts) =>
        from daemon in facts.KnownDaemons
        where daemon.State == IpvsSyncState.Master
        let link = facts.Director.Links.FirstOrDefault(link => link.IsNamed(daemon.Interface))
        let longest = (link?.Mtu ?? 0) - HeaderBytes - (FamilyOf(daemon) == AddressFamily.IPv6 ? MoreForIPv6 : 0)
        where link is not null && daemon.MaxLength > longest
        select DirectorRules.Finding("Y404", "MaxLength", facts.Director, daemon.MaxLength, longest, link.Name);

    /// <remarks>Field: what differs. Values: how many are here alone, how many there alone, and an example.</remarks>
    public static IEnumerable<DiagnosisFinding> TablesDiffer(DiagnosisFacts facts)
    {
        if (facts.Peer is not { } peer || facts.KnownDaemons.Count == 0)
        {
            yield break;
        }

        if (peer.Services is { } theirs)
        {
            IpvsServiceId[] here = [.. facts.Services.Select(service => service.Id).Where(id => !theirs.Contains(id))];
            var own = facts.Services.Select(service => service.Id).ToHashSet();
            IpvsServiceId[] there = [.. theirs.Where(id => !own.Contains(id))];
            if (here.Length + there.Length > 0)
            {
                yield return DirectorRules.Finding(
                    "Y406",
                    "Service",
                    facts.Director,
                    here.Length,
                    there.Length,
                    here.Concat(there).First().ToString()
                );
            }
        }

        if (peer.RealServers is { } servers)
        {
            HashSet<RealServerId> own =
            [
                .. facts.Services.SelectMany(service => service.RealServers, (service, server) => RealServerId.Of(service.Id, server)),
            ];
            RealServerId[] here = [.. own.Where(key => !servers.Contains(key))];
            RealServerId[] there = [.. servers.Where(key => !own.Contains(key))];
            if (here.Length + there.Length > 0)
            {
                RealServerId first = here.Concat(there).First();
                string example = $"{new InetEndpoint(first.Address.ToIPAddress(), first.Port)} of {first.Service}";
                yield return DirectorRules.Finding("Y406", "RealServer", facts.Director, here.Length, there.Length, example);
            }
        }
    }

    /// <remarks>Field: the setting. Values: the packets before a connection is sent, and those between its next messages.</remarks>
    public static IEnumerable<DiagnosisFinding> ShortNotSynced(DiagnosisFacts facts)
    {
        string[] words = facts.Director.Sysctls.GetValueOrDefault("net/ipv4/vs/sync_threshold")?.Split() ?? [];
        bool isMaster = facts.KnownDaemons.Any(daemon => daemon.State == IpvsSyncState.Master);
        return isMaster && words.Length > 1 && int.TryParse(words[0], CultureInfo.InvariantCulture, out int first) && first > 1
            ? [DirectorRules.Finding("Y405", "net.ipv4.vs.sync_threshold", facts.Director, first, words[1])]
            : [];
    }

    /// <remarks>Field: State. Values: the entries here, and there.</remarks>
    public static IEnumerable<DiagnosisFinding> ColdMaster(DiagnosisFacts facts) =>
        facts.KnownDaemons.Any(daemon => daemon.State == IpvsSyncState.Master)
        && facts.Connections is not null
        && facts.Peer?.Connections is >= LeastConnections and var there
        && facts.ConnectionEntries * 2 < there
            ? [DirectorRules.Finding("Y407", "State", facts.Director, facts.ConnectionEntries, there)]
            : [];

    /// <remarks>Field: ForwardingMethod. Values: the state of the other director's daemon.</remarks>
    public static IEnumerable<DiagnosisFinding> MixedFamilies(DiagnosisFacts facts) =>
        from service in facts.Services
        where facts.Daemons is { Count: 0 } && facts.Peer is { Daemons.Count: > 0 }
        from server in service.RealServers.Where(server => server.Address.Family != service.Id.Family).Take(1)
        select RealServerRules.Of(facts, "S111", (service, server), "ForwardingMethod", facts.Peer!.Daemons[0].State.ToString());

    private static IpvsSyncState Other(IpvsSyncState state) => state == IpvsSyncState.Master ? IpvsSyncState.Backup : IpvsSyncState.Master;

    private static AddressFamily FamilyOf(IpvsSyncDaemon daemon) =>
        daemon.MulticastGroup is { } group ? InetAddress.FromIPAddress(group).Family : AddressFamily.IPv4;

    /// <summary>What keeps a backup from taking a master's messages. A backup of id 0 takes those of every id.</summary>
    private static IEnumerable<(string Field, object? Here, object? There)> Differences(IpvsSyncDaemon here, IpvsSyncDaemon there)
    {
        IpvsSyncDaemon backup = here.State == IpvsSyncState.Backup ? here : there;
        if (here.SyncId != there.SyncId && backup.SyncId != 0)
        {
            yield return (nameof(IpvsSyncDaemon.SyncId), here.SyncId, there.SyncId);
        }

        if (!Equals(here.MulticastGroup, there.MulticastGroup))
        {
            yield return (nameof(IpvsSyncDaemon.MulticastGroup), here.MulticastGroup, there.MulticastGroup);
        }

        if (here.MulticastPort != there.MulticastPort)
        {
            yield return (nameof(IpvsSyncDaemon.MulticastPort), here.MulticastPort, there.MulticastPort);
        }
    }
}
