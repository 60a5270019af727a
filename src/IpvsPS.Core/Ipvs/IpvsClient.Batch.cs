using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Many changes at once.</summary>
public sealed partial class IpvsClient
{
    /// <param name="sent">Called when a datagram has been answered.</param>
    internal IpvsBatch StartBatch(Action? sent = null) => new(ExecuteBatch, () => _family, sent);

    /// <summary>Adds services; what the kernel refused comes back by its place, in order.</summary>
    public List<(int Index, NetlinkException Refusal)> AddServices(IReadOnlyList<IpvsService> services)
    {
        IpvsBatch batch = StartBatch();
        foreach (IpvsService service in services)
        {
            batch.AddService(service);
        }

        return Finish(
            batch,
            services,
            Adding,
            AddService,
            IsPresent,
            service =>
            {
                service.NetNamespace = _netns;
                service.SchedulerFlag = IpvsFlags.SchedulerFlags(IpvsFlags.Of(service), service.Scheduler);
            });
    }

    /// <summary>Adds real servers; what the kernel refused comes back by its place, in order.</summary>
    public List<(int Index, NetlinkException Refusal)> AddRealServers(IReadOnlyList<IpvsRealServer> servers)
    {
        IpvsBatch batch = StartBatch();
        foreach (IpvsRealServer server in servers)
        {
            batch.AddRealServer(server.ServiceId, server.RealServer);
        }

        return Finish(batch, servers, Adding, AddRealServer, IsPresent, server => server.NetNamespace = _netns);
    }

    private List<(int Index, NetlinkException Refusal)> Finish<T>(
        IpvsBatch batch, IReadOnlyList<T> items, Func<T, string> name, Action<T> repeat, Predicate<T> isPresent, Action<T> settle)
    {
        batch.Flush();
        var refusals = new List<(int Index, NetlinkException Refusal)>();
        foreach (NetlinkFailure failure in batch.Failures)
        {
            T item = items[failure.Index];
            NetlinkException? refusal = failure.Error == Errno.ENOBUFS
                ? Repeat(item, repeat, isPresent)
                : new NetlinkException(name(item), failure.Error, failure.KernelMessage);
            if (refusal is not null)
            {
                refusals.Add((failure.Index, refusal));
            }
        }

        HashSet<int> refused = [.. refusals.Select(refusal => refusal.Index)];
        for (int i = 0; i < items.Count; i++)
        {
            if (!refused.Contains(i))
            {
                settle(items[i]);
            }
        }

        return refusals;
    }

    /// <summary>After a lost answer: what is there now as it was to be was done the first time.</summary>
    private static NetlinkException? Repeat<T>(T item, Action<T> repeat, Predicate<T> isPresent)
    {
        try
        {
            repeat(item);
            return null;
        }
        catch (NetlinkException e) when (e.Error == Errno.EEXIST && isPresent(item))
        {
            return null;
        }
        catch (NetlinkException e)
        {
            return e;
        }
    }

    /// <summary>Whether a service is there with these settings.</summary>
    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public bool IsPresent(IpvsService service) => IpvsServiceText.HaveSameSettings(GetService(service.Id), service);

    /// <summary>Whether a real server is there with these settings.</summary>
    public bool IsPresent(IpvsRealServer server)
    {
        ReadRealServers(server.ServiceId, _rows);
        return _rows.Exists(row => RealServer.CompareEndpoints(row, server.RealServer) == 0
            && RealServer.HaveSameSettings(row, server.RealServer));
    }

    /// <summary>Where the kernel knows the family by another id now, every message fails, and all are sent once more.</summary>
    private List<NetlinkFailure> ExecuteBatch(NetlinkWriter requests)
    {
        const string operation = "change the IPVS table";
        List<NetlinkFailure> failures = _connection.ExecuteBatch(operation, requests);
        bool isNoneKnown = failures.Count == requests.MessageCount && failures.TrueForAll(failure => failure.Error == Errno.ENOENT);
        if (!isNoneKnown || !HasFamilyMoved())
        {
            return failures;
        }

        requests.Retype(_family);
        return _connection.ExecuteBatch(operation, requests);
    }
}
