using System.Net;

namespace IpvsPS;

/// <summary>One of several ways that a route spreads its packets over.</summary>
public sealed class NetLinkNextHop
{
    /// <summary>The router to send to, or null for the destination itself.</summary>
    public IPAddress? Gateway { get; set; }

    /// <summary>The name of the link to send by.</summary>
    public string? LinkName { get; set; }

    /// <summary>The index of that link.</summary>
    public int LinkIndex { get; set; }

    /// <summary>Its share of the packets, against the other ways' weights: 1 to 256.</summary>
    public int Weight { get; set; }

    /// <summary>The way as <c>ip route</c> writes it.</summary>
    /// <returns><c>via 10.0.0.1 dev eth0 weight 1</c></returns>
    public override string ToString() => $"{(Gateway is null ? string.Empty : $"via {Gateway} ")}dev {LinkName} weight {Weight}";
}

/// <summary>A route, as <c>ip route</c> lists it.</summary>
public sealed class NetLinkRoute
{
    /// <summary>Where it leads to: 0.0.0.0/0 or ::/0 is everywhere (<c>default</c>).</summary>
    public InetPrefix Destination { get; set; }

    /// <summary>What it does with a packet.</summary>
    public NetLinkRouteType Type { get; set; } = NetLinkRouteType.Unicast;

    /// <summary>The router that packets are sent to (<c>via</c>), or null where the destination is on the link.</summary>
    public IPAddress? Gateway { get; set; }

    /// <summary>The name of the link that packets leave by (<c>dev</c>), or null where there is none.</summary>
    public string? LinkName { get; set; }

    /// <summary>The index of that link, or null.</summary>
    public int? LinkIndex { get; set; }

    /// <summary>The table it is in.</summary>
    public NetLinkRouteTable Table { get; set; } = NetLinkRouteTable.Main;

    /// <summary>The metric: of two routes to the same destination the lower one is taken. 0 for none.</summary>
    public uint Metric { get; set; }

    /// <summary>The address that this host sends from (<c>src</c>), or null for the kernel's choice.</summary>
    public IPAddress? Source { get; set; }

    /// <summary>How far the destination is.</summary>
    public NetLinkScope Scope { get; set; }

    /// <summary>Who made it.</summary>
    public NetLinkRouteProtocol Protocol { get; set; } = NetLinkRouteProtocol.Boot;

    /// <summary>The ways it spreads its packets over, or null where there is one.</summary>
    public NetLinkNextHop[]? NextHops { get; set; }

    /// <summary>The network namespace it is in.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>Whether the gateway is taken to be on the link, whatever the other routes say.</summary>
    internal bool IsOnLink { get; set; }

    /// <summary>RTA_METRICS as the kernel sent it (the route's own MTU and the like), to be sent back as it is; null where there is none.</summary>
    internal byte[]? Metrics { get; set; }

    /// <summary>The destination, and the way there as <c>ip route</c> writes it.</summary>
    /// <returns><c>10.1.0.0/16 via 10.0.0.1 dev eth0</c></returns>
    public override string ToString() => string.Concat(
        Type == NetLinkRouteType.Unicast ? string.Empty : $"{Type.ToString().ToLowerInvariant()} ",
        Destination,
        Gateway is null ? string.Empty : $" via {Gateway}",
        LinkName is null ? string.Empty : $" dev {LinkName}",
        NextHops is null ? string.Empty : $" nexthop {string.Join(" nexthop ", (object[])NextHops)}",
        Table == NetLinkRouteTable.Main ? string.Empty : $" table {Table}",
        Metric == 0 ? string.Empty : $" metric {Metric}");
}
