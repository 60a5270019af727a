using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>What a link had configured, in words.</summary>
internal static class LinkConfigurationWords
{
    /// <summary>What is put back.</summary>
    public static string DescribeKept(LinkConfiguration configured)
    {
        string[] parts =
        [
            .. List("addresses", configured.Addresses),
            .. List("routes", configured.Routes),
            .. List("neighbours", configured.Neighbors),
            .. List("settings", configured.Settings),
        ];
        return parts.Length > 0 ? string.Join(" and ", parts)
            : configured.WasUp ? "the state up"
            : "nothing";
    }

    /// <summary>What cannot be put back, each with the reason; null for nothing.</summary>
    public static string? DescribeLost(LinkConfiguration configured)
    {
        string[] parts =
        [
            .. configured.Master is { } master ? [$"its place in {master}"] : Array.Empty<string>(),
            .. configured.LostRoutes.Select(loss => $"the route {loss.Route} ({Reason(loss.Reason)})"),
        ];
        return parts.Length > 0 ? string.Join(" and ", parts) : null;
    }

    /// <summary>What is gone where nothing is put back; null for nothing.</summary>
    public static string? DescribeDropped(LinkConfiguration configured)
    {
        NetLinkRoute[] routes = [.. configured.Routes, .. configured.LostRoutes.Select(loss => loss.Route)];
        string[] parts =
        [
            .. List("addresses", configured.Addresses),
            .. List("routes", routes),
            .. List("neighbours", configured.Neighbors),
        ];
        return parts.Length > 0 ? string.Join(" and ", parts) : null;
    }

    private static string[] List<T>(string what, IReadOnlyCollection<T> items) =>
        items.Count > 0 ? [$"the {what} {string.Join(", ", items)}"] : [];

    private static string Reason(RouteLossReason reason) =>
        reason switch
        {
            RouteLossReason.OtherLink => "some of its ways lead by other links",
            RouteLossReason.NextHopObject => "its next-hop object stays behind",
            _ => "its encapsulation means nothing in another namespace",
        };
}
