using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <content>Routes.</content>
public sealed partial class LinkClient
{
    /// <summary>The routes of a table, or of all: IPv4 first, each family in the kernel's order.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLinkRoute> ListRoutes(NetLinkRouteTable table)
    {
        List<NetLinkRoute> routes = [.. ListRoutes(AddressFamily.IPv4, table), .. ListRoutes(AddressFamily.IPv6, table)];
        Dictionary<int, string> names = NamesByIndex(routes.Count > 0 ? ListLinks() : []);
        foreach (NetLinkRoute route in routes)
        {
            route.NetNamespace = NetNamespace;
            route.LinkName = route.LinkIndex is { } index ? names.GetValueOrDefault(index) : null;
            foreach (NetLinkNextHop hop in route.NextHops ?? [])
            {
                hop.LinkName = names.GetValueOrDefault(hop.LinkIndex);
            }
        }

        return routes;
    }

    /// <summary>The route that the kernel takes for a packet; its destination is the packet's.</summary>
    /// <param name="query">The packet.</param>
    /// <returns>
    /// The route. Its source is the address the packet leaves with. For IPv6 its type may be Unreachable, Blackhole or
    /// Prohibit; IPv4 refuses there.
    /// </returns>
    /// <exception cref="NetlinkException">
    /// ENETUNREACH where no route leads there; for IPv4 EHOSTUNREACH for an unreachable route, EACCES for a prohibit route,
    /// EINVAL for a blackhole route, and for a source that is not this host's.
    /// </exception>
    public NetLinkRoute FindRoute(RouteQuery query) => FindRoute(query, index => Find(index).Name);

    /// <summary>The same for many destinations by few links, whose names are known: each name costs another request.</summary>
    internal NetLinkRoute FindRoute(RouteQuery query, IReadOnlyDictionary<int, string> names) =>
        FindRoute(query, index => names.GetValueOrDefault(index) ?? Find(index).Name);

    private NetLinkRoute FindRoute(RouteQuery query, Func<int, string> nameOf)
    {
        _request.Clear();
        RouteMessages.Find(_request, query);
        NetLinkRoute route = _connection.Query($"find the route to {query.Destination}{Place}", _request, RouteReplies.ReadFound);
        route.NetNamespace = NetNamespace;
        route.LinkName = route.LinkIndex is { } index ? nameOf(index) : null;
        route.Source ??= route.SourcePrefix?.Address ?? query.Source;
        route.SourcePrefix = null;
        return route;
    }

    /// <summary>Adds routes in batches; each names its link by index.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was added is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> AddRoutes(IReadOnlyList<NetLinkRoute> routes) =>
        ExecuteBatch(routes, new(RouteMessages.Add, route => $"add the route {route}{Place}", "routes", Errno.EEXIST));

    /// <summary>Removes routes in batches; each names its link by index.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was removed is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> RemoveRoutes(IReadOnlyList<NetLinkRoute> routes) =>
        ExecuteBatch(routes, new(RouteMessages.Remove, route => $"remove the route {route}{Place}", "routes", Errno.ESRCH));

    private List<NetLinkRoute> ListRoutes(AddressFamily family, NetLinkRouteTable table)
    {
        _request.Clear();
        RouteMessages.List(_request, family, table);
        List<NetLinkRoute> routes;
        try
        {
            routes = _connection.Dump($"list the routes of table {table}{Place}", _request, RouteReplies.Read);
        }
        catch (NetlinkException e) when (e.Error is Errno.ENOENT or Errno.EOPNOTSUPP)
        {
            // There is no such table, or no such family in this kernel: nothing to list either way.
            return [];
        }

        // Kernels before 4.20 know no filter by table and answer with all of them.
        routes.RemoveAll(route => table != NetLinkRouteTable.All && route.Table != table);
        return routes;
    }
}
