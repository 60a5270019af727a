using System.Globalization;

namespace IpvsPS.Diagnosis;

/// <summary>The kernel's answer to which way a packet goes.</summary>
/// <param name="Route">The route; null where the kernel refused.</param>
/// <param name="Refusal">Why it refused: ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL; None where it did not.</param>
public sealed record Way(NetLinkRoute? Route, Errno Refusal)
{
    /// <summary>Whether nothing can be sent there.</summary>
    public bool IsClosed =>
        Route is null or { Type: NetLinkRouteType.Unreachable or NetLinkRouteType.Blackhole or NetLinkRouteType.Prohibit };

    /// <summary>Whether the destination is this host itself.</summary>
    public bool IsLocal => Route is { Type: NetLinkRouteType.Local };

    /// <summary>The router it goes by; null where the destination is on the link.</summary>
    public InetAddress? Gateway => Route?.Gateway is { } gateway ? InetAddress.FromIPAddress(gateway) : null;
}

/// <summary>One network namespace, as it was read once: a director, or a real server where its namespace can be reached.</summary>
public sealed class HostFacts
{
    private readonly Dictionary<AddressFamily, NetLinkRoute?> _defaultRoutes = [];
    private Dictionary<int, NetLink>? _byIndex;
    private ILookup<InetAddress, NetLinkAddress>? _byAddress;
    private ILookup<int, (InetAddress Network, int Length)>? _networks;
    private HashSet<InetAddress>? _localHosts;
    private List<(InetAddress Network, int Length)>? _localRanges;

    /// <summary>Which namespace.</summary>
    public NetNamespace? NetNamespace { get; init; }

    /// <summary>Its links.</summary>
    public IReadOnlyList<NetLink> Links { get; init; } = [];

    /// <summary>The addresses of its links.</summary>
    public IReadOnlyList<NetLinkAddress> Addresses { get; init; } = [];

    /// <summary>The routes of all its tables.</summary>
    public IReadOnlyList<NetLinkRoute> Routes { get; init; } = [];

    /// <summary>Its neighbours.</summary>
    public IReadOnlyList<NetLinkNeighbor> Neighbors { get; init; } = [];

    /// <summary>Its sysctls as text, by their path below /proc/sys; those that this kernel does not have are absent.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();

    /// <summary>Its listening sockets.</summary>
    public IReadOnlyList<Listener> Listeners { get; init; } = [];

    /// <summary>Sockets of programs below TCP and UDP; none where they were not read.</summary>
    public RawSockets RawSockets { get; init; } = RawSockets.None;

    /// <summary>The ways that the kernel was asked for, by destination.</summary>
    public IReadOnlyDictionary<InetAddress, Way> Ways { get; init; } = new Dictionary<InetAddress, Way>();

    /// <summary>What the drivers of the links do that lead somewhere, by the links' names.</summary>
    public IReadOnlyDictionary<string, LinkOffloads> Offloads { get; init; } = new Dictionary<string, LinkOffloads>();

