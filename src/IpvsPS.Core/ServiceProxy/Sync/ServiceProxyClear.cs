using IpvsPS.Configuration;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>Takes away what the proxy has made, and nothing else: addresses first, then services, then the packet filter's table.</summary>
internal static class ServiceProxyClear
{
    private const string KubeProxyLink = "kube-ipvs0";

    /// <summary>
    /// What takes away kube-proxy's chains of legacy iptables and its ipsets, those of IPv6 too, which its own clean-up leaves
    /// (kubernetes/kube-proxy#13). Chains of others stay as they are.
    /// </summary>
    private static readonly string[] ManualCommands =
    [
        LegacyCommand("iptables"),
        LegacyCommand("ip6tables"),
        "ipset list -name | grep '^KUBE-' | xargs -r -n 1 ipset destroy",
    ];

    /// <summary>Writes back what is there, counters too, without kube-proxy's chains, their rules, and jumps to them; a comment that names
    /// one is no reason.</summary>
    private static string LegacyCommand(string program)
    {
        string chains = string.Join('|', FirewallRuleset.KubeProxyChains);
        return $"{program}-legacy-save -c | grep -vE '^:({chains}) |^[^ ]+ -A ({chains}) | -[gj] ({chains})( |$)' | "
            + $"{program}-legacy-restore -c";
    }

    /// <summary>What is to be taken away.</summary>
    /// <param name="record">What the proxy has made.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="FirewallException">The packet filter's table is noted, and could not be read.</exception>
    public static ServiceProxyPlan Plan(OwnershipRecord record, ServiceProxyKernel kernel, CancellationToken cancellation)
    {
        var plan = new ServiceProxyPlan(new DesiredState())
        {
            IsClearing = true,
            Before = record,
            After = record.Copy(),
            Sysctls = FormerSysctls(record, kernel),
            RemovesFilter = record.HasFilter && kernel.Filter.List(cancellation) is not null,
        };
        var rows = new List<RealServer>();
        foreach (IpvsService service in kernel.Ipvs.ListServices().Where(service => record.Services.Contains(service.Id)))
        {
            kernel.Ipvs.ReadRealServers(service.Id, rows);
            plan.Table.RemovedServices.Add(new ServiceEntry(service, rows.ToArray()));
        }

        var addresses = new AddressWork(kernel.Links);
        addresses.Compare(plan, new WantedAddresses([], [], [], []));
        if (record.HasLink && addresses.Find() is { } link && IsEmpty(link, kernel, plan.RemovedAddresses))
        {
            plan.RemovedLink = link.Name;
        }

        return plan;
    }

    /// <summary>What kube-proxy has left and the proxy does not hold: the services at the addresses of its link, and the link.</summary>
    /// <param name="record">What the proxy has made.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static (ServiceProxyPlan Plan, NetLink? Link) PlanKubeProxy(
        OwnershipRecord record,
        ServiceProxyKernel kernel,
        CancellationToken cancellation
    )
    {
        var plan = new ServiceProxyPlan(new DesiredState())
        {
            IsClearing = true,
            Before = record,
            After = record.Copy(),
            RemovedRules = FirewallRuleset.OfKubeProxy(kernel.Filter.ListRuleset(cancellation)),
            ManualCommands = ManualCommands,
            Events =
                record.HasFilter || record.Services.Count == 0
                    ? []
                    : [new ServiceProxyEvent(ServiceProxyEventCode.TrackingMayEnd, string.Empty, string.Empty, string.Empty)],
        };
        NetLink? link = kernel.Links.ListLinks().Find(one => one.Name == KubeProxyLink);
        HashSet<InetAddress> addresses = link is null
            ? []
            : [.. kernel.Links.ListAddresses(link).Select(one => InetAddress.FromIPAddress(one.Address))];
        var rows = new List<RealServer>();
        foreach (
            IpvsService service in kernel
                .Ipvs.ListServices()
                .Where(service => !service.Id.IsFirewallMark && !record.Services.Contains(service.Id))
        )
        {
            if (addresses.Contains(service.Id.Address))
            {
                kernel.Ipvs.ReadRealServers(service.Id, rows);
                plan.Table.RemovedServices.Add(new ServiceEntry(service, rows.ToArray()));
            }
        }

        return (plan, link);
    }

    /// <summary>Takes it away.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static List<ServiceProxyRefusal> Apply(ServiceProxyPlan plan, ServiceProxyKernel kernel, CancellationToken cancellation)
    {
        var addresses = new AddressWork(kernel.Links);
        var refusals = addresses.Remove(plan).ConvertAll(one => new ServiceProxyRefusal(one.Target, one.Refusal));
        if (plan.RemovedLink is not null && addresses.Find() is { } link && IsEmpty(link, kernel, []))
        {
            kernel.Links.RemoveLink(link);
        }

        ApplyResult result = ConfigurationApply.Run(plan.Table, kernel.Ipvs, kernel.Reconnect, kernel.OpenSettings);
        refusals.AddRange(result.Refusals.Select(one => new ServiceProxyRefusal(one.Target.ToString() ?? string.Empty, one.Exception)));
        if (plan.RemovesFilter)
        {
            kernel.Filter.Remove(cancellation);
        }

        foreach (SysctlChange sysctl in plan.Sysctls)
        {
            kernel.WriteSysctl(sysctl.Path, sysctl.Wanted);
        }

        return refusals;
    }

    /// <summary>Whether a link has no addresses but those that the kernel gave it, and those that go.</summary>
    private static bool IsEmpty(NetLink link, ServiceProxyKernel kernel, List<InetAddress> removed) =>
        kernel
            .Links.ListAddresses(link)
            .TrueForAll(one => one.Scope == NetLinkScope.Link || removed.Contains(InetAddress.FromIPAddress(one.Address)));

    /// <summary>A sysctl that somebody has set to something else meanwhile is theirs.</summary>
    private static List<SysctlChange> FormerSysctls(OwnershipRecord record, ServiceProxyKernel kernel)
    {
        Dictionary<string, string> set = SysctlPlanner
            .Wanted(new ServiceProxyOptions(string.Empty), isStrictArp: true, hasIPv6: true, new Version())
            .ToDictionary(one => one.Path, one => one.Value);
        return
        [
            .. from former in record.Sysctls
            let present = kernel.ReadSysctl(former.Key)
            where present is not null && present == set.GetValueOrDefault(former.Key) && present != former.Value
            orderby former.Key
            select new SysctlChange(former.Key, present, former.Value),
        ];
    }
}
