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
            .. Addresses(configured),
            .. configured.Routes.Count > 0 ? [$"the routes {string.Join(", ", configured.Routes)}"] : Array.Empty<string>(),
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
            .. Addresses(configured),
            .. routes.Length > 0 ? [$"the routes {string.Join(", ", (object[])routes)}"] : Array.Empty<string>(),
        ];
        return parts.Length > 0 ? string.Join(" and ", parts) : null;
    }

    private static string[] Addresses(LinkConfiguration configured) =>
        configured.Addresses.Count > 0 ? [$"the addresses {string.Join(", ", configured.Addresses)}"] : [];

    private static string Reason(RouteLossReason reason) =>
        reason switch
        {
            RouteLossReason.OtherLink => "some of its ways lead by other links",
            RouteLossReason.NextHopObject => "its next-hop object stays behind",
            _ => "its encapsulation means nothing in another namespace",
        };
}
