using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>
/// What the kernel drops when a link goes to another namespace and somebody had set: addresses, routes, the state.
/// What the kernel had made itself (link-local addresses, routes to the networks of addresses) it makes anew.
/// </summary>
internal sealed class DroppedConfiguration
{
    private readonly List<NetLinkAddress> _addresses;
    private readonly List<NetLinkRoute> _routes;

    private DroppedConfiguration(bool wasUp, List<NetLinkAddress> addresses, List<NetLinkRoute> routes)
    {
        WasUp = wasUp;
        _addresses = addresses;
        _routes = routes;
    }

    public bool WasUp { get; }

    /// <summary>Whether no address and no route goes that somebody had added.</summary>
    public bool IsEmpty => _addresses.Count == 0 && _routes.Count == 0;

    /// <param name="client">Where the link is.</param>
    /// <param name="link">The link.</param>
    /// <param name="withLinkLocal">
    /// Whether link-local addresses count that the kernel does not say it made. Old kernels never say; there one that
    /// it made is put back and not made again.
    /// </param>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public static DroppedConfiguration Read(LinkClient client, NetLink link, bool withLinkLocal)
    {
        List<NetLinkAddress> addresses = client.ListAddresses(link)
            .FindAll(address => IsAdded(address) && (withLinkLocal || !address.Address.IsIPv6LinkLocal));
        List<NetLinkRoute> routes = client.ListRoutes(NetLinkRouteTable.All).FindAll(route => route.LinkIndex == link.Index && IsAdded(route));
        return new DroppedConfiguration(link.State == NetLinkState.Up, addresses, routes);
    }

    /// <summary>The addresses, for the link as it is where it went.</summary>
    public List<NetLinkAddress> AddressesFor(NetLink link)
    {
        foreach (NetLinkAddress address in _addresses)
        {
            address.LinkIndex = link.Index;
            address.LinkName = link.Name;
        }

        return _addresses;
    }

    /// <summary>The routes, for the link as it is where it went: those by a gateway last, since they need a way to it.</summary>
    public List<NetLinkRoute> RoutesFor(NetLink link)
    {
        foreach (NetLinkRoute route in _routes)
        {
            route.LinkIndex = link.Index;
            route.LinkName = link.Name;
        }

        return [.. _routes.OrderBy(route => route.Gateway is not null)];
    }

    /// <summary>All of it in words.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. _addresses.Count > 0 ? [$"the addresses {string.Join(", ", _addresses)}"] : Array.Empty<string>(),
            .. _routes.Count > 0 ? [$"the routes {string.Join(", ", _routes)}"] : Array.Empty<string>(),
            .. WasUp && IsEmpty ? ["the state up"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "nothing" : string.Join(" and ", parts);
    }

    private static bool IsAdded(NetLinkAddress address)
    {
        bool isFromRouter = address.Flags.HasFlag(NetLinkAddressFlags.ManageTemporary) && !address.Flags.HasFlag(NetLinkAddressFlags.Permanent);
        return !address.IsMadeByKernel && !isFromRouter;
    }

    private static bool IsAdded(NetLinkRoute route) =>
        route.Protocol > NetLinkRouteProtocol.Kernel && route.Protocol != NetLinkRouteProtocol.RouterAdvertisement;
}
