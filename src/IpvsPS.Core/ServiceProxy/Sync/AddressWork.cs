using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>The link of virtual addresses and the local routes in the kernel.</summary>
internal sealed class AddressWork(LinkClient links)
{
    private const string Loopback = "lo";

    /// <summary>Compares what is there with what is wanted. Only what the proxy has made is removed.</summary>
    public void Compare(ServiceProxyPlan plan, WantedAddresses wanted)
    {
        NetLink? link = Find();
        HashSet<InetAddress> there = link is null
            ? []
            : [.. links.ListAddresses(link).Select(address => InetAddress.FromIPAddress(address.Address))];
        HashSet<ProxyRoute> routes =
        [
            .. links.ListRoutes(NetLinkRouteTable.Local).Where(IsLocalKind).Select(route => new ProxyRoute(RangeOf(route))),
        ];
        if (wanted.Routes.Concat(plan.Before.Routes).Any(route => route.IsClosed))
        {
            // The main table of a router can be a long one: it is read only where it counts.
            routes.UnionWith(
                links.ListRoutes(NetLinkRouteTable.Main).Where(IsClosedKind).Select(route => new ProxyRoute(RangeOf(route), IsClosed: true))
            );
        }

        plan.MakesLink = link is null && wanted.Addresses.Count > 0;
        plan.AddedAddresses.AddRange(wanted.Addresses.Where(address => !there.Contains(address)).Order());
        plan.RemovedAddresses.AddRange(
            plan.Before.Addresses.Where(address => there.Contains(address) && !wanted.Addresses.Contains(address)).Order()
        );
        plan.AddedRoutes.AddRange(wanted.Routes.Where(route => !routes.Contains(route)).Order());
        plan.RemovedRoutes.AddRange(plan.Before.Routes.Where(route => routes.Contains(route) && !wanted.Routes.Contains(route)).Order());
        plan.After.HasLink |= plan.MakesLink;
        Exchange(plan.After.Addresses, there, wanted.Addresses);
        Exchange(plan.After.Routes, routes, wanted.Routes);
    }

    /// <summary>Adds what is missing. An address or route that is there already is as it is to be.</summary>
    public List<(string Target, NetlinkException Refusal)> Add(ServiceProxyPlan plan, Func<AddressFamily, InetAddress?> source)
    {
        if (plan.MakesLink)
        {
            links.CreateLink(new LinkSpec(ServiceProxyOptions.LinkName, "dummy") { State = NetLinkState.Down });
        }

        var refusals = new List<(string, NetlinkException)>();
        if (plan.AddedAddresses.Count > 0)
        {
            NetLink link = links.GetLink(ServiceProxyOptions.LinkName);
            List<NetLinkAddress> addresses = plan.AddedAddresses.ConvertAll(address => NetLinkAddress.Virtual(link, address.ToIPAddress()));
            refusals.AddRange(Refused(links.AddAddresses(addresses), index => addresses[index].ToString(), Errno.EEXIST));
        }

        if (plan.AddedRoutes.Count > 0)
        {
            NetLink loopback = links.GetLink(Loopback);

            // A machine that is not the node has none of the node's addresses, and the kernel takes no other for a source.
            HashSet<InetAddress> here = [.. links.ListAddresses().Select(address => InetAddress.FromIPAddress(address.Address))];
            List<NetLinkRoute> routes = plan.AddedRoutes.ConvertAll(route =>
                ToRoute(loopback, route, source(route.Range.Family) is { } own && here.Contains(own) ? own : null)
            );
            refusals.AddRange(Refused(links.AddRoutes(routes), index => routes[index].ToString(), Errno.EEXIST));
        }

        return refusals;
    }

    /// <summary>Removes what is no longer wanted. What has gone meanwhile is as it is to be.</summary>
    public List<(string Target, NetlinkException Refusal)> Remove(ServiceProxyPlan plan)
    {
        var refusals = new List<(string, NetlinkException)>();
        if (plan.RemovedAddresses.Count > 0 && Find() is { } link)
        {
            List<NetLinkAddress> addresses = plan.RemovedAddresses.ConvertAll(address =>
                NetLinkAddress.Virtual(link, address.ToIPAddress())
            );
            refusals.AddRange(Refused(links.RemoveAddresses(addresses), index => addresses[index].ToString(), Errno.EADDRNOTAVAIL));
        }

        if (plan.RemovedRoutes.Count > 0)
        {
            NetLink loopback = links.GetLink(Loopback);
            List<NetLinkRoute> routes = plan.RemovedRoutes.ConvertAll(route => ToRoute(loopback, route, null));
            refusals.AddRange(Refused(links.RemoveRoutes(routes), index => routes[index].ToString(), Errno.ESRCH));
        }

        return refusals;
    }

    /// <summary>The link of virtual addresses, or null.</summary>
    public NetLink? Find() => links.ListLinks().Find(link => link.Name == ServiceProxyOptions.LinkName);

    private static void Exchange<T>(HashSet<T> owned, HashSet<T> there, HashSet<T> wanted)
    {
        owned.RemoveWhere(item => !wanted.Contains(item));

        owned.EnsureCapacity(wanted.Count);

        // What somebody else has put there is used and stays theirs.
        owned.UnionWith(wanted.Where(item => !there.Contains(item)));
    }

    private static bool IsLocalKind(NetLinkRoute route) =>
        route is { Type: NetLinkRouteType.Local, LinkName: Loopback, Protocol: not NetLinkRouteProtocol.Kernel };

    private static bool IsClosedKind(NetLinkRoute route) =>
        route is { Type: NetLinkRouteType.Unreachable, Protocol: not NetLinkRouteProtocol.Kernel };

    private static AddressRange RangeOf(NetLinkRoute route)
    {
        InetAddress address = InetAddress.FromIPAddress(route.Destination.Address!);
        return new AddressRange(address, (byte)(route.Destination.PrefixLength ?? address.BitCount));
    }

    private static NetLinkRoute ToRoute(NetLink loopback, ProxyRoute route, InetAddress? source) =>
        new()
        {
            Destination = new InetPrefix(route.Range.Network.ToIPAddress(), route.Range.Length),
            Type = route.IsClosed ? NetLinkRouteType.Unreachable : NetLinkRouteType.Local,
            Table = route.IsClosed ? NetLinkRouteTable.Main : NetLinkRouteTable.Local,
            Scope = route.IsClosed || route.Range.Family == AddressFamily.IPv6 ? NetLinkScope.Global : NetLinkScope.Host,
            LinkName = route.IsClosed ? null : loopback.Name,
            LinkIndex = route.IsClosed ? null : loopback.Index,
            Source = route.IsClosed ? null : source?.ToIPAddress(),
        };

    private static IEnumerable<(string Target, NetlinkException Refusal)> Refused(
        List<(int Index, NetlinkException Refusal)> refusals,
        Func<int, string> name,
        Errno isDone
    ) => refusals.Where(one => one.Refusal.Error != isDone).Select(one => (name(one.Index), one.Refusal));
}
