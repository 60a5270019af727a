using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// The messages of a plan, by their place in the order in which they are sent. Each is made when it is asked for, since a list
/// of them would take up more than the plan.
/// </summary>
internal sealed class ApplySteps : IReadOnlyList<ApplyStep>
{
    /// <summary>
    /// A new service with more real servers than this is published when all are in, so that its scheduler's table is
    /// built once and its first clients do not all go to the first real servers.
    /// </summary>
    private const int ManyServers = 16;

    private readonly ConfigurationPlan _plan;

    /// <summary>Where the messages of each new service end.</summary>
    private readonly int[] _newServiceEnds;

    /// <summary>The new service whose messages are being sent.</summary>
    private int _sending;

    public ApplySteps(ConfigurationPlan plan)
    {
        _plan = plan;
        _newServiceEnds = new int[plan.NewServices.Count];
        int end = 0;
        for (int i = 0; i < _newServiceEnds.Length; i++)
        {
            ServiceEntry entry = plan.NewServices[i];
            end += 1 + entry.RealServers.Count + (IsPublishedLast(entry) ? 1 : 0);
            _newServiceEnds[i] = end;
        }

        AdditionsEnd = end + plan.AddedServers.Count;
        EditsEnd = AdditionsEnd + plan.ChangedServices.Count + plan.ChangedServers.Count + plan.QuiescedServers.Count;
        Count = EditsEnd + plan.RemovedServers.Count + plan.RemovedServices.Count;
    }

    /// <summary>How many messages there are.</summary>
    public int Count { get; }

    /// <summary>How many come first and add: new services with their real servers, and real servers of services that are there.</summary>
    public int AdditionsEnd { get; }

    /// <summary>Where the changes of what is there end, which come second; removals follow.</summary>
    public int EditsEnd { get; }

    public ApplyStep this[int place]
    {
        get
        {
            int rest = place;
            return IsIn(_newServiceEnds is [.., var end] ? end : 0, ref rest) ? OfNewService(place)
                : place < AdditionsEnd ? Adding(_plan.AddedServers[rest])
                : place < EditsEnd ? Edit(place - AdditionsEnd)
                : Removal(place - EditsEnd);
        }
    }

    /// <summary>
    /// Sends the message at a place; places come in their order. New real servers, which may be tens of thousands, are sent from where
    /// they lie.
    /// </summary>
    public void Send(int place, IpvsBatch batch)
    {
        while (_sending < _newServiceEnds.Length && place >= _newServiceEnds[_sending])
        {
            _sending++;
        }

        if (_sending < _newServiceEnds.Length)
        {
            ServiceEntry entry = _plan.NewServices[_sending];
            int server = place - (_sending == 0 ? 0 : _newServiceEnds[_sending - 1]) - 1;
            ReadOnlySpan<RealServer> servers = entry.RealServers;
            if (server >= 0 && server < servers.Length)
            {
                batch.AddRealServer(entry.Id, servers[server]);
                return;
            }
        }

        this[place].Send(batch);
    }

    public IEnumerator<ApplyStep> GetEnumerator() => Enumerable.Range(0, Count).Select(place => this[place]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsPublishedLast(ServiceEntry entry) => entry.RealServers.Count > ManyServers && entry.Service.Scheduler != "none";

    /// <summary>Whether a place is among the next messages; where it is not, the rest counts from behind them.</summary>
    private static bool IsIn(int count, ref int rest)
    {
        if (rest < count)
        {
            return true;
        }

        rest -= count;
        return false;
    }

    private ApplyStep OfNewService(int place)
    {
        int found = Array.BinarySearch(_newServiceEnds, place);
        int number = found < 0 ? ~found : found + 1;
        ServiceEntry entry = _plan.NewServices[number];
        int within = place - (number == 0 ? 0 : _newServiceEnds[number - 1]);
        if (within > 0 && within <= entry.RealServers.Count)
        {
            return new ApplyStep(ApplyKind.AddServerOfNewService, entry.Id) { Server = entry.RealServers[within - 1] };
        }

        ApplyKind kind =
            within > 0 ? ApplyKind.PublishService
            : IsPublishedLast(entry) ? ApplyKind.AddUnpublishedService
            : ApplyKind.AddService;
        return new ApplyStep(kind, entry.Id) { Service = entry.Service };
    }

    private static ApplyStep Adding(RealServerChange server) => new(ApplyKind.AddServer, server.Service.Id) { Server = server.Desired };

    private ApplyStep Edit(int rest)
    {
        if (IsIn(_plan.ChangedServices.Count, ref rest))
        {
            Pair<IpvsService> service = _plan.ChangedServices[rest];
            return new ApplyStep(ApplyKind.SetService, service.Desired.Id)
            {
                Service = service.Desired,
                Present = new ServiceEntry(service.Present!, ArraySegment<RealServer>.Empty),
            };
        }

        RealServerChange server = IsIn(_plan.ChangedServers.Count, ref rest) ? _plan.ChangedServers[rest] : _plan.QuiescedServers[rest];
        return new ApplyStep(ApplyKind.SetServer, server.Service.Id) { Server = server.Desired, PresentServer = server.Present };
    }

    private ApplyStep Removal(int rest)
    {
        if (IsIn(_plan.RemovedServers.Count, ref rest))
        {
            RealServerChange server = _plan.RemovedServers[rest];
            return new ApplyStep(ApplyKind.RemoveServer, server.Service.Id) { PresentServer = server.Present };
        }

        ServiceEntry entry = _plan.RemovedServices[rest];
        return new ApplyStep(ApplyKind.RemoveService, entry.Id) { Present = entry };
    }
}
