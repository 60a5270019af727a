using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>What IPVS itself tells of a namespace.</summary>
/// <param name="Services">The services that are asked about.</param>
/// <param name="Daemons">The sync daemons; null where they were not read.</param>
/// <param name="ConnectionTableSize">The number of buckets of the connection table; 0 where it is not known.</param>
internal sealed record IpvsFacts(List<ServiceFacts> Services, IReadOnlyList<IpvsSyncDaemon>? Daemons, int ConnectionTableSize);

/// <summary>
/// Reads what IPVS tells: all of it by its netlink family, which asks for a capability, or else the services and real servers that
/// /proc/net/ip_vs shows to everybody.
/// </summary>
/// <param name="netns">The namespace.</param>
/// <param name="selects">Which services are asked about; null for all.</param>
/// <param name="unread">Where what could not be read is noted.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class IpvsFactReader(
    NetNamespaceHandle netns,
    Func<IpvsServiceId, bool>? selects,
    List<UnreadFact> unread,
    CancellationToken cancellation
)
{
    /// <summary>Reads it.</summary>
    /// <param name="client">The client of the namespace.</param>
    /// <exception cref="NetlinkException">EPERM where the user may not ask IPVS and /proc shows nothing, or another refusal.</exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public IpvsFacts Read(IpvsClient client)
    {
        try
        {
            return new IpvsFacts(ReadServices(client), client.ListSyncDaemons(), client.GetInfo().ConnectionTableSize);
        }
        catch (NetlinkException e) when (e.Error == Errno.EPERM)
        {
            if (ReadPublicServices() is not { } services)
            {
                throw;
            }

            unread.Add(new UnreadFact(FactKind.IpvsDetails, null, e));
            return new IpvsFacts(services, null, 0);
        }
    }

    /// <summary>
    /// The services that a real server has as well and gives to other hosts. The kernel passes over all of them on a backup with
    /// backup_only. Where the user may not ask, there are none that are known.
    /// </summary>
    /// <param name="server">The real server's namespace.</param>
    /// <param name="services">The director's services.</param>
    /// <param name="host">What was read of the real server.</param>
    public HashSet<IpvsServiceId> FindSentOn(NetNamespaceHandle server, List<ServiceFacts> services, HostFacts host)
    {
        try
        {
            using IpvsClient client = IpvsClient.Open(server, cancellation);
            return FindSentOn(client, server, services.Select(service => service.Id).ToHashSet(), host);
        }
        catch (NetlinkException e) when (e.Error == Errno.EPERM)
        {
            return [];
        }
    }

    private HashSet<IpvsServiceId> FindSentOn(IpvsClient client, NetNamespaceHandle server, HashSet<IpvsServiceId> known, HostFacts host)
    {
        var shared = client.ListServices().Select(service => service.Id).Where(known.Contains).ToHashSet();
        if (shared.Count == 0)
        {
            return shared;
        }

        using SysctlClient settings = SysctlClient.Open(server, cancellation);
        bool isBackup = client.ListSyncDaemons().Any(daemon => daemon.State == IpvsSyncState.Backup);
        if (isBackup && settings.Read("net/ipv4/vs/backup_only").Trim() != "0")
        {
            return [];
        }

        var rows = new List<RealServer>();
        shared.RemoveWhere(id =>
        {
            client.ReadRealServers(id, rows);
            return rows.TrueForAll(row => host.IsLocal(row.Address));
        });
        return shared;
    }

    private List<ServiceFacts> ReadServices(IpvsClient client)
    {
        Dictionary<IpvsServiceId, IpvsStatistic> statistics = client.ListStatistics().ToDictionary(one => one.ServiceId);
        var services = new List<ServiceFacts>();
        var rows = new List<RealServer>();
        foreach (IpvsService service in client.ListServices().Where(service => IsAskedAbout(service.Id)))
        {
            client.ReadRealServers(service.Id, rows);
            IpvsStatistic? counted = statistics.GetValueOrDefault(service.Id);
            services.Add(
                new ServiceFacts(service, rows.ToArray())
                {
                    IncomingPackets = counted?.IncomingPackets ?? 0,
                    IncomingPacketsPerSecond = counted?.IncomingPacketsPerSecond ?? 0,
                    OutgoingPackets = counted?.OutgoingPackets ?? 0,
                }
            );
        }

        return services;
    }

    /// <summary>The same as everybody may read it; null where /proc does not show it.</summary>
    private List<ServiceFacts>? ReadPublicServices() =>
        IpvsProcTable.TryRead(netns, cancellation) is { } table
            ?
            [
                .. table
                    .Services.Where(service => IsAskedAbout(service.Id))
                    .Select(service => new ServiceFacts(service, table.RowsOf(service))),
            ]
            : null;

    /// <summary>Services that a probe has made for itself lead no client anywhere.</summary>
    private bool IsAskedAbout(IpvsServiceId id) => !ProbeMarks.Contains(id) && selects?.Invoke(id) != false;
}
