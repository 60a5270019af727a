using IpvsPS.Firewall;
using IpvsPS.Netlink;

namespace IpvsPS.ServiceProxy.Sync;

/// <content>What takes everything away again, and what kube-proxy has left.</content>
public sealed partial class ServiceProxySync
{
    /// <summary>What is to be taken away so that nothing of the proxy is left, and everything of others.</summary>
    /// <returns>The changes, which need not be made.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    /// <exception cref="FirewallException">The packet filter's table could not be read.</exception>
    public ServiceProxyPlan PlanClear() => ServiceProxyClear.Plan(Record, _kernel, _cancellation);

    /// <summary>Takes away what <see cref="PlanClear"/> says, and forgets it.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What the kernel refused; the rest is done.</returns>
    /// <exception cref="FirewallException">The packet filter's table could not be removed.</exception>
    public IReadOnlyList<ServiceProxyRefusal> Clear(ServiceProxyPlan plan)
    {
        List<ServiceProxyRefusal> refusals = ServiceProxyClear.Apply(plan, _kernel, _cancellation);
        if (refusals.Count == 0)
        {
            _transaction!.Save(null);
        }

        return refusals;
    }

    /// <summary>What kube-proxy has left and the proxy does not hold.</summary>
    /// <returns>The changes, which need not be made.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    public ServiceProxyPlan PlanClearKubeProxy()
    {
        (ServiceProxyPlan plan, NetLink? link) = ServiceProxyClear.PlanKubeProxy(Record, _kernel, _cancellation);
        plan.RemovedLink = link?.Name;
        return plan;
    }

    /// <summary>Takes away what <see cref="PlanClearKubeProxy"/> says.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What the kernel refused; the rest is done.</returns>
    /// <exception cref="FirewallException">The chains could not be removed; nothing else was.</exception>
    public IReadOnlyList<ServiceProxyRefusal> ClearKubeProxy(ServiceProxyPlan plan)
    {
        if (plan.RemovedRules.Commands.Length > 0)
        {
            _kernel.Filter.Run(plan.RemovedRules.Commands, _cancellation);
        }

        if (plan.RemovedLink is { } name)
        {
            _kernel.Links.RemoveLink(_kernel.Links.GetLink(name));
        }

        return Apply(plan.Table).ConvertAll(one => new ServiceProxyRefusal(one.Target.ToString() ?? string.Empty, one.Exception));
    }
}
