using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>Everything that a sync is to do.</summary>
public sealed class ServiceProxyPlan
{
    internal ServiceProxyPlan(DesiredState desired) => Desired = desired;

    /// <summary>How many changes of the kernel there are; what is adopted is none.</summary>
    public int Count =>
        Table.Count
        + AddedAddresses.Count
        + RemovedAddresses.Count
        + AddedRoutes.Count
        + RemovedRoutes.Count
        + Sysctls.Count
        + (MakesLink ? 1 : 0)
        + (RemovedLink is null ? 0 : 1)
        + RemovedRules.Names.Count
        + (RemovesFilter ? 1 : 0)
        + (Filter.IsNew ? 1 : Filter.Added.Count + Filter.Removed.Count);

    /// <summary>What is wrong with objects and what cannot be had; the rest is done.</summary>
    public IReadOnlyList<ServiceProxyEvent> Events { get; internal set; } = [];

    /// <summary>Shell commands for what is left to whoever runs this: nothing else can change it. None for most plans.</summary>
    public IReadOnlyList<string> ManualCommands { get; internal init; } = [];

    internal DesiredState Desired { get; }

    internal ConfigurationPlan Table { get; init; } = new();

    internal List<IpvsServiceId> Gone { get; init; } = [];

    internal List<IpvsServiceId> Adopted { get; init; } = [];

    internal bool MakesLink { get; set; }

    /// <summary>The link that goes: the proxy's own, or one of kube-proxy; null for none.</summary>
    internal string? RemovedLink { get; set; }

    /// <summary>What kube-proxy has in nftables and goes.</summary>
    internal KubeProxyRules RemovedRules { get; init; } = KubeProxyRules.None;

    internal List<InetAddress> AddedAddresses { get; } = [];

    internal List<InetAddress> RemovedAddresses { get; } = [];

    internal List<ProxyRoute> AddedRoutes { get; } = [];

    internal List<ProxyRoute> RemovedRoutes { get; } = [];

    internal List<SysctlChange> Sysctls { get; init; } = [];

    internal FirewallPlan Filter { get; set; } = FirewallPlan.Nothing;

    /// <summary>Whether the packet filter's table goes.</summary>
    internal bool RemovesFilter { get; set; }

    internal FirewallLayout Layout { get; set; }

    /// <summary>What the proxy holds before anything is done, and when all is done.</summary>
    internal OwnershipRecord Before { get; init; } = new();

    internal OwnershipRecord After { get; init; } = new();

    /// <summary>Whether what is written down stays as it is.</summary>
    internal bool HasSameRecord { get; init; }

    /// <summary>Whether this takes away what is there: addresses first, and the rest after them.</summary>
    internal bool IsClearing { get; init; }

    /// <summary>Every change, in the order in which they are made.</summary>
    /// <returns>The changes.</returns>
    public IEnumerable<ServiceProxyChange> Changes()
    {
        List<ServiceProxyChange> table =
        [
            .. Table.Changes(null).Where(change => change.Action != IpvsChangeAction.Unmanaged).Select(OfTable),
        ];
        if (IsClearing)
        {
            return [.. OfRemovedRules(), .. OfRemovedAddresses(), .. OfRemovedLink(), .. table, .. OfRemovedFilter(), .. OfSysctls()];
        }

        ILookup<bool, ServiceProxyChange> isLast = table.ToLookup(change =>
            change is { Action: ServiceProxyAction.Remove, Item: ServiceProxyItem.Service }
        );
        return
        [
            .. OfFilter(),
            .. OfRemovedFilter(),
            .. OfSysctls(),
            .. OfAdopted(),
            .. isLast[false],
            .. OfAddedAddresses(),
            .. OfRemovedAddresses(),
            .. isLast[true],
        ];
    }

    private IEnumerable<ServiceProxyChange> OfSysctls() =>
        Sysctls.Select(sysctl =>
            Of(ServiceProxyAction.Set, ServiceProxyItem.Sysctl, sysctl.Path.Replace('/', '.'), $"{sysctl.Present} → {sysctl.Wanted}")
        );

