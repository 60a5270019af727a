using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>How far a comparison goes.</summary>
/// <param name="Scope">The services that it is about.</param>
/// <param name="IsAddition">Nothing that is there is too much: the configuration is added to it.</param>
/// <param name="Prune">Services that the configuration does not name are to go.</param>
/// <param name="Quiesce">What is to go gets weight 0 instead.</param>
/// <param name="KeepWeight">The weights that are there are right.</param>
public sealed record PlanOptions(
    ConfigurationScope Scope,
    bool IsAddition = false,
    bool Prune = false,
    bool Quiesce = false,
    bool KeepWeight = false
);

/// <summary>Compares a configuration with what is there, service by service, and keeps the differences only.</summary>
public sealed class ConfigurationPlanner
{
    private readonly CurrentState _present;
    private readonly PlanOptions _options;
    private readonly ConfigurationPlan _plan = new();
    private List<RealServer>? _rows;
    private IpvsServiceReference? _reference;

    private ConfigurationPlanner(CurrentState present, PlanOptions options)
    {
        _present = present;
        _options = options;
    }

    /// <param name="desired">The configuration.</param>
    /// <param name="present">What is there.</param>
    /// <param name="options">How far to go.</param>
    /// <param name="progress">Told how many services have been compared, of how many.</param>
    public static ConfigurationPlan Compare(
        ConfigurationTable desired,
        CurrentState present,
        PlanOptions options,
        Action<int, int>? progress = null
    )
    {
        var planner = new ConfigurationPlanner(present, options);
        planner.CompareSections(desired);
        planner.CompareServices(desired.Services, progress);
        return planner._plan;
    }

    private void CompareServices(List<ServiceEntry> all, Action<int, int>? progress)
    {
        List<ServiceEntry> desired = _options.Scope.IsAll ? all : all.FindAll(entry => _options.Scope.Contains(entry.Id));
        List<IpvsService> present = _present.ListServices();
        if (!_options.Scope.IsAll)
        {
            present.RemoveAll(service => !_options.Scope.Contains(service.Id));
        }

        int next = 0;
        for (int i = 0; i < present.Count; i++)
        {
            IpvsService service = present[i];
            for (; next < desired.Count && desired[next].Id.CompareTo(service.Id) < 0; next++)
            {
                _plan.NewServices.Add(desired[next]);
            }

            if (next < desired.Count && desired[next].Id == service.Id)
            {
                CompareService(service, desired[next++]);
            }
            else
            {
                LeaveOrRemove(service);
            }

            progress?.Invoke(i + 1, present.Count);
        }

        _plan.NewServices.AddRange(desired.Skip(next));
    }

    private void CompareService(IpvsService present, ServiceEntry desired)
    {
        if (!IpvsServiceText.HaveSameSettings(present, desired.Service))
        {
            _plan.ChangedServices.Add(new(present, desired.Service));
        }

        List<RealServer> rows = ReadRealServers(present);
        _reference = null;
        int next = 0;
        foreach (ref readonly RealServer row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows))
        {
            for (; next < desired.RealServers.Count && RealServer.CompareEndpoints(desired.RealServers[next], row) < 0; next++)
            {
                _plan.AddedServers.Add(new(Refer(present), default, desired.RealServers[next]));
            }

            if (next < desired.RealServers.Count && RealServer.CompareEndpoints(desired.RealServers[next], row) == 0)
            {
                CompareServer(present, row, desired.RealServers[next++]);
            }
            else if (!_options.IsAddition)
            {
                RemoveServer(Refer(present), row);
            }
        }

