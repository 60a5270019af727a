using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Counters, timeouts, sync daemons and version of one network namespace.</summary>
public sealed partial class IpvsClient
{
    /// <summary>Every service's statistics, in the order of <c>ipvsadm -Ln</c>.</summary>
    public List<IpvsStatistic> ListStatistics()
    {
        List<IpvsStatistic> statistics = ListWhole(
            "list the IPVS services' statistics",
            IpvsMessages.ListServices,
            IpvsStatisticReplies.Service,
            (left, right) => left.ServiceId.CompareTo(right.ServiceId)
        );
        statistics.ForEach(statistic => statistic.NetNamespace = _netns);
        return statistics;
    }

    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public IpvsStatistic GetStatistic(IpvsServiceId id)
    {
        IpvsStatistic statistic = Send(
            (writer, family) => IpvsMessages.GetService(writer, family, id),
            () => _connection.Query($"get the statistics of {id}", _request, IpvsStatisticReplies.Service)
        );
        statistic.NetNamespace = _netns;
        return statistic;
    }

    /// <summary>The statistics of a service's real servers, in the order of <c>ipvsadm -Ln</c>; none where there is no such
    /// service.</summary>
    public List<IpvsStatistic> ListRealServerStatistics(IpvsServiceId id)
    {
        List<IpvsStatistic> statistics = ListWhole(
            $"list the statistics of the real servers of {id}",
            (writer, family) => IpvsMessages.ListRealServers(writer, family, id),
            (in NetlinkMessage message) => IpvsStatisticReplies.RealServer(message, id),
            CompareRealServers
        );
        statistics.ForEach(statistic => statistic.NetNamespace = _netns);
        return statistics;
    }

    /// <summary>Sets the counters and rates of a service and its real servers to zero, or of everything without one.</summary>
    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public void ResetStatistics(IpvsServiceId? id) =>
        Execute(
            id is null ? "reset all IPVS statistics" : $"reset the statistics of {id}",
            (writer, family) => IpvsControlMessages.ResetStatistics(writer, family, id)
        );

    /// <summary>The namespace's connection timeouts.</summary>
    public IpvsTimeout GetTimeouts()
    {
        IpvsTimeout timeouts = Send(
            IpvsControlMessages.GetTimeouts,
            () => _connection.Query("get the IPVS timeouts", _request, IpvsControlReplies.Timeouts)
        );
        timeouts.NetNamespace = _netns;
        return timeouts;
    }

    /// <summary>Changes the timeouts that are not null.</summary>
    /// <exception cref="NetlinkException">EINVAL where one is longer than the kernel's clock can count.</exception>
    public void SetTimeouts(IpvsTimeout timeouts) =>
        Execute("set the IPVS timeouts", (writer, family) => IpvsControlMessages.SetTimeouts(writer, family, timeouts));

    /// <summary>The version of the kernel's IPVS and the size of its connection table.</summary>
    public IpvsInfo GetInfo()
    {
        IpvsInfo info = Send(
            IpvsControlMessages.GetInfo,
            () => _connection.Query("get the IPVS version", _request, IpvsControlReplies.Info)
        );
        info.NetNamespace = _netns;
        return info;
    }

    /// <summary>The sync daemons that run, the master first; at most two.</summary>
    public List<IpvsSyncDaemon> ListSyncDaemons()
    {
        List<IpvsSyncDaemon> daemons = Send(
            IpvsControlMessages.ListSyncDaemons,
            () => _connection.Dump("list the IPVS sync daemons", _request, IpvsControlReplies.SyncDaemon)
        );
        daemons.ForEach(daemon => daemon.NetNamespace = _netns);
        daemons.Sort((left, right) => left.State.CompareTo(right.State));
        return daemons;
    }

    /// <exception cref="NetlinkException">EEXIST where one runs, ENODEV without the link, ENETUNREACH while it is down, EINVAL beside mixed
    /// families.</exception>
    public void StartSyncDaemon(IpvsSyncDaemon daemon) =>
        Execute(
            $"start the {daemon.State} sync daemon on {daemon.Interface}",
            (writer, family) => IpvsControlMessages.StartSyncDaemon(writer, family, daemon)
        );

    /// <exception cref="NetlinkException">ESRCH where none runs.</exception>
    public void StopSyncDaemon(IpvsSyncState state) =>
        Execute($"stop the {state} sync daemon", (writer, family) => IpvsControlMessages.StopSyncDaemon(writer, family, state));

    private static int CompareRealServers(IpvsStatistic left, IpvsStatistic right)
    {
        int byAddress = left.InetAddress!.Value.CompareTo(right.InetAddress!.Value);
        return byAddress != 0 ? byAddress : left.Port!.Value.CompareTo(right.Port!.Value);
    }
}
