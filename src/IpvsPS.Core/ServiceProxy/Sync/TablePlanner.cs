using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>Compares the virtual services that are wanted with the kernel's table and with what the proxy has made there.</summary>
internal sealed class TablePlanner
{
    private readonly DesiredState _desired;
    private readonly CurrentState _current;
    private readonly OwnershipRecord _before;
    private readonly TablePlanOptions _options;
    private readonly List<RealServer> _rows = [];

    /// <param name="desired">What is wanted.</param>
    /// <param name="current">The kernel's table.</param>
    /// <param name="before">What the proxy has made so far.</param>
    /// <param name="options">What else counts.</param>
    /// <param name="after">Where to write what it will have made; a copy of what it has made so far where it is null.</param>
    public TablePlanner(
        DesiredState desired,
        CurrentState current,
        OwnershipRecord before,
        TablePlanOptions options,
        OwnershipRecord? after = null
    )
    {
        _desired = desired;
        _current = current;
        _before = before;
        _options = options;
        After = after ?? before.Copy();
    }

    public ConfigurationPlan Plan { get; } = new();

    /// <summary>What the proxy will have made. Services that go stay in it until they have gone.</summary>
    public OwnershipRecord After { get; }

    /// <summary>Services that go, to be dropped from the record when they have gone.</summary>
    public List<IpvsServiceId> Gone { get; } = [];

    /// <summary>Services of others that are equal to wanted ones, and become the proxy's without a change.</summary>
    public List<IpvsServiceId> Adopted { get; } = [];

    public List<ServiceProxyEvent> Events { get; } = [];

    /// <summary>Whether <see cref="After"/> has other real servers that end than before.</summary>
    public bool HasOtherDrains { get; private set; }

    /// <summary>Whether <see cref="After"/> has other names of services than before.</summary>
    public bool HasOtherNames { get; private set; }

    /// <summary>Compares the whole table.</summary>
    public void Run()
    {
        After.Services.EnsureCapacity(_desired.ServiceCount);
        After.Names.EnsureCapacity(_desired.ServiceCount);
        HashSet<IpvsServiceId> there = ComparePresent(_current.ListServices());
        AddMissing(_desired.Services.Where(one => !there.Contains(one.Id)).OrderBy(one => one.Id));

        // What the record names and the kernel does not hold has gone by other hands.
        After.Forget([.. After.Services.Where(id => !there.Contains(id) && (_desired.Find(id) is null || _options.Refused.Contains(id)))]);
        ForgetDrained();
    }

    /// <summary>Compares these wanted services alone.</summary>
    public void Run(IReadOnlyCollection<VirtualService> services)
    {
        HashSet<IpvsServiceId> there = ComparePresent(_current.ListServices());
        AddMissing(services.Where(one => !there.Contains(one.Id)));
    }

    private HashSet<IpvsServiceId> ComparePresent(List<IpvsService> services)
    {
        var there = new HashSet<IpvsServiceId>(services.Count);
        foreach (IpvsService service in services)
        {
            there.Add(service.Id);
            if (!service.Id.IsFirewallMark && Array.Exists(_options.ExcludeRanges, range => range.Contains(service.Id.Address)))
            {
                continue;
            }

            VirtualService? wanted = _options.Refused.Contains(service.Id) ? null : _desired.Find(service.Id);
            bool isOwn = _before.Services.Contains(service.Id);
            if (wanted is not null)
            {
                CompareService(service, wanted, isOwn);
            }
            else if (isOwn)
            {
                Remove(service);
            }
        }

        return there;
    }

    private void AddMissing(IEnumerable<VirtualService> services)
    {
        foreach (VirtualService wanted in services.Where(one => !_options.Refused.Contains(one.Id)))
        {
            Plan.NewServices.Add(wanted.ToEntry());
            After.Services.Add(wanted.Id);
            Name(wanted);
        }
    }

    private void CompareService(IpvsService service, VirtualService wanted, bool isOwn)
    {
        _current.ReadRealServers(service, _rows);
        ServiceEntry entry = wanted.ToEntry();
        if (!isOwn)
        {
            if (!IsEqual(service, entry))
            {
                Events.Add(
                    new ServiceProxyEvent(
                        ServiceProxyEventCode.ForeignService,
                        $"Service {wanted.Service}",
                        service.Id.ToString(),
                        ServiceProxyEvent.Show(service.ToString())
                    )
                );
                return;
            }

            Adopted.Add(service.Id);
            After.Services.Add(service.Id);
        }

        Name(wanted);
        if (!IpvsServiceText.HaveSameSettings(service, entry.Service))
        {
            Plan.ChangedServices.Add(new(service, entry.Service));
        }

        CompareServers(service, entry.RealServers.AsSpan());
    }