        for (; next < desired.RealServers.Count; next++)
        {
            _plan.AddedServers.Add(new(Refer(present), default, desired.RealServers[next]));
        }
    }

    /// <summary>What is there of a service, until the next is read.</summary>
    private List<RealServer> ReadRealServers(IpvsService service)
    {
        _rows ??= [];
        _present.ReadRealServers(service, _rows);
        return _rows;
    }

    /// <summary>What the present service's changes share; most services have none.</summary>
    private IpvsServiceReference Refer(IpvsService service) => _reference ??= new IpvsServiceReference(service);

    private void CompareServer(IpvsService service, in RealServer present, in RealServer desired)
    {
        RealServer wanted = _options.KeepWeight ? desired with { Weight = present.Weight, IsSuspended = present.IsSuspended } : desired;
        if (present.IsSuspended && _present.NetNamespace is not null)
        {
            // What the configuration says is its full weight; whoever suspended it gives that back.
            if (desired.KernelWeight > 0)
            {
                _plan.StaySuspended.Add(RealServerId.Of(service.Id, present));
            }

            wanted = desired with { Weight = present.Weight, IsSuspended = true };
        }

        bool isSame =
            RealServer.HaveSameSettings(present, wanted)
            && (!present.IsSuspended || (wanted.IsSuspended && wanted.Weight == present.Weight));
        if (!isSame)
        {
            _plan.ChangedServers.Add(new(Refer(service), present, wanted));
        }
    }

    private void RemoveServer(IpvsServiceReference service, in RealServer present)
    {
        if (!_options.Quiesce)
        {
            _plan.RemovedServers.Add(new(service, present, default));
        }
        else if (present.KernelWeight != 0)
        {
            _plan.QuiescedServers.Add(new(service, present, present with { Weight = 0 }));
        }
    }

    private void LeaveOrRemove(IpvsService service)
    {
        if (!_options.Prune)
        {
            if (!_options.IsAddition)
            {
                _plan.UnmanagedServices.Add(service);
            }

            return;
        }

        List<RealServer> rows = ReadRealServers(service);
        if (!_options.Quiesce)
        {
            _plan.RemovedServices.Add(new ServiceEntry(service, rows.ToArray()));
            _plan.PrunedServiceCount++;
            return;
        }

        int before = _plan.QuiescedServers.Count;
        var reference = new IpvsServiceReference(service);
        rows.ForEach(row => RemoveServer(reference, row));
        _plan.PrunedServiceCount += _plan.QuiescedServers.Count > before ? 1 : 0;
    }

    private void CompareSections(ConfigurationTable desired)
    {
        if (!_options.Scope.HasSections)
        {
            return;
        }

        if (desired.Settings is { } settings)
        {
            List<IpvsSetting> present = _present.ListSettings([.. settings.Select(setting => setting.Name)]);
            foreach (IpvsSetting setting in settings)
            {
                IpvsSetting? there = present.Find(one => one.Name == setting.Name);
                if (there is null || Text(there) != Text(setting))
                {
                    _plan.Settings.Add(new(there, setting));
                }
            }
        }

        CompareTimeouts(desired.Timeouts);
        CompareDaemons(desired.SyncDaemons);
    }

    private void CompareTimeouts(IpvsTimeout? desired)
    {
        if (desired is null or { IsEmpty: true })
        {
            return;
        }

        IpvsTimeout? present = _present.GetTimeouts();
        bool isSame =
            present is not null
            && (desired.Tcp ?? present.Tcp) == present.Tcp
            && (desired.TcpFin ?? present.TcpFin) == present.TcpFin
            && (desired.Udp ?? present.Udp) == present.Udp;
        if (!isSame)
        {
            _plan.Timeouts = new(present, desired);
        }
    }

    private void CompareDaemons(List<IpvsSyncDaemon>? desired)
    {
        if (desired is null)
        {
            return;
        }

        List<IpvsSyncDaemon> present = _present.ListSyncDaemons() ?? [];
        foreach (IpvsSyncDaemon daemon in present)
        {
            IpvsSyncDaemon? wanted = desired.Find(one => one.State == daemon.State);
            if (wanted is null ? !_options.IsAddition : !IsSame(daemon, wanted))
            {
                _plan.StoppedDaemons.Add(daemon);
            }
        }

        _plan.StartedDaemons.AddRange(desired.Where(daemon => !present.Exists(one => one.State == daemon.State && IsSame(one, daemon))));
    }

    /// <summary>What the configuration leaves out is as it is.</summary>
    private static bool IsSame(IpvsSyncDaemon present, IpvsSyncDaemon desired) =>
        present.Interface == desired.Interface
        && present.SyncId == desired.SyncId
        && (desired.MaxLength ?? present.MaxLength) == present.MaxLength
        && Equals(desired.MulticastGroup ?? present.MulticastGroup, present.MulticastGroup)
        && (desired.MulticastPort ?? present.MulticastPort) == present.MulticastPort
        && (desired.MulticastTtl ?? present.MulticastTtl) == present.MulticastTtl;

    private static string Text(IpvsSetting setting) =>
        IpvsSettingText.Write(IpvsSettingCatalog.Find(setting.Name), setting.Value ?? string.Empty).Text;
}
