using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What Add- and Remove-NetLinkRoute share: the route that the parameters name.</summary>
public abstract class LinkRouteCommand : LinkCommand
{
    /// <summary>Where the routes lead to: 10.96.0.0/16, 2001:db8::/32, one address, or default.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(RouteDestination[]))]
    [ArgumentCompleter(typeof(NetLinkRouteDestinationCompleter))]
    public RouteDestination[] Destination { get; set; } = [];

    /// <summary>The router that packets are sent to (via).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    [Alias("Via")]
    [ArgumentCompleter(typeof(NetLinkRouteGatewayCompleter))]
    public IPAddress? Gateway { get; set; }

    /// <summary>The link that packets leave by (dev).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(string))]
    [Alias("Name", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string? LinkName { get; set; }

    /// <summary>What the routes do with a packet; Unicast unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkRouteType?))]
    public NetLinkRouteType? Type { get; set; }

    /// <summary>The table: main, local, default or a number. Local for local, broadcast and anycast routes, else main, unless given.</summary>
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
    [ArgumentConversion(typeof(InetPrefix?))]
    [Alias("From")]
    [ArgumentCompleter(typeof(NetLinkRouteSourcePrefixCompleter))]
    public InetPrefix? SourcePrefix { get; set; }

    /// <summary>The id of the next-hop object that says the way (nhid).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [Alias("Nhid")]
    [ArgumentCompleter(typeof(NetLinkRouteNextHopIdCompleter))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    public uint? NextHopId { get; set; }

    /// <summary>The address that this host sends from (src); the kernel's choice unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    [Alias("Src")]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public IPAddress? Source { get; set; }

    /// <summary>The table that is meant.</summary>
    /// <exception cref="CommandException">It is said to be all of them.</exception>
    private protected NetLinkRouteTable OneTable() => Table switch
    {
        null => DefaultTable(Type),
        { Id: 0 } => throw new CommandException("NetLinkRouteTableInvalid", ErrorCategory.InvalidArgument,
            "-Table all: a route is in one table: main, local, default or a number."),
        { } table => table,
    };

    /// <summary>The table where <c>ip route</c> puts routes of a type.</summary>
    internal static NetLinkRouteTable DefaultTable(NetLinkRouteType? type) =>
        type is NetLinkRouteType.Local or NetLinkRouteType.Broadcast or NetLinkRouteType.Anycast ? NetLinkRouteTable.Local : NetLinkRouteTable.Main;

    /// <summary>The prefix of a destination: <c>default</c> is of the gateway's family, and of IPv4 without one.</summary>
    /// <exception cref="CommandException">Some bits behind the prefix are set: it is no network.</exception>
    internal static InetPrefix ToPrefix(RouteDestination destination, IPAddress? gateway, string parameter = nameof(Destination))
    {
        if (destination.Prefix is not { } prefix)
        {
            bool isIPv6 = gateway?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            return new InetPrefix(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        }

        InetAddress address = InetAddress.FromIPAddress(prefix.Address!);
        int length = prefix.PrefixLength ?? address.BitCount;
        InetAddress network = address.Network(length);
        return network == address ? new InetPrefix(prefix.Address!, length) : throw new CommandException(
            "NetLinkRouteDestinationInvalid", ErrorCategory.InvalidArgument,
            $"-{parameter} {prefix} has bits behind its prefix: the network is {network}/{length}, the single address {address}/{address.BitCount}.");
    }
}
