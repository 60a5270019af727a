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

    /// <summary>The new service that was found last: the next message is mostly of the same.</summary>
    private int _found;

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
            return IsIn(NewServicesEnd, ref rest) ? OfNewService(place)
                : place < AdditionsEnd ? Adding(_plan.AddedServers[rest])
                : place < EditsEnd ? Edit(place - AdditionsEnd)
                : Removal(place - EditsEnd);
        }
    }

    /// <summary>
    /// Sends the message at a place, and with it those of the real servers that follow in the same service and datagram: these may be tens
    /// of thousands, and are sent from where they lie.
    /// </summary>
    public void Send(int place, IpvsBatch batch)
    {
        if (place < NewServicesEnd)
        {
            ServiceEntry entry = FindNewService(place, out int within);
            if (within > 0 && within <= entry.RealServers.Count)
            {
                SendServers(entry, within - 1, batch);
                return;
            }
        }

        this[place].Send(batch);
    }

    public IEnumerator<ApplyStep> GetEnumerator() => Enumerable.Range(0, Count).Select(place => this[place]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void SendServers(ServiceEntry entry, int first, IpvsBatch batch)
    {
        IpvsServiceId service = entry.Id;
        RealServerRange servers = entry.RealServers;
        int sent = batch.SentCount;
        for (int i = first; i < servers.Count && batch.SentCount == sent; i++)
        {
            batch.AddRealServer(service, servers[i]);
        }
    }

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

    private int NewServicesEnd => _newServiceEnds is [.., var end] ? end : 0;

    /// <summary>The new service that a message is about.</summary>
    /// <param name="place">The message's place, which is one of a new service.</param>
    /// <param name="within">Its place among the messages of that service: 0 adds the service, its real servers follow.</param>
    private ServiceEntry FindNewService(int place, out int within)
    {
        if (place < StartOf(_found) || place >= _newServiceEnds[_found])
        {
            int found = Array.BinarySearch(_newServiceEnds, place);
            _found = found < 0 ? ~found : found + 1;
        }

        within = place - StartOf(_found);
        return _plan.NewServices[_found];
    }

    private int StartOf(int newService) => newService == 0 ? 0 : _newServiceEnds[newService - 1];

    private ApplyStep OfNewService(int place)
    {
        ServiceEntry entry = FindNewService(place, out int within);
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
                Present = new ServiceEntry(service.Present!, default),
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