    /// <summary>A sysctl's number; null where this kernel has none, or it was not read.</summary>
    /// <param name="path">Its path below /proc/sys.</param>
    public long? Number(string path) =>
        Sysctls.TryGetValue(path, out string? text)
        && long.TryParse(text.Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>A setting of IPVS, by its name; null where this kernel has none.</summary>
    /// <param name="name">The name without <c>net.ipv4.vs.</c>.</param>
    public long? Setting(string name) => Number($"net/ipv4/vs/{name}");

    /// <summary>The larger one of a link's value and that for all links, which is the one in force for most of them.</summary>
    /// <param name="link">The link.</param>
    /// <param name="name">The sysctl's name.</param>
    public long? InForce(string link, string name) =>
        Number($"net/ipv4/conf/{link}/{name}") is { } own ? Math.Max(own, Number($"net/ipv4/conf/all/{name}") ?? 0) : null;

    /// <summary>The link of an index; null where it has gone.</summary>
    /// <param name="index">The index.</param>
    public NetLink? FindLink(int? index)
    {
        _byIndex ??= Links.ToDictionary(link => link.Index);
        return index is { } known ? _byIndex.GetValueOrDefault(known) : null;
    }

    /// <summary>The link that a packet to an address leaves by.</summary>
    /// <param name="destination">An address whose way was asked for.</param>
    public NetLink? LinkTo(InetAddress destination) => Ways.TryGetValue(destination, out Way? way) ? FindLink(way.Route?.LinkIndex) : null;

    /// <summary>Whether packets to an address are taken in here: a local route leads to it, in whichever table.</summary>
    /// <param name="address">The address.</param>
    public bool IsLocal(InetAddress address)
    {
        if (_localHosts is null || _localRanges is null)
        {
            ReadLocalRoutes();
        }

        return _localHosts!.Contains(address) || _localRanges!.Exists(range => address.IsIn(range.Network, range.Length));
    }

    /// <summary>Whether an address is in the network of one of the addresses of a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    public bool IsOnLink(NetLink link, InetAddress address)
    {
        // A link with thousands of virtual addresses has few networks.
        _networks ??= Addresses
            .Select(own => (own.LinkIndex, Address: InetAddress.FromIPAddress(own.Address), Length: own.PrefixLength))
            .Where(own => own.Length < own.Address.BitCount)
            .ToLookup(own => own.LinkIndex, own => (own.Address.Network(own.Length), own.Length));
        return _networks[link.Index].Any(network => address.IsIn(network.Item1, network.Length));
    }

    /// <summary>The links' addresses that are an address: none, one, or the same on several links.</summary>
    /// <param name="address">The address.</param>
    internal IEnumerable<NetLinkAddress> Own(InetAddress address)
    {
        _byAddress ??= Addresses.ToLookup(own => InetAddress.FromIPAddress(own.Address));
        return _byAddress[address];
    }

    /// <summary>The way to everywhere else, of a family: the default route of the lowest metric.</summary>
    /// <param name="family">The family.</param>
    public NetLinkRoute? DefaultRoute(AddressFamily family)
    {
        if (!_defaultRoutes.TryGetValue(family, out NetLinkRoute? found))
        {
            found = Routes
                .Where(route =>
                    route is { Destination.PrefixLength: 0, Type: NetLinkRouteType.Unicast }
                    && route.Table == NetLinkRouteTable.Main
                    && InetAddress.FromIPAddress(route.Destination.Address!).Family == family
                )
                .MinBy(route => route.Metric);
            _defaultRoutes.Add(family, found);
        }

        return found;
    }

    /// <summary>The route of the main table that leads to an address: the longest one, of the lowest metric.</summary>
    /// <param name="address">The address.</param>
    public NetLinkRoute? RouteTo(InetAddress address) =>
        Routes
            .Where(route => route.Type == NetLinkRouteType.Unicast && route.Table == NetLinkRouteTable.Main && LeadsTo(route, address))
            .OrderByDescending(route => route.Destination.PrefixLength ?? address.BitCount)
            .ThenBy(route => route.Metric)
            .FirstOrDefault();

    private static bool LeadsTo(NetLinkRoute route, InetAddress address) =>
        route.Destination.Address is { } network
        && address.IsIn(InetAddress.FromIPAddress(network), route.Destination.PrefixLength ?? address.BitCount);

    private void ReadLocalRoutes()
    {
        _localHosts = [];
        _localRanges = [];
        foreach (NetLinkRoute route in Routes)
        {
            if (route.Type is not (NetLinkRouteType.Local or NetLinkRouteType.Anycast) || route.Destination.Address is not { } address)
            {
                continue;
            }

            InetAddress network = InetAddress.FromIPAddress(address);
            if (route.Destination.PrefixLength is { } length && length < network.BitCount)
            {
                _localRanges.Add((network, length));
            }
            else
            {
                _localHosts.Add(network);
            }
        }
    }
}
