using System.Globalization;
using System.Net;

namespace IpvsPS;

/// <summary>How a router advertises a route (RFC 4191); values of ICMPV6_ROUTER_PREF_* in <c>include/uapi/linux/icmpv6.h</c>.</summary>
public enum NetLinkRoutePreference : byte
{
    /// <summary>As other routes.</summary>
    Medium = 0,

    /// <summary>Before other routes.</summary>
    High = 1,

    /// <summary>After other routes.</summary>
    Low = 3,
}

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
    public int Weight { get; set; } = 1;

    /// <summary>Whether the gateway is taken to be on the link, whatever the other routes say.</summary>
    internal bool IsOnLink { get; set; }

    /// <summary>What the kernel said of it besides: its realm, its encapsulation. To be sent back as it is.</summary>
    internal byte[] OtherAttributes { get; set; } = [];

    /// <summary>Reads a way as <c>ip route</c> writes it; the link is not looked up.</summary>
    /// <param name="text"><c>via 10.0.0.1 dev eth0 weight 1</c>, where each part but one of via and dev may be missing.</param>
    /// <returns>The way.</returns>
    /// <exception cref="FormatException">The text is no way; the message says what is wrong with it.</exception>
    public static NetLinkNextHop Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var hop = new NetLinkNextHop();
        for (int i = 0; i + 1 < words.Length; i += 2)
        {
            hop.Read(text, words[i], words[i + 1]);
        }

        bool isWay = words.Length > 0 && words.Length % 2 == 0 && (hop.Gateway ?? (object?)hop.LinkName) is not null;
        return isWay ? hop : throw Invalid(text);
    }

    private void Read(string text, string key, string value)
    {
        switch (key)
        {
            case "via" when InetAddress.TryParse(value, out InetAddress gateway):
                Gateway = gateway.ToIPAddress();
                break;
            case "dev":
                LinkName = value;
                break;
            case "weight" when byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out byte weight) && weight > 0:
                Weight = weight;
                break;
            default:
                throw Invalid(text);
        }
    }

    private static FormatException Invalid(string text) =>
        new($"'{text.Trim()}' is no way: write via 10.0.0.1 dev eth0 weight 1, with a gateway, a link or both, and a weight of 1 to 255.");

    /// <summary>The way as <c>ip route</c> writes it.</summary>
    /// <returns><c>via 10.0.0.1 dev eth0 weight 1</c></returns>
    public override string ToString() => $"{(Gateway is null ? string.Empty : $"via {Gateway} ")}dev {LinkName} weight {Weight}";
}

/// <summary>A route, as <c>ip route</c> lists it.</summary>
public sealed class NetLinkRoute
{
    /// <summary>Where it leads to: 0.0.0.0/0 or ::/0 is everywhere (<c>default</c>).</summary>
    public InetPrefix Destination { get; set; }

    /// <summary>The network that packets must come from (<c>from</c>, IPv6 only), or null for any.</summary>
    public InetPrefix? SourcePrefix { get; set; }

    /// <summary>The type of service that packets must have (<c>tos</c>, IPv4 only): 0 to 255; 0 for any.</summary>
    public byte Tos { get; set; }

    /// <summary>What it does with a packet.</summary>
    public NetLinkRouteType Type { get; set; } = NetLinkRouteType.Unicast;

    /// <summary>The router that packets are sent to (<c>via</c>), or null where the destination is on the link.</summary>
    public IPAddress? Gateway { get; set; }

    /// <summary>The name of the link that packets leave by (<c>dev</c>), or null where there is none.</summary>
    public string? LinkName { get; set; }

    /// <summary>The index of that link, or null.</summary>
    public int? LinkIndex { get; set; }

    /// <summary>The ways it spreads its packets over, or null where there is one.</summary>
    public NetLinkNextHop[]? NextHops { get; set; }

    /// <summary>The id of the next-hop object (<c>ip nexthop</c>) that says the way, or null where the route says it itself.</summary>
    public uint? NextHopId { get; set; }

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

    /// <summary>The realm (<c>realm</c>, IPv4 only): the source's in the upper 16 bits, the destination's in the lower; 0 for
    /// none.</summary>
    public uint Realm { get; set; }

    /// <summary>How a router advertises it (<c>pref</c>, IPv6 only).</summary>
    public NetLinkRoutePreference Preference { get; set; }

    /// <summary>How much longer it lives (<c>expires</c>, IPv6 only), or null for ever.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>What its packets are wrapped in (<c>encap</c>): <c>mpls</c>, <c>ip</c>, <c>seg6</c>, …; null for nothing.</summary>
    public string? Encapsulation { get; set; }

    /// <summary>The network namespace it is in.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The indexes of the links that it leads by: its own and those of its ways.</summary>
    /// <returns>The indexes; none for a route that sends nothing on.</returns>
    public IEnumerable<int> ListLinkIndexes()
    {
        IEnumerable<int> hops = NextHops?.Select(hop => hop.LinkIndex) ?? [];
        return LinkIndex is { } index ? hops.Append(index) : hops;
    }

    /// <summary>
    /// Whether another route has the key of this one, so that the kernel refuses a second: destination, source prefix, TOS,
    /// table and metric. An IPv6 route without a metric gets 1024 (IP6_RT_PRIO_USER).
    /// </summary>
    /// <param name="other">The other route.</param>
    /// <returns>Whether the keys are the same.</returns>
    public bool HasKeyOf(NetLinkRoute other) =>
        Destination == other.Destination
        && SourcePrefix == other.SourcePrefix
        && Tos == other.Tos
        && Table == other.Table
        && EffectiveMetric == other.EffectiveMetric;

    private uint EffectiveMetric =>
        Metric == 0 && Destination.Address!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 1024 : Metric;

    /// <summary>Whether the gateway is taken to be on the link, whatever the other routes say.</summary>
    internal bool IsOnLink { get; set; }

    /// <summary>Whether it is added behind a route to the same destination with the same source prefix, TOS and metric.</summary>
    internal bool FollowsItsLike { get; set; }

    /// <summary>
    /// What the kernel said of it besides, as a list of attributes (its own MTU, its encapsulation and what this version
    /// does not know), to be sent back as it is.
    /// </summary>
    internal byte[] OtherAttributes { get; set; } = [];

    /// <summary>The destination, and the way there as <c>ip route</c> writes it.</summary>
    /// <returns><c>10.1.0.0/16 via 10.0.0.1 dev eth0</c></returns>
    public override string ToString() =>
        string.Concat(
            Type == NetLinkRouteType.Unicast ? string.Empty : $"{Type.ToString().ToLowerInvariant()} ",
            Destination,
            SourcePrefix is null ? string.Empty : $" from {SourcePrefix}",
            Tos == 0 ? string.Empty : $" tos 0x{Tos:x2}",
            NextHopId is null ? string.Empty : $" nhid {NextHopId}",
            Encapsulation is null ? string.Empty : $" encap {Encapsulation}",
            Gateway is null ? string.Empty : $" via {Gateway}",
            LinkName is null ? string.Empty : $" dev {LinkName}",
            NextHops is null ? string.Empty : $" nexthop {string.Join(" nexthop ", (object[])NextHops)}",
            Table == NetLinkRouteTable.Main ? string.Empty : $" table {Table}",
            Metric == 0 ? string.Empty : $" metric {Metric}"
        );
}
