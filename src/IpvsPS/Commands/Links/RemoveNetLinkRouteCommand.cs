using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

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
    public new NetLinkScope? Scope { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => RouteErrors.DescribeRemoval(refusal, target);

    /// <summary>Removes the routes that the parameters name.</summary>
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        NetLink? link = Link is { } name ? FindLink(client, name.ToString()) : null;
        ILookup<InetPrefix, NetLinkRoute> listed = client.ListRoutes(OneTable()).ToLookup(route => route.Destination);
        new InputBatch(this).Send(
            Destination,
            destination => FindIfAllowed(client, listed, link, destination),
            client.RemoveRoutes,
            _ => { }
        );
    }

    private NetLinkRoute? FindIfAllowed(
        LinkClient client,
        ILookup<InetPrefix, NetLinkRoute> listed,
        NetLink? link,
        DestinationArgument destination
    )
    {
        InetPrefix network = ToNetwork(destination);
        List<NetLinkRoute> found = [.. listed[network].Where(route => IsMeant(route, link))];
        NetLinkRoute route = found.Count switch
        {
            0 => throw RouteErrors.NotFound(network, OneTable(), client.Place),
            1 => found[0],
            _ => throw RouteErrors.Ambiguous(network, found, client.Place),
        };
        return Parameters.IsUnasked || ShouldProcess(route + client.Place, "Remove route") ? route : null;
    }

    private bool IsMeant(NetLinkRoute route, NetLink? link) =>
        (Type is null || Type == route.Type)
        && (Gateway is null || Gateway.Value.Value!.Equals(route.Gateway))
        && (link is null || route.ListLinkIndexes().Contains(link.Index))
        && (Metric is null || Metric == route.Metric)
        && (Tos is null || Tos == route.Tos)
        && (NextHopId is null || NextHopId == route.NextHopId)
        && (Source is null || Source.Value.Value!.Equals(route.Source))
        && (Protocol is null || Protocol == route.Protocol)
        && (Scope is null || Scope == route.Scope)
        && IsFromMeant(route);

    /// <summary>A piped route without a source prefix means one that has none.</summary>
    private bool IsFromMeant(NetLinkRoute route) =>
        SourceNetwork() is { } from ? from == route.SourcePrefix : !Parameters.IsGiven(nameof(SourcePrefix)) || route.SourcePrefix is null;
}
