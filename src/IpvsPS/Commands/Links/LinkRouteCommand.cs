using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>What Add- and Remove-NetLinkRoute share: the route that the parameters name.</summary>
public abstract class LinkRouteCommand : LinkCommand
{
    /// <summary>Where the routes lead to: 10.96.0.0/16, 2001:db8::/32, one address, or default.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(DestinationArgument[]))]
    [ArgumentCompleter(typeof(NetLinkRouteDestinationCompleter))]
    public DestinationArgument[] Destination { get; set; } = [];

    /// <summary>The router that packets are sent to (via).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    [Alias("Via")]
    [ArgumentCompleter(typeof(NetLinkRouteGatewayCompleter))]
    public AddressArgument? Gateway { get; set; }

    /// <summary>The link that packets leave by (dev).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument?))]
    [Alias("LinkName", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument? Link { get; set; }

    /// <summary>What the routes do with a packet; Unicast unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkRouteType?))]
    public NetLinkRouteType? Type { get; set; }

    /// <summary>The table: main, local, default or a number. Local for local, broadcast and anycast routes, else main, unless
    /// given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkRouteTable?))]
    [ArgumentCompleter(typeof(NetLinkRouteTableCompleter))]
    public NetLinkRouteTable? Table { get; set; }

    /// <summary>The metric: of two routes to the same destination the lower one is taken.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ArgumentCompleter(typeof(NetLinkRouteMetricCompleter))]
    public uint? Metric { get; set; }

    /// <summary>The type of service that packets must have (tos, IPv4 only): 0 to 255.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(byte?))]
    [ArgumentCompleter(typeof(NetLinkRouteTosCompleter))]
    public byte? Tos { get; set; }

    /// <summary>The network that packets must come from (from, IPv6 only).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(PrefixArgument?))]
    [Alias("From")]
    [ArgumentCompleter(typeof(NetLinkRouteSourcePrefixCompleter))]
    public PrefixArgument? SourcePrefix { get; set; }

    /// <summary>The id of the next-hop object that says the way (nhid).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [Alias("Nhid")]
    [ArgumentCompleter(typeof(NetLinkRouteNextHopIdCompleter))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    public uint? NextHopId { get; set; }

    /// <summary>The address that this host sends from (src); the kernel's choice unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    [Alias("Src")]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? Source { get; set; }

    /// <summary>The table that is meant.</summary>
    /// <exception cref="CommandException">It is said to be all of them.</exception>
    private protected NetLinkRouteTable OneTable() =>
        Table switch
        {
            null => RouteRules.DefaultTable(Type),
            { Id: 0 } => throw new CommandException(
                ErrorIds.NetLinkRouteTableInvalid,
                ErrorCategory.InvalidArgument,
                "-Table all: a route is in one table: main, local, default or a number."
            ),
            { } table => table,
        };

    /// <summary>The network of a destination.</summary>
    /// <exception cref="CommandException">Some bits behind the prefix are set: it is no network.</exception>
    private protected InetPrefix ToNetwork(DestinationArgument destination)
    {
        InetPrefix network = RouteRules.ToNetwork(destination.Destination, Gateway?.Value);
        LinkErrors.ThrowIf(RouteRules.CheckNetwork(network, nameof(Destination)));
        return network;
    }

    /// <summary>The network that packets must come from; null for any.</summary>
    /// <exception cref="CommandException">Some bits behind the prefix are set: it is no network.</exception>
    private protected InetPrefix? SourceNetwork()
    {
        if (SourcePrefix is not { } from)
        {
            return null;
        }

        InetPrefix network = RouteRules.ToNetwork(new RouteDestination(from.Prefix), null);
        LinkErrors.ThrowIf(RouteRules.CheckNetwork(network, nameof(SourcePrefix)));
        return network;
    }
}
