namespace IpvsPS.Links;

/// <summary>Why a route cannot go along when its link moves to another namespace.</summary>
public enum RouteLossReason
{
    /// <summary>Some of its ways lead by other links, which stay.</summary>
    OtherLink,

    /// <summary>A next-hop object says its way, and those belong to their namespace.</summary>
    NextHopObject,

    /// <summary>Its encapsulation names things of its namespace or of the process that made it: <c>seg6local</c>, <c>bpf</c>.</summary>
    Encapsulation,
}

/// <summary>A route that cannot go along when its link moves.</summary>
/// <param name="Route">The route.</param>
/// <param name="Reason">Why it cannot.</param>
public sealed record RouteLoss(NetLinkRoute Route, RouteLossReason Reason);

/// <summary>
/// What somebody had configured on a link and the kernel drops when the link moves to another namespace: addresses,
/// routes, permanent neighbours, settings, its bridge or bond, the state. What the kernel had made itself
/// (link-local addresses, routes to the networks of addresses) it makes anew.
/// </summary>
public sealed class LinkConfiguration
{
    private LinkConfiguration(NetLink link, List<NetLinkAddress> addresses, List<NetLinkRoute> routes, List<NetLinkNeighbor> neighbors)
    {
        Neighbors = neighbors;
        WasUp = link.State == NetLinkState.Up;
        Master = link.Master;
        Addresses = addresses;
        LostRoutes =
        [
            .. routes
                .Select(route => (route, reason: FindLoss(route, link.Index)))
                .Where(pair => pair.reason is not null)
                .Select(pair => new RouteLoss(pair.route, pair.reason!.Value)),
        ];
        Routes = [.. routes.Where(route => FindLoss(route, link.Index) is null)];
    }

    /// <summary>Whether the link was up.</summary>
    public bool WasUp { get; }

    /// <summary>The bridge or bond that the link was in, or null. No link has a master in another namespace.</summary>
    public string? Master { get; }

    /// <summary>The addresses that can be put back.</summary>
    public IReadOnlyList<NetLinkAddress> Addresses { get; }

    /// <summary>The routes that can be put back.</summary>
    public IReadOnlyList<NetLinkRoute> Routes { get; }

    /// <summary>The routes that cannot be put back.</summary>
    public IReadOnlyList<RouteLoss> LostRoutes { get; }

    /// <summary>The neighbours that somebody has set for good.</summary>
    public IReadOnlyList<NetLinkNeighbor> Neighbors { get; }

    /// <summary>The settings that are not as new links have them.</summary>
    public IReadOnlyList<LinkSetting> Settings { get; private init; } = [];

    /// <summary>Reads what a link has.</summary>
    /// <param name="client">The client of the link's namespace.</param>
    /// <param name="link">The link.</param>
    /// <param name="withLinkLocal">
    /// Whether link-local addresses count that the kernel does not say it made. Kernels before 5.18 never say; there one
    /// that the kernel made is put back and not made again.
    /// </param>
    /// <param name="settings">Its settings, as <see cref="LinkSettingsClient.ReadChanged"/> has read them; null to leave them out.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public static LinkConfiguration Read(LinkClient client, NetLink link, bool withLinkLocal, IReadOnlyList<LinkSetting>? settings = null)
    {
        List<NetLinkAddress> addresses = client
            .ListAddresses(link)
            .FindAll(address => IsConfigured(address) && (withLinkLocal || !address.Address.IsIPv6LinkLocal));
        List<NetLinkRoute> routes = client
            .ListRoutes(NetLinkRouteTable.All)
            .FindAll(route => IsConfigured(route) && route.ListLinkIndexes().Contains(link.Index));
        List<NetLinkNeighbor> neighbors = client.ListNeighbors(link).FindAll(neighbor => neighbor.State == NetLinkNeighborState.Permanent);
        return new LinkConfiguration(link, addresses, routes, neighbors) { Settings = settings ?? [] };
    }

    /// <summary>The addresses, for the link as it is where it went.</summary>
    /// <param name="link">The link in its new namespace.</param>
    /// <returns>The addresses to add, in order.</returns>
    public IReadOnlyList<NetLinkAddress> AddressesFor(NetLink link)
    {
        foreach (NetLinkAddress address in Addresses)
        {
            address.LinkIndex = link.Index;
            address.LinkName = link.Name;
        }

        return Addresses;
    }

    /// <summary>The routes, for the link as it is where it went: those by a gateway last, since they need a way to it.</summary>
    /// <param name="link">The link in its new namespace.</param>
    /// <returns>The routes to add, in order.</returns>
    public IReadOnlyList<NetLinkRoute> RoutesFor(NetLink link)
    {
        var keys = new HashSet<(InetPrefix, InetPrefix?, byte, uint, uint)>();
        NetLinkRoute[] ordered = [.. Routes.OrderBy(route => route.Gateway is not null || route.NextHops is not null)];
        foreach (NetLinkRoute route in ordered)
        {
            route.LinkIndex = route.LinkIndex is null ? null : link.Index;
            route.LinkName = route.LinkIndex is null ? null : link.Name;
            foreach (NetLinkNextHop hop in route.NextHops ?? [])
            {
                hop.LinkIndex = link.Index;
                hop.LinkName = link.Name;
            }

            route.FollowsItsLike = !keys.Add((route.Destination, route.SourcePrefix, route.Tos, route.Table.Id, route.Metric));
        }

        return ordered;
    }

    /// <summary>The neighbours, for the link as it is where it went.</summary>
    /// <param name="link">The link in its new namespace.</param>
    /// <returns>The neighbours to add.</returns>
    public IReadOnlyList<NetLinkNeighbor> NeighborsFor(NetLink link)
    {
        foreach (NetLinkNeighbor neighbor in Neighbors)
        {
            neighbor.LinkIndex = link.Index;
            neighbor.LinkName = link.Name;
        }

        return Neighbors;
    }

    private static RouteLossReason? FindLoss(NetLinkRoute route, int linkIndex) =>
        route.NextHopId is not null ? RouteLossReason.NextHopObject
        : route.Encapsulation is "seg6local" or "bpf" ? RouteLossReason.Encapsulation
        : route.ListLinkIndexes().Any(index => index != linkIndex) ? RouteLossReason.OtherLink
        : null;

    private static bool IsConfigured(NetLinkAddress address)
    {
        bool isFromRouter =
            address.Flags.HasFlag(NetLinkAddressFlags.ManageTemporary) && !address.Flags.HasFlag(NetLinkAddressFlags.Permanent);
        return !address.IsMadeByKernel && !isFromRouter;
    }

    private static bool IsConfigured(NetLinkRoute route) =>
        route.Protocol > NetLinkRouteProtocol.Kernel && route.Protocol != NetLinkRouteProtocol.RouterAdvertisement;
}
