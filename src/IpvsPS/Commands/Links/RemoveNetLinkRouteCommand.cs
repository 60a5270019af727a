using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLinkRoute: removes routes (<c>ip route del</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLinkRoute", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkRouteCommand : LinkRouteCommand
{
    /// <summary>Who made the routes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkRouteProtocol?))]
    public NetLinkRouteProtocol? Protocol { get; set; }

    /// <summary>How far the destinations are.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkScope?))]
    public NetLinkScope? Scope { get; set; }

    /// <summary>Removes the routes that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        NetLink? link = null;
        ILookup<InetPrefix, NetLinkRoute> listed = null!;
        bool isListed = Attempt(Destination, LinkErrors.Describe, () =>
        {
            client = Client;
            link = LinkName is null ? null : FindLink(client, LinkName);
            listed = client.ListRoutes(OneTable()).ToLookup(route => route.Destination);
        });
        if (!isListed)
        {
            return;
        }

        SendAll(Destination, destination => FindIfAllowed(client, listed, link, destination), client.RemoveRoutes, _ => { }, RouteErrors.DescribeRemoval);
    }

    private NetLinkRoute? FindIfAllowed(LinkClient client, ILookup<InetPrefix, NetLinkRoute> listed, NetLink? link, RouteDestination destination)
    {
        InetPrefix prefix = ToPrefix(destination, Gateway);
        List<NetLinkRoute> found = [.. listed[prefix].Where(route => IsMeant(route, link))];
        NetLinkRoute route = found.Count switch
        {
            0 => throw RouteErrors.NotFound(prefix, OneTable(), client.Place),
            1 => found[0],
            _ => throw RouteErrors.Ambiguous(prefix, found, client.Place),
        };
        return IsUnasked || ShouldProcess(route + client.Place, "Remove route") ? route : null;
    }

    private bool IsMeant(NetLinkRoute route, NetLink? link) =>
        (Type is null || Type == route.Type)
        && (Gateway is null || Gateway.Equals(route.Gateway))
        && (link is null || route.ListLinkIndexes().Contains(link.Index))
        && (Metric is null || Metric == route.Metric)
        && (Tos is null || Tos == route.Tos)
        && (NextHopId is null || NextHopId == route.NextHopId)
        && (Source is null || Source.Equals(route.Source))
        && (Protocol is null || Protocol == route.Protocol)
        && (Scope is null || Scope == route.Scope)
        && IsFromMeant(route);

    /// <summary>A piped route without a source prefix means one that has none.</summary>
    private bool IsFromMeant(NetLinkRoute route) => SourcePrefix is { } from
        ? ToPrefix(new RouteDestination(from), null, nameof(SourcePrefix)) == route.SourcePrefix
        : !IsNamed(nameof(SourcePrefix)) || route.SourcePrefix is null;
}
