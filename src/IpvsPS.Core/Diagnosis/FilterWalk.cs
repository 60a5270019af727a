namespace IpvsPS.Diagnosis;

/// <summary>A packet on its way through the packet filter; what is null is not known.</summary>
public sealed record FilterPacket(FilterHook Hook, AddressFamily Family, ushort Protocol)
{
    /// <summary>Its source address.</summary>
    public InetAddress? Source { get; init; }

    /// <summary>Its destination address.</summary>
    public InetAddress? Destination { get; init; }

    /// <summary>Its source port, host order.</summary>
    public int? SourcePort { get; init; }

    /// <summary>Its destination port, host order.</summary>
    public int? DestinationPort { get; init; }

    /// <summary>The name of the link it came in by.</summary>
    public string? InputLink { get; init; }

    /// <summary>The name of the link it goes out by.</summary>
    public string? OutputLink { get; init; }

    /// <summary>Its state in connection tracking: new, established, invalid.</summary>
    public string? State { get; init; }

    /// <summary>The type of an ICMP message: <c>3/4</c> for fragmentation needed, <c>2</c> for IPv6's packet too big.</summary>
    public string? IcmpType { get; init; }
}

/// <summary>What becomes of a packet.</summary>
/// <param name="Chain">The chain that drops it or changes its source; null where none does.</param>
/// <param name="Rule">The rule of it; null for the chain's policy.</param>
/// <param name="IsCertain">Whether no rule before may have accepted it.</param>
public sealed record FilterOutcome(FilterChain? Chain, FilterRule? Rule, bool IsCertain);

/// <summary>
/// Follows a packet through the packet filter. What a rule looks at may not be known: then it may match, and a drop behind a
/// rule that may have accepted is not certain.
/// </summary>
/// <param name="chains">All chains.</param>
public sealed class FilterWalk(IReadOnlyList<FilterChain> chains)
{
    /// <summary>As deep as nf_tables itself lets jumps nest (NFT_JUMP_STACK_SIZE of <c>include/net/netfilter/nf_tables.h</c>).</summary>
    private const int MostJumps = 16;

    private enum Match
    {
        No,
        Maybe,
        Yes,
    }

    private enum End
    {
        /// <summary>The chain is over, and who called it goes on.</summary>
        None,
        Accepted,
        Dropped,
        Translated,
    }

    /// <summary>What drops a packet for certain; null where nothing does, or may not.</summary>
    /// <param name="packet">The packet.</param>
    public FilterOutcome? FindDrop(FilterPacket packet)
    {
        foreach (FilterChain chain in Bases(packet).Where(chain => !chain.IsNat))
        {
            var state = new State(packet);
            End end = Walk(chain, state, 0);
            if (end == End.Dropped && !state.MayHaveEnded)
            {
                return new FilterOutcome(state.Chain, state.Rule, true);
            }

            if (end == End.None && chain.DropsByDefault && !state.MayHaveEnded)
            {
                return new FilterOutcome(chain, null, true);
            }
        }

        return null;
    }

    /// <summary>The rule that gives a packet another address, or may; null where none does.</summary>
    /// <param name="packet">The packet: at the hook Prerouting the destination is what changes, at Postrouting the source.</param>
    public FilterOutcome? FindTranslation(FilterPacket packet)
    {
        foreach (FilterChain chain in Bases(packet).Where(chain => chain.IsNat))
        {
            var state = new State(packet);
            End end = Walk(chain, state, 0);
            if (end == End.Translated || state.MayBeTranslatedBy is not null)
            {
                return new FilterOutcome(
                    state.Chain ?? chain,
                    state.MayBeTranslatedBy ?? state.Rule,
                    state.MayBeTranslatedBy is null && !state.MayHaveEnded
                );
            }
        }

        return null;
    }

    private IEnumerable<FilterChain> Bases(FilterPacket packet) =>
        chains.Where(chain => chain.Hook == packet.Hook && chain.Sees(packet.Family));

    private End Walk(FilterChain chain, State state, int depth)
    {
        foreach (FilterRule rule in chain.Rules)
        {
            Match match = MatchOf(rule, state.Packet);
            if (match == Match.No)
            {
                continue;
            }

            End? end = Act(chain, rule, match, state, depth);
            if (end is { } known)
            {
                return known;
            }
        }

        return End.None;
    }