    private IEnumerable<ServiceProxyChange> OfFilter()
    {
        if (!Filter.IsEmpty)
        {
            yield return Filter.IsNew
                ? Of(ServiceProxyAction.Add, ServiceProxyItem.Filter, FirewallWords.Table, $"{Filter.Added.Count} elements")
                : Of(
                    ServiceProxyAction.Set,
                    ServiceProxyItem.Filter,
                    FirewallWords.Table,
                    $"{Filter.Added.Count} elements added, {Filter.Removed.Count} removed"
                );
        }
    }

    private IEnumerable<ServiceProxyChange> OfRemovedFilter() =>
        RemovesFilter ? [Of(ServiceProxyAction.Remove, ServiceProxyItem.Filter, FirewallWords.Table, string.Empty)] : [];

    private IEnumerable<ServiceProxyChange> OfRemovedRules() =>
        RemovedRules.Names.Select(rules => Of(ServiceProxyAction.Remove, ServiceProxyItem.Filter, rules, string.Empty));

    private IEnumerable<ServiceProxyChange> OfRemovedLink() =>
        RemovedLink is { } gone ? [Of(ServiceProxyAction.Remove, ServiceProxyItem.Link, gone, string.Empty)] : [];

    private IEnumerable<ServiceProxyChange> OfMadeLink() =>
        MakesLink ? [Of(ServiceProxyAction.Add, ServiceProxyItem.Link, ServiceProxyOptions.LinkName, "dummy")] : [];

    private IEnumerable<ServiceProxyChange> OfAdopted() =>
        Adopted.Select(id => new ServiceProxyChange(
            ServiceProxyAction.Adopt,
            ServiceProxyItem.Service,
            id.ToString(),
            NameOf(id),
            string.Empty
        ));

    private IEnumerable<ServiceProxyChange> OfAddedAddresses() =>
        [
            .. OfMadeLink(),
            .. AddedAddresses.Select(address =>
                Of(ServiceProxyAction.Add, ServiceProxyItem.Address, $"{address}/{address.BitCount}", ServiceProxyOptions.LinkName)
            ),
            .. AddedRoutes.Select(route =>
                Of(ServiceProxyAction.Add, ServiceProxyItem.Route, route.Range.ToString(), route.IsClosed ? "unreachable" : "local")
            ),
        ];

    private IEnumerable<ServiceProxyChange> OfRemovedAddresses() =>
        [
            .. RemovedAddresses.Select(address =>
                Of(ServiceProxyAction.Remove, ServiceProxyItem.Address, $"{address}/{address.BitCount}", string.Empty)
            ),
            .. RemovedRoutes.Select(route => Of(ServiceProxyAction.Remove, ServiceProxyItem.Route, route.Range.ToString(), string.Empty)),
        ];

    private ServiceProxyChange OfTable(IpvsChange change)
    {
        ServiceProxyAction action = change.Action switch
        {
            IpvsChangeAction.Add => ServiceProxyAction.Add,
            IpvsChangeAction.Set => ServiceProxyAction.Set,
            IpvsChangeAction.Quiesce => ServiceProxyAction.Drain,
            _ => ServiceProxyAction.Remove,
        };
        bool isServer = change.Kind == IpvsChangeKind.RealServer;
        IpvsServiceId? id = (change.Desired ?? change.Present) switch
        {
            IpvsService service => service.Id,
            IpvsRealServer server => server.ServiceId,
            _ => null,
        };
        string target = isServer ? $"{change.Target} in {change.Service}" : change.Target;
        return new ServiceProxyChange(
            action,
            isServer ? ServiceProxyItem.RealServer : ServiceProxyItem.Service,
            target,
            id is { } known ? NameOf(known) : string.Empty,
            change.Details
        );
    }

    /// <summary>Whose a service is: as objects say, or as was noted when it was made.</summary>
    private string NameOf(IpvsServiceId id) =>
        (Desired.Find(id)?.Name ?? Before.Names.GetValueOrDefault(id)) is { } name ? $"{name.Namespace}/{name.Service}" : string.Empty;

    private static ServiceProxyChange Of(ServiceProxyAction action, ServiceProxyItem item, string target, string details) =>
        new(action, item, target, string.Empty, details);
}
