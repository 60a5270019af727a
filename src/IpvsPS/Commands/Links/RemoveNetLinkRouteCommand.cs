using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLinkRoute: removes routes (<c>ip route del</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLinkRoute", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkRouteCommand : LinkRouteCommand
{
    /// <summary>Removes the routes that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        ILookup<InetPrefix, NetLinkRoute> listed = null!;
        bool isListed = Attempt(Destination, LinkErrors.Describe, () =>
        {
            client = Client;
            listed = client.ListRoutes(OneTable()).ToLookup(route => route.Destination);
        });
        if (!isListed)
        {
            return;
        }

        SendAll(Destination, destination => FindIfAllowed(client, listed, destination), client.RemoveRoutes, _ => { }, RouteErrors.DescribeRemoval);
    }

    private NetLinkRoute? FindIfAllowed(LinkClient client, ILookup<InetPrefix, NetLinkRoute> listed, RouteDestination destination)
    {
        NetLinkRoute route = Find(listed, ToPrefix(destination, Gateway), client);
        return IsUnasked || ShouldProcess(route + client.Place, "Remove route") ? route : null;
    }

    /// <exception cref="CommandException">There is no such route, or more than one.</exception>
    private NetLinkRoute Find(ILookup<InetPrefix, NetLinkRoute> listed, InetPrefix destination, LinkClient client)
    {
        List<NetLinkRoute> found = [.. listed[destination].Where(route =>
            (Type is null || Type == route.Type)
            && (Gateway is null || Gateway.Equals(route.Gateway))
            && (LinkName is null || LinkName == route.LinkName)
            && (Metric is null || Metric == route.Metric))];
        return found.Count switch
        {
            0 => throw RouteErrors.NotFound(destination, OneTable(), client.Place),
            1 => found[0],
            _ => throw RouteErrors.Ambiguous(destination, found, client.Place),
        };
    }
}