    /// <summary>Notes whose the service is.</summary>
    private void Name(VirtualService wanted)
    {
        if (After.Names.GetValueOrDefault(wanted.Id) != wanted.Name)
        {
            After.Names[wanted.Id] = wanted.Name;
            HasOtherNames = true;
        }
    }

    private void CompareServers(IpvsService service, ReadOnlySpan<RealServer> desired)
    {
        IpvsServiceReference? reference = null;
        int next = 0;
        foreach (ref readonly RealServer row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows))
        {
            for (; next < desired.Length && RealServer.CompareEndpoints(desired[next], row) < 0; next++)
            {
                Plan.AddedServers.Add(new(reference ??= new(service), default, desired[next]));
            }

            if (next < desired.Length && RealServer.CompareEndpoints(desired[next], row) == 0)
            {
                CompareServer(reference ??= new(service), row, desired[next++]);
            }
            else
            {
                Surplus(reference ??= new(service), row);
            }
        }

        for (; next < desired.Length; next++)
        {
            Plan.AddedServers.Add(new(reference ??= new(service), default, desired[next]));
        }
    }

    private void CompareServer(IpvsServiceReference service, in RealServer present, in RealServer desired)
    {
        var id = RealServerId.Of(service.Id, present);
        HasOtherDrains |= After.Draining.Remove(id);
        RealServer wanted = _options.IsSuspended(id, present.Weight) ? desired with { Weight = present.Weight } : desired;
        if (!RealServer.HaveSameSettings(present, wanted))
        {
            Plan.ChangedServers.Add(new(service, present, wanted));
        }
    }

    /// <summary>A real server that is no longer wanted keeps its connections at weight 0 for a time.</summary>
    private void Surplus(IpvsServiceReference service, in RealServer present)
    {
        var id = RealServerId.Of(service.Id, present);
        bool isIdle = present.ActiveConnections + present.InactiveConnections == 0 || !_options.Drains(id);
        if (!After.Draining.TryGetValue(id, out DateTimeOffset until))
        {
            until = _options.Now + _options.DrainTimeout;
        }

        if (isIdle || until <= _options.Now)
        {
            HasOtherDrains |= After.Draining.Remove(id);
            Plan.RemovedServers.Add(new(service, present, default));
            return;
        }

        HasOtherDrains |= After.Draining.TryAdd(id, until);
        if (present.Weight != 0)
        {
            Plan.QuiescedServers.Add(new(service, present, present with { Weight = 0 }));
        }
    }

    private void Remove(IpvsService service)
    {
        _current.ReadRealServers(service, _rows);
        Plan.RemovedServices.Add(new ServiceEntry(service, _rows.ToArray()));
        Gone.Add(service.Id);
    }

    /// <summary>Real servers at weight 0 that are not wanted are ones that end: they make no difference.</summary>
    private bool IsEqual(IpvsService service, ServiceEntry wanted)
    {
        if (!IpvsServiceText.HaveSameSettings(service, wanted.Service))
        {
            return false;
        }

        int next = 0;
        foreach (RealServer row in _rows)
        {
            bool isWanted = next < wanted.RealServers.Count && RealServer.CompareEndpoints(wanted.RealServers[next], row) == 0;
            if (isWanted ? !RealServer.HaveSameSettings(row, wanted.RealServers[next++]) : row.Weight != 0)
            {
                return false;
            }
        }

        return next == wanted.RealServers.Count;
    }

    /// <summary>What ended with its service needs no time of its own any more.</summary>
    private void ForgetDrained()
    {
        if (After.Draining.Count == 0)
        {
            return;
        }

        HashSet<IpvsServiceId> staying = [.. After.Services.Except(Gone)];
        foreach (RealServerId id in After.Draining.Keys.Where(id => !staying.Contains(id.Service)).ToList())
        {
            After.Draining.Remove(id);
        }
    }
}

/// <summary>What a comparison of tables depends on besides the tables.</summary>
/// <param name="Now">The time.</param>
/// <param name="DrainTimeout">How long a real server with connections stays at weight 0 before it is removed.</param>
internal sealed record TablePlanOptions(DateTimeOffset Now, TimeSpan DrainTimeout)
{
    public AddressRange[] ExcludeRanges { get; init; } = [];

    /// <summary>Services that the kernel has refused: they are left out.</summary>
    public IReadOnlySet<IpvsServiceId> Refused { get; init; } = new HashSet<IpvsServiceId>();

    /// <summary>Whether a real server with this weight is held at it by hand.</summary>
    public Func<RealServerId, int, bool> IsSuspended { get; init; } = (_, _) => false;

    /// <summary>Whether a real server with connections has any that count.</summary>
    public Func<RealServerId, bool> Drains { get; init; } = _ => true;
}
