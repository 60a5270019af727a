using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A route as the cmdlets write it, as <c>ip route</c> lists it.</summary>
public sealed class NetLinkRoute
{
    private readonly IpvsPS.NetLinkRoute _route;

    /// <summary>Makes a route, to be filled in.</summary>
    public NetLinkRoute()
        : this(new IpvsPS.NetLinkRoute { Destination = new InetPrefix("0.0.0.0/0") }) { }

    internal NetLinkRoute(IpvsPS.NetLinkRoute route) => _route = route;

    /// <summary>Where it leads to, as a network with its prefix length: 0.0.0.0/0 or ::/0 is everywhere (<c>default</c>).</summary>
    public string Destination
    {
        get => _route.Destination.ToString();
        set => _route.Destination = InetPrefix.Parse(value);
    }

    /// <summary>The network that packets must come from (<c>from</c>, IPv6 only), or null for any.</summary>
    public string? SourcePrefix
    {
        get => _route.SourcePrefix?.ToString();
        set => _route.SourcePrefix = string.IsNullOrEmpty(value) ? null : InetPrefix.Parse(value);
    }

    /// <summary>The type of service that packets must have (<c>tos</c>, IPv4 only): 0 to 255; 0 for any.</summary>
    public byte Tos
    {
        get => _route.Tos;
        set => _route.Tos = value;
    }

    /// <summary>What it does with a packet.</summary>
    public NetLinkRouteType Type
    {
        get => _route.Type;
        set => _route.Type = value;
    }

    /// <summary>The router that packets are sent to (<c>via</c>), or null where the destination is on the link.</summary>
    public string? Gateway
    {
        get => AddressText.Of(_route.Gateway);
        set => _route.Gateway = AddressText.Read(value);
    }

    /// <summary>The name of the link that packets leave by (<c>dev</c>), or null where there is none.</summary>
    public string? Link
    {
        get => _route.LinkName;
        set => _route.LinkName = value;
    }

    /// <summary>The index of that link, or null.</summary>
    public int? LinkIndex
    {
        get => _route.LinkIndex;
        set => _route.LinkIndex = value;
    }

    /// <summary>
    /// The ways it spreads its packets over as <c>ip route</c> writes them, with semicolons between them; null where there is
    /// one: <c>via 10.0.0.1 dev eth0 weight 1; via 10.0.0.2 dev eth1 weight 2</c>.
    /// </summary>
    public string? NextHops
    {
        get => _route.NextHops is { } hops ? string.Join("; ", (object[])hops) : null;
        set => _route.NextHops = value?.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(NetLinkNextHop.Parse).ToArray();
    }

    /// <summary>The id of the next-hop object that says the way, or null where the route says it itself.</summary>
    public uint? NextHopId
    {
        get => _route.NextHopId;
        set => _route.NextHopId = value;
    }

    /// <summary>The table it is in: main, local, default or a number.</summary>
    public string Table
    {
        get => _route.Table.ToString();
        set => _route.Table = NetLinkRouteTable.Parse(value);
    }

    /// <summary>The metric: of two routes to the same destination the lower one is taken. 0 for none.</summary>
    public uint Metric
    {
        get => _route.Metric;
        set => _route.Metric = value;
    }

    /// <summary>The address that this host sends from (<c>src</c>), or null for the kernel's choice.</summary>
    public string? Source
    {
        get => AddressText.Of(_route.Source);
        set => _route.Source = AddressText.Read(value);
    }

    /// <summary>How far the destination is.</summary>
    public NetLinkScope Scope
    {
        get => _route.Scope;
        set => _route.Scope = value;
    }

    /// <summary>Who made it.</summary>
    public NetLinkRouteProtocol Protocol
    {
        get => _route.Protocol;
        set => _route.Protocol = value;
    }

    /// <summary>The realm (IPv4 only): the source's in the upper 16 bits, the destination's in the lower; 0 for none.</summary>
    public uint Realm
    {
        get => _route.Realm;
        set => _route.Realm = value;
    }

    /// <summary>How a router advertises it (IPv6 only).</summary>
    public NetLinkRoutePreference Preference
    {
        get => _route.Preference;
        set => _route.Preference = value;
    }

    /// <summary>How much longer it lives, in seconds (IPv6 only); null for ever.</summary>
    public double? Lifetime
    {
        get => _route.Lifetime?.TotalSeconds;
        set => _route.Lifetime = value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>What its packets are wrapped in: <c>mpls</c>, <c>ip</c>, <c>seg6</c>, …; null for nothing.</summary>
    public string? Encapsulation
    {
        get => _route.Encapsulation;
        set => _route.Encapsulation = value;
    }

    /// <summary>The network namespace it is in: its name, else its path, and empty for the namespace PowerShell was started in.</summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(_route.NetNamespace);
        set => _route.NetNamespace = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The destination, and the way there as <c>ip route</c> writes it.</summary>
    /// <returns><c>10.1.0.0/16 via 10.0.0.1 dev eth0</c></returns>
    public override string ToString() => _route.ToString();
}
