using IpvsPS.Firewall;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>The packet filter's part of a sync.</summary>
internal static class FilterWork
{
    /// <summary>Compares the table with what is wanted; nothing where the filter is off, but that a table of before goes.</summary>
    /// <exception cref="FirewallException">There is no program, or it may not read.</exception>
    public static void Compare(
        ServiceProxyPlan plan,
        ServiceTracker tracker,
        WantedAddresses addresses,
        FirewallProgram program,
        CancellationToken cancellation
    )
    {
        ServiceProxyOptions options = tracker.Node.Options;
        if (options.Masquerade == MasqueradeMode.None)
        {
            // Asked before anything is changed: without the program nothing is.
            plan.RemovesFilter = plan.Before.HasFilter && program.List(cancellation) is not null;
            plan.After.HasFilter = false;
            return;
        }

        AddressRange[] pods = tracker.Node.KeptRanges;
        plan.Layout = new FirewallLayout(
            options.Masquerade == MasqueradeMode.All,
            Array.Exists(pods, range => range.Family == AddressFamily.IPv4),
            Array.Exists(pods, range => range.Family == AddressFamily.IPv6)
        );
        List<FirewallElement> wanted =
        [
            .. tracker.State.Elements,
            .. pods.Select(range => FirewallElement.ForRange(FirewallSet.Pods, range.Network, range.Length)),
            .. addresses.OpenRanges.Select(range => FirewallElement.ForRange(FirewallSet.Range, range.Network, range.Length)),
        ];
        string? json = program.List(cancellation);
        plan.Filter = FirewallPlan.Compare(plan.Layout, wanted, json is null ? null : FirewallListing.Read(json));
        plan.After.HasFilter = true;
    }

    /// <summary>What others drop by default, which no table of the proxy's can undo: found and told, in legacy iptables and in nftables,
    /// whatever the options.</summary>
    public static IEnumerable<ServiceProxyEvent> FindForeignDrops(ServiceProxyKernel kernel)
    {
        var events = new List<ServiceProxyEvent>();
        List<FirewallDropPolicy> policies =
        [
            .. TryRead("nftables", kernel.DropPolicies, events),
            .. TryRead("legacy iptables", kernel.LegacyDropPolicies, events),
        ];
        events.AddRange(
            policies.Select(chain => new ServiceProxyEvent(
                ServiceProxyEventCode.ForeignDrop,
                ServiceProxyEvent.Show(chain.Name),
                chain.Hook,
                string.Empty
            ))
        );
        return events;
    }

    /// <summary>Makes the table, or adds elements.</summary>
    public static void Add(ServiceProxyPlan plan, FirewallProgram program, CancellationToken cancellation)
    {
        if (plan.Filter.IsNew)
        {
            program.Run(FirewallText.Replace(plan.Layout, plan.Filter.Added), cancellation);
        }
        else if (plan.Filter.Added.Count > 0)
        {
            // An element of a map that gets another mark goes in the same transaction.
            IEnumerable<FirewallElement> exchanged = plan.Filter.Removed.Where(element => element.Set == FirewallSet.ShortCircuit);
            program.Run(FirewallText.Change(plan.Filter.Added, exchanged), cancellation);
        }

        if (plan.RemovesFilter)
        {
            program.Remove(cancellation);
        }
    }

    /// <summary>Removes elements that nobody wants any more.</summary>
    public static void Remove(ServiceProxyPlan plan, FirewallProgram program, CancellationToken cancellation)
    {
        bool isDone = plan.Filter.Added.Count > 0;
        List<FirewallElement> removed = plan.Filter.Removed.FindAll(element => !isDone || element.Set != FirewallSet.ShortCircuit);
        if (removed.Count > 0)
        {
            program.Run(FirewallText.Change([], removed), cancellation);
        }
    }

    /// <summary>Who may change services may not be allowed to start a program in the namespace: that is told and ends no sync.</summary>
    private static List<FirewallDropPolicy> TryRead(string what, Func<List<FirewallDropPolicy>> read, List<ServiceProxyEvent> events)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FirewallException or NetNamespaceException or NetlinkException)
        {
            string why = e is FirewallException { Answer.Length: > 0 } refusal ? refusal.Answer : e.Message;
            events.Add(new ServiceProxyEvent(ServiceProxyEventCode.ForeignUnread, string.Empty, what, ServiceProxyEvent.Show(why)));
            return [];
        }
    }
}
