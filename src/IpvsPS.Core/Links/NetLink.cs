using System.Net;

namespace IpvsPS;

/// <summary>Whether a link is set up, as <c>ip link set</c> does; not whether it carries traffic.</summary>
public enum NetLinkState
{
    /// <summary>Set down (IFF_UP absent): no traffic.</summary>
    Down,

    /// <summary>Set up (IFF_UP present).</summary>
    Up,
}

/// <summary>What the link's driver says of it (RFC 2863); values of IF_OPER_* in <c>include/uapi/linux/if.h</c>.</summary>
public enum NetLinkOperationalState : byte
{
    /// <summary>The driver does not say; dummy links and lo stay so.</summary>
    Unknown = 0,

    /// <summary>A part is missing.</summary>
    NotPresent = 1,

    /// <summary>Down.</summary>
    Down = 2,

    /// <summary>The link below it is down: the other end of a veth pair, for instance.</summary>
    LowerLayerDown = 3,

    /// <summary>Being tested.</summary>
    Testing = 4,

    /// <summary>Waiting for something outside, such as authentication.</summary>
    Dormant = 5,

    /// <summary>Ready for traffic.</summary>
    Up = 6,
}

/// <summary>A network link (interface), as <c>ip link</c> lists it.</summary>
public sealed class NetLink
{
    /// <summary>The name: up to 15 bytes, unique in its namespace.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its alternative names (<c>altname</c> in <c>ip link</c>): up to 127 bytes each; empty where it has none.</summary>
    public string[] AlternativeNames { get; set; } = [];

    /// <summary>The index, 1 or more, by which the kernel knows the link in its namespace.</summary>
    public int Index { get; set; }

    /// <summary>The kind (<c>dummy</c>, <c>veth</c>, <c>bridge</c>, …), or null for hardware and lo.</summary>
    public string? Kind { get; set; }

    /// <summary>Whether it is set up.</summary>
    public NetLinkState State { get; set; }

    /// <summary>What its driver says of it.</summary>
    public NetLinkOperationalState OperationalState { get; set; }

    /// <summary>The longest packet in bytes.</summary>
    public int Mtu { get; set; }

    /// <summary>The hardware address as <c>ip</c> shows it (<c>1a:86:88:d9:01:f4</c>), or null where it has none.</summary>
    public string? MacAddress { get; set; }

    /// <summary>This end's address, where the link is a tunnel with a fixed one; else null.</summary>
    public IPAddress? LocalAddress { get; set; }

    /// <summary>The other end's address, where the link is a tunnel with a fixed one; else null.</summary>
    public IPAddress? RemoteAddress { get; set; }

    /// <summary>The name of the bridge or bond it belongs to, or null.</summary>
    public string? Master { get; set; }

    /// <summary>The index of <see cref="Master"/>, or null.</summary>
    public int? MasterIndex { get; set; }

    /// <summary>Its addresses, IPv4 first; null unless they were asked for.</summary>
    public NetLinkAddress[]? Addresses { get; set; }

    /// <summary>What it has received and sent; null unless it was asked for.</summary>
    public NetLinkCounters? Counters { get; set; }

    /// <summary>Free text about it, up to 255 bytes, as <c>ip link</c> shows behind <c>alias</c>; null where there is none.</summary>
    public string? Alias { get; set; }

    /// <summary>The network namespace it is in.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The index of a veth's other end, in that one's namespace, or of the link below.</summary>
    public int RelatedIndex { get; set; }

    /// <summary>Whether ARP requests and neighbor solicitations come in by it: not by dummy links, most tunnels and lo.</summary>
    public bool UsesArp { get; set; }

    /// <summary>Whether the link is known by a name: its own or one of its alternative names. Case counts.</summary>
    /// <param name="name">A name.</param>
    /// <returns>Whether it is the link's.</returns>
    public bool IsNamed(string name) => Name == name || Array.IndexOf(AlternativeNames, name) >= 0;

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
