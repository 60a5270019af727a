namespace IpvsPS.Diagnosis;

/// <summary>Where a base chain of the packet filter sees packets; NF_INET_* of <c>include/uapi/linux/netfilter.h</c>.</summary>
public enum FilterHook
{
    /// <summary>Every packet that comes in.</summary>
    Prerouting,

    /// <summary>Packets for this host: those for virtual addresses, before IPVS takes them.</summary>
    Input,

    /// <summary>Packets that this host passes on: the answers of real servers with Masquerade.</summary>
    Forward,

    /// <summary>Packets that this host sends: those of IPVS to real servers.</summary>
    Output,

    /// <summary>Every packet that goes out.</summary>
    Postrouting,
}

/// <summary>What a rule does with a packet that it matches.</summary>
public enum FilterVerdict
{
    /// <summary>Nothing that ends the way, such as counting.</summary>
    Continue,

    /// <summary>Lets it pass this chain.</summary>
    Accept,

    /// <summary>Drops it, with or without a word.</summary>
    Drop,

    /// <summary>Goes on in another chain, and comes back.</summary>
    Jump,

    /// <summary>Goes on in another chain for good.</summary>
    Goto,

    /// <summary>Goes back to the chain it came from.</summary>
    Return,

    /// <summary>Gives it another source address.</summary>
    SourceNat,

    /// <summary>What is not known here: it may let the packet pass.</summary>
    Other,

    /// <summary>Gives it another destination address or port.</summary>
    DestinationNat,
}

/// <summary>What of a packet a rule looks at.</summary>
public enum FilterField
{
    /// <summary>Something that is not known here: it may match.</summary>
    Unknown,

    /// <summary>The transport protocol.</summary>
    Protocol,

    /// <summary>The address family.</summary>
    Family,

    /// <summary>The source address.</summary>
    Source,

    /// <summary>The destination address.</summary>
    Destination,

    /// <summary>The source port.</summary>
    SourcePort,

    /// <summary>The destination port.</summary>
    DestinationPort,

    /// <summary>The name of the link it came in by.</summary>
    InputLink,

    /// <summary>The name of the link it goes out by.</summary>
    OutputLink,

    /// <summary>Its state in connection tracking.</summary>
    State,

    /// <summary>The type of an ICMP message.</summary>
    IcmpType,
}

/// <summary>One condition of a rule.</summary>
/// <param name="Field">What it looks at.</param>
/// <param name="IsNegated">Whether it matches everything but the values.</param>
/// <param name="Values">Addresses, networks, numbers, ranges, names: as the filter's programs write them.</param>
public sealed record FilterMatch(FilterField Field, bool IsNegated, IReadOnlyList<string> Values);

/// <summary>A rule of the packet filter.</summary>
/// <param name="Matches">What a packet must be.</param>
/// <param name="Verdict">What is done with it.</param>
/// <param name="Target">The chain of a jump.</param>
/// <param name="Text">What the rule is called: its handle, or its line.</param>
public sealed record FilterRule(IReadOnlyList<FilterMatch> Matches, FilterVerdict Verdict, string? Target, string Text)
{
    /// <summary>The firewall mark that it gives a packet; null for none, or one that is not known.</summary>
    public uint? Mark { get; init; }

    /// <summary>Whether it gives a packet a mark that is not known here, such as that of the connection.</summary>
    public bool MayMark { get; init; }
}

/// <summary>A chain of the packet filter.</summary>
public sealed record FilterChain
{
    /// <summary>Whose it is: <c>inet</c>, <c>ip</c> or <c>ip6</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Its table.</summary>
    public required string Table { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The hook that leads to it; null for a chain that only jumps lead to.</summary>
    public FilterHook? Hook { get; init; }

    /// <summary>Whether it changes addresses (type nat), so that it sees only the first packet of a connection.</summary>
    public bool IsNat { get; init; }

    /// <summary>Whether it drops what no rule has accepted.</summary>
    public bool DropsByDefault { get; init; }

    /// <summary>Its rules, in order.</summary>
    public IReadOnlyList<FilterRule> Rules { get; init; } = [];

    /// <summary>Whether legacy iptables holds it, and not nftables.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>Whether it sees packets of a family.</summary>
    /// <param name="family">The family.</param>
    public bool Sees(AddressFamily family) => Family == "inet" || Family == (family == AddressFamily.IPv6 ? "ip6" : "ip");

    /// <summary>The chain as its program names it.</summary>
    /// <returns><c>inet filter input</c></returns>
    public override string ToString() => $"{Family} {Table} {Name}";
}
