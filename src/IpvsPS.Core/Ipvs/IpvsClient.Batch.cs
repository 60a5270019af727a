using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <content>Many changes at once.</content>
public sealed partial class IpvsClient
{
    /// <summary>A datagram of a batch, which grows to 128 KiB: kept from one batch to the next.</summary>
    private NetlinkWriter? _datagram;

    private DatagramSender? _sender;
    private Func<ushort>? _familyNow;

    /// <param name="isDone">As <see cref="NetlinkBatch.IsDone"/>.</param>
    /// <param name="sent">Called when a datagram has been answered.</param>
    internal IpvsBatch StartBatch(Func<int, Errno, bool>? isDone = null, Action? sent = null)
    {
        NetlinkWriter writer = _datagram ?? new NetlinkWriter();
        _datagram = null;
        return new IpvsBatch(writer, _sender ??= ExecuteDatagram, _familyNow ??= () => _family, isDone, sent);
    }

    /// <summary>Adds services.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was added is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> AddServices(IReadOnlyList<IpvsService> services)
    {
        IpvsBatch batch = StartBatch((place, refusal) => refusal == Errno.EEXIST && IsPresent(services[place]));
        foreach (IpvsService service in services)
        {
            batch.AddService(service);
        }

        return Finish(
            batch,
            services,
            Adding,
            service =>
            {
                service.NetNamespace = _netns;
                service.SchedulerFlag = IpvsFlags.SchedulerFlags(IpvsFlags.Of(service), service.Scheduler);
            }
        );
    }

    /// <summary>Adds real servers.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was added is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> AddRealServers(IReadOnlyList<IpvsRealServer> servers)
    {
        IpvsBatch batch = StartBatch((place, refusal) => refusal == Errno.EEXIST && IsPresent(servers[place]));
        foreach (IpvsRealServer server in servers)
        {
            batch.AddRealServer(server.ServiceId, server.RealServer);
        }

        return Finish(batch, servers, Adding, server => server.NetNamespace = _netns);
    }

    private List<(int Index, NetlinkException Refusal)> Finish<T>(
        IpvsBatch batch,
        IReadOnlyList<T> items,
        Func<T, string> name,
        Action<T> settle
    )
    {
        batch.Flush();
        _datagram = batch.Writer;
        int next = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (next < batch.Failures.Count && batch.Failures[next].Index == i)
            {
                next++;
            }
            else
            {
                settle(items[i]);
            }
        }

        return batch.Failures.Count == 0 ? [] : Refusals(batch, items, name);
    }

    private static List<(int Index, NetlinkException Refusal)> Refusals<T>(IpvsBatch batch, IReadOnlyList<T> items, Func<T, string> name) =>
        batch.Failures.ConvertAll(failure =>
            (failure.Index, new NetlinkException(name(items[failure.Index]), failure.Error, failure.KernelMessage))
        );

    /// <summary>Whether a service is there with these settings.</summary>
    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public bool IsPresent(IpvsService service) => IpvsServiceText.HaveSameSettings(GetService(service.Id), service);

    /// <summary>Whether a real server is there with these settings.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the connection failed.</exception>
    public bool IsPresent(IpvsRealServer server)
    {
        ReadRealServers(server.ServiceId, _rows ??= []);
        return _rows.Exists(row =>
            RealServer.CompareEndpoints(row, server.RealServer) == 0 && RealServer.HaveSameSettings(row, server.RealServer)
        );
    }

    /// <summary>Where the kernel knows the family by another id now, every message fails, and all are sent once more.</summary>
    private List<NetlinkFailure> ExecuteDatagram(NetlinkWriter requests, bool isRepeat)
    {
        const string operation = "change the IPVS table";
        List<NetlinkFailure> failures = _connection.ExecuteDatagram(operation, requests, isStoppable: !isRepeat);
        bool isNoneKnown = failures.Count == requests.MessageCount && failures.TrueForAll(failure => failure.Error == Errno.ENOENT);
        if (!isNoneKnown || !HasFamilyMoved())
        {
            return failures;
        }

        requests.Retype(_family);
        return _connection.ExecuteDatagram(operation, requests, isStoppable: !isRepeat);
    }
}
