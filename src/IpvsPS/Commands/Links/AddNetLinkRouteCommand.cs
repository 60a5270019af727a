using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkRoute: adds routes (<c>ip route add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkRoute", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLinkRoute))]
public sealed class AddNetLinkRouteCommand : LinkRouteCommand
{
    /// <summary>The realm of a route that is piped (IPv4 only); 0 for none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [ArgumentConversion(typeof(uint?))]
    public uint? Realm { get; set; }

    /// <summary>How a router advertises a route that is piped (IPv6 only).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [ArgumentConversion(typeof(NetLinkRoutePreference?))]
    public NetLinkRoutePreference? Preference { get; set; }

    /// <summary>How much longer a route that is piped is to live (IPv6 only), in seconds; for ever unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Lifetime { get; set; }

    /// <summary>What a route that is piped wraps its packets in: only its kind is known of it, so that it cannot be made again.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    public string? Encapsulation { get; set; }

    /// <summary>Writes the routes that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private NetLinkRouteType AddedType => Type ?? NetLinkRouteType.Unicast;

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => RouteErrors.DescribeAddition(refusal, target);

    /// <summary>Adds the routes that the parameters name.</summary>
    private protected override void ProcessInScope()
    {
        if (!string.IsNullOrEmpty(Encapsulation))
        {
            throw new CommandException(
                ErrorIds.NetLinkRouteSettingNotSupported,
                ErrorCategory.InvalidArgument,
                $"The route to {string.Join(", ", Destination)} wraps its packets ({Encapsulation}), and its object does not hold how: "
                    + $"without that it would be another route. Add it with ip route add … encap {Encapsulation}."
            );
        }

        LinkClient client = Client;
        NetLinkRouteTable table = OneTable();
        NetLink? link = ChosenLink() is { } name ? FindLink(client, name) : null;
        var added = new List<NetLinkRoute>();
        new InputBatch(this).Send(Destination, destination => PlanIfAllowed(client, link, destination, table), client.AddRoutes, added.Add);
        if (PassThru && added.Count > 0)
        {
            foreach (NetLinkRoute route in client.ListRoutes(table).Where(route => added.Exists(one => IsSame(one, route))))
            {
                WriteObject(new Objects.NetLinkRoute(route));
            }
        }
    }

    /// <summary>
    /// Local routes are on lo unless told otherwise, since that is where the kernel takes packets in. A piped route by a
    /// next-hop object has the way of that object too.
    /// </summary>
    private string? ChosenLink() =>
        IsWayOfObject(nameof(Link)) ? null : Link?.ToString() ?? (AddedType == NetLinkRouteType.Local ? "lo" : null);

    private bool IsWayOfObject(string parameter) => NextHopId is not null && !Parameters.IsTyped(parameter);

    private NetLinkRoute? PlanIfAllowed(LinkClient client, NetLink? link, DestinationArgument destination, NetLinkRouteTable table)
    {
        NetLinkRoute route = Plan(ToNetwork(destination), link, table);
        LinkErrors.ThrowIf(RouteRules.Check(route));
        if (Parameters.IsUnasked)
        {
            return route;
        }

        // What is there already is said instead of asked about: by the refusal that adding it would get.
        return client.ListRoutes(route.Table).Exists(route.HasKeyOf)
                ? throw new NetlinkException($"add the route {route}{client.Place}", Errno.EEXIST)
            : ShouldProcess(route + client.Place, "Add route") ? route
            : null;
    }

    private NetLinkRoute Plan(InetPrefix destination, NetLink? link, NetLinkRouteTable table)
    {
        var route = new NetLinkRoute
        {
            Destination = destination,
            SourcePrefix = SourceNetwork(),
            Tos = Tos ?? 0,
            NextHopId = NextHopId,
            Type = AddedType,
            Gateway = IsWayOfObject(nameof(Gateway)) ? null : Gateway?.Value,
            LinkName = link?.Name,
            LinkIndex = link?.Index,
            Table = table,
            Metric = Metric ?? 0,
            Source = Source?.Value,
            Realm = Realm ?? 0,
            Preference = Preference ?? NetLinkRoutePreference.Medium,
            Lifetime = Lifetime?.Value,
        };
        route.Scope = RouteRules.DefaultScope(route);
        return route;
    }

    /// <summary>The kernel may have chosen the link, and for IPv6 the metric.</summary>
    private static bool IsSame(NetLinkRoute added, NetLinkRoute listed) =>
        added.Destination == listed.Destination
        && added.SourcePrefix == listed.SourcePrefix
        && added.Tos == listed.Tos
        && added.NextHopId == listed.NextHopId
        && added.Type == listed.Type
        && (added.NextHopId is not null || Equals(added.Gateway, listed.Gateway))
        && (added.LinkIndex is null || added.LinkIndex == listed.LinkIndex)
        && (added.Metric == 0 || added.Metric == listed.Metric);
}