    /// <summary>What a rule that matches, or may, does; null where the next rule is looked at.</summary>
    private End? Act(FilterChain chain, FilterRule rule, Match match, State state, int depth)
    {
        bool isSure = match == Match.Yes;
        switch (rule.Verdict)
        {
            case FilterVerdict.Accept or FilterVerdict.Other:
                state.MayHaveEnded |= !isSure || rule.Verdict == FilterVerdict.Other;
                return isSure ? End.Accepted : null;
            case FilterVerdict.Drop when isSure:
                (state.Chain, state.Rule) = (chain, rule);
                return End.Dropped;
            case FilterVerdict.SourceNat or FilterVerdict.DestinationNat:
                state.MayBeTranslatedBy ??= isSure ? null : rule;
                (state.Chain, state.Rule) = (chain, rule);
                return isSure ? End.Translated : null;
            case FilterVerdict.Return:
                state.MayHaveEnded |= !isSure;
                return isSure ? End.None : null;
            case FilterVerdict.Jump or FilterVerdict.Goto:
                return Follow(chain, rule, isSure, state, depth);
            default:
                return null;
        }
    }

    private End? Follow(FilterChain chain, FilterRule rule, bool isSure, State state, int depth)
    {
        FilterChain? target = chains.FirstOrDefault(other =>
            other.Name == rule.Target && other.Table == chain.Table && other.Family == chain.Family && other.IsLegacy == chain.IsLegacy
        );
        if (target is null || depth == MostJumps)
        {
            state.MayHaveEnded = true;
            return null;
        }

        if (!isSure)
        {
            // What may be jumped to drops nothing for certain, and may accept.
            var aside = new State(state.Packet);
            state.MayHaveEnded |= Walk(target, aside, depth + 1) == End.Accepted || aside.MayHaveEnded;
            state.MayBeTranslatedBy ??=
                aside.MayBeTranslatedBy
                ?? (aside.Rule is { Verdict: FilterVerdict.SourceNat or FilterVerdict.DestinationNat } ? aside.Rule : null);
            return null;
        }

        End end = Walk(target, state, depth + 1);
        return end != End.None || rule.Verdict == FilterVerdict.Goto ? end : null;
    }

    private static Match MatchOf(FilterRule rule, FilterPacket packet)
    {
        Match result = Match.Yes;
        foreach (FilterMatch condition in rule.Matches)
        {
            Match match = MatchOf(condition, packet);
            match = condition.IsNegated ? Match.Yes - (int)match : match;
            if (match == Match.No)
            {
                return Match.No;
            }

            result = match < result ? match : result;
        }

        return result;
    }

    private static Match MatchOf(FilterMatch condition, FilterPacket packet) =>
        condition.Field switch
        {
            FilterField.Protocol => Any(condition, value => FilterText.IsProtocol(value, packet.Protocol)),
            FilterField.Family => Any(condition, value => value == (packet.Family == AddressFamily.IPv6 ? "ip6" : "ip")),
            FilterField.Source => OfAddress(condition, packet.Source),
            FilterField.Destination => OfAddress(condition, packet.Destination),
            FilterField.SourcePort => OfPort(condition, packet.SourcePort),
            FilterField.DestinationPort => OfPort(condition, packet.DestinationPort),
            FilterField.InputLink => OfLink(condition, packet.InputLink),
            FilterField.OutputLink => OfLink(condition, packet.OutputLink),
            FilterField.State => packet.State is { } state
                ? Any(condition, value => value.Equals(state, StringComparison.OrdinalIgnoreCase))
                : Match.Maybe,
            FilterField.IcmpType => packet.IcmpType is { } type ? Any(condition, value => FilterText.IsIcmpType(value, type)) : Match.Maybe,
            _ => Match.Maybe,
        };

    private static Match Any(FilterMatch condition, Func<string, bool?> isIt)
    {
        Match result = Match.No;
        foreach (string value in condition.Values)
        {
            Match match = isIt(value) switch
            {
                true => Match.Yes,
                false => Match.No,
                null => Match.Maybe,
            };
            result = match > result ? match : result;
        }

        return result;
    }

    private static Match OfAddress(FilterMatch condition, InetAddress? address) =>
        address is { } known ? Any(condition, value => FilterText.IsIn(value, known)) : Match.Maybe;

    private static Match OfPort(FilterMatch condition, int? port) =>
        port is { } known ? Any(condition, value => FilterText.IsPort(value, known)) : Match.Maybe;

    /// <summary>A link that is not known may be any but lo: the packets that are followed come from elsewhere.</summary>
    private static Match OfLink(FilterMatch condition, string? link) =>
        link is { } known ? Any(condition, value => FilterText.IsLink(value, known))
        : condition.Values.All(value => value == "lo") ? Match.No
        : Match.Maybe;

    private sealed class State(FilterPacket packet)
    {
        public FilterPacket Packet { get; } = packet;

        public bool MayHaveEnded { get; set; }

        public FilterRule? MayBeTranslatedBy { get; set; }

        public FilterChain? Chain { get; set; }

        public FilterRule? Rule { get; set; }
    }
}
