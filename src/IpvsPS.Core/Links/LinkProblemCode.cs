namespace IpvsPS.Links;

/// <summary>What can be wrong with an address or a route that is to be added. The values of each are given in parentheses.</summary>
public enum LinkProblemCode
{
    /// <summary>The address that stands for none (the address).</summary>
    AddressUnspecified,

    /// <summary>A prefix length that the address cannot have (the length, the address, the longest).</summary>
    PrefixLengthInvalid,

    /// <summary>A label or a broadcast address of an IPv6 address (the address).</summary>
    IPv4SettingForeign,

    /// <summary>A label that does not begin with the link's name, is too long, or holds a NUL (the label, the most bytes, the link's
    /// name).</summary>
    LabelInvalid,

    /// <summary>A lifetime out of range, or of a part of a second (the lifetime in seconds, the most seconds).</summary>
    LifetimeInvalid,

    /// <summary>A valid lifetime of no time.</summary>
    LifetimeZero,

    /// <summary>A preferred lifetime longer than the valid one (the preferred in seconds, the valid in seconds).</summary>
    PreferredLifetimeTooLong,

    /// <summary>A destination with bits behind its prefix (the destination, the network, the single address).</summary>
    DestinationNotNetwork,

    /// <summary>A route that needs a way has none (the type).</summary>
    WayMissing,

    /// <summary>A route that sends nothing on has a gateway (the type).</summary>
    GatewayForeign,

    /// <summary>A next-hop object beside another way (the id).</summary>
    WayConflict,

    /// <summary>An IPv4 gateway of an IPv6 route (the gateway, the destination).</summary>
    GatewayFamilyDiffers,

    /// <summary>A source of another family than the destination (the source, the destination).</summary>
    SourceFamilyDiffers,

    /// <summary>A type of service of an IPv6 route (the TOS, the destination).</summary>
    TosForeign,

    /// <summary>A source prefix of an IPv4 route, or an IPv4 one of an IPv6 route (the prefix, the destination).</summary>
    SourcePrefixForeign,
}

/// <summary>The sentences of the problems with addresses and routes.</summary>
public static class LinkProblemText
{
    /// <summary>A sentence about a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="nameOf">What the user calls a field.</param>
    /// <returns>What is wrong and what would be right.</returns>
    public static string Describe(Problem<LinkProblemCode> problem, Func<string, string> nameOf)
    {
        string field = nameOf(problem.Field);
        IReadOnlyList<object?> values = problem.Values;
        return problem.Code switch
        {
            LinkProblemCode.AddressUnspecified => $"{values[0]} stands for no address: no link can have it.",
            LinkProblemCode.PrefixLengthInvalid => $"{values[0]} is not a prefix length of {values[1]}: it has one from 0 to {values[2]}.",
            LinkProblemCode.IPv4SettingForeign =>
                $"{values[0]}: {nameOf(nameof(NetLinkAddress.Label))} and {nameOf(nameof(NetLinkAddress.BroadcastAddress))} are "
                    + "for IPv4 addresses, IPv6 has neither.",
            LinkProblemCode.LabelInvalid =>
                $"{field} '{values[0]}': a label begins with its link's name and has at most {values[1]} bytes and no NUL: "
                    + $"{values[2]}:web.",
            LinkProblemCode.LifetimeInvalid =>
                $"{field} {values[0]} is not a whole number of seconds from 0 to {values[1]}. For ever is written forever.",
            LinkProblemCode.LifetimeZero => $"{field} 0: what lives for no time cannot be added.",
            LinkProblemCode.PreferredLifetimeTooLong =>
                $"{field} {values[0]} is longer than {nameOf(nameof(NetLinkAddress.ValidLifetime))} {values[1]}: nothing "
                    + "prefers an address that is gone.",
            LinkProblemCode.DestinationNotNetwork =>
                $"{field} {values[0]} has bits behind its prefix: the network is {values[1]}, the single address {values[2]}.",
            _ => DescribeWay(problem, field, nameOf),
        };
    }

    private static string DescribeWay(Problem<LinkProblemCode> problem, string field, Func<string, string> nameOf)
    {
        IReadOnlyList<object?> values = problem.Values;
        string gateway = nameOf(nameof(NetLinkRoute.Gateway));
        string link = nameOf(nameof(NetLinkRoute.LinkName));
        return problem.Code switch
        {
            LinkProblemCode.WayMissing => $"A route of the type {values[0]} needs a way: give {gateway}, {link} or both.",
            LinkProblemCode.GatewayForeign => $"A route of the type {values[0]} sends nothing on: it has no {gateway}.",
            LinkProblemCode.WayConflict =>
                $"{nameOf(nameof(NetLinkRoute.NextHopId))} {values[0]} and {field} name two ways: the next-hop object says the "
                    + "gateway and the link. Give one of them.",
            LinkProblemCode.GatewayFamilyDiffers => $"{field} {values[0]} of {values[1]}: an IPv6 route has an IPv6 gateway.",
            LinkProblemCode.SourceFamilyDiffers => $"{field} {values[0]} of {values[1]}: both are IPv4 or both are IPv6.",
            LinkProblemCode.TosForeign => $"{field} {values[0]} of {values[1]}: only IPv4 routes have a type of service.",
            LinkProblemCode.SourcePrefixForeign =>
                $"{field} {values[0]} of {values[1]}: only IPv6 routes have a source prefix, and it is an IPv6 one.",
            _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Code, "There is no sentence for this code."),
        };
    }
}
