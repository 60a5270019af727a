namespace IpvsPS.Objects;

/// <summary>Which rule of Debug-IpvsService finds what Get-IpvsDirectRouting shows as missing.</summary>
internal static class DirectRoutingRules
{
    /// <summary>The rule's id; empty where nothing is missing.</summary>
    public static string IdOf(IpvsDirectRoutingItem item) =>
        item switch
        {
            { IsMet: true } => string.Empty,
            { Requirement: IpvsDirectRoutingRequirement.VirtualAddress, LinkName: not null } => "R212",
            { Requirement: IpvsDirectRoutingRequirement.VirtualAddress or IpvsDirectRoutingRequirement.Link } => "R209",
            { Requirement: IpvsDirectRoutingRequirement.Tunnel } => "R217",
            { Requirement: IpvsDirectRoutingRequirement.ReversePathFilter } => "R211",
            _ => "R210",
        };
}
