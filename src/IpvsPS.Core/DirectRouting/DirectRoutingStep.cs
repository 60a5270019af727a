namespace IpvsPS.DirectRouting;

/// <summary>What a step changes, which is what its refusals are about.</summary>
public enum DirectRoutingPart
{
    /// <summary>A link.</summary>
    Link,

    /// <summary>An address of a link.</summary>
    Address,

    /// <summary>A sysctl of a link.</summary>
    Sysctl,
}

/// <summary>One step of a change: the link that it is about, what is done to it in words, and the doing.</summary>
public sealed record DirectRoutingStep(DirectRoutingPart Part, string LinkName, string Action, Action Apply)
{
    /// <summary>The kind of the link that the step makes; null where it makes none.</summary>
    public string? NewKind { get; init; }
}
