using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Find-NetLinkRoute: the route that a packet takes (<c>ip route get</c>).</summary>
[Cmdlet(VerbsCommon.Find, "NetLinkRoute")]
[OutputType(typeof(Objects.NetLinkRoute))]
public sealed class FindNetLinkRouteCommand : LinkCommand
{
    /// <summary>Where the packets go.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument[]))]
    [Alias("IPAddress", "RealAddress")]
    [ArgumentCompleter(typeof(NetLinkNeighborCompleter))]
    public AddressArgument[] Destination { get; set; } = [];

    /// <summary>Their source address; the kernel's choice unless given. Without -InputLink it must be this host's.</summary>
    [Parameter]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? Source { get; set; }

    /// <summary>Their firewall mark, for routing rules.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public uint FirewallMark { get; set; }

    /// <summary>Their type of service: 0 to 255.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkRouteTosCompleter))]
    public byte Tos { get; set; }

    /// <summary>The link that they are bound to leave by; the routes' choice unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(NameArgument?))]
    [Alias("LinkName", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument? Link { get; set; }

    /// <summary>The link that they came in by, for packets that this host forwards.</summary>
    [Parameter]
    [ArgumentConversion(typeof(NameArgument?))]
    [Alias("Iif")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument? InputLink { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => RouteErrors.DescribeSearch(refusal, target);

    /// <summary>Writes the route to each destination.</summary>
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        int? link = Link is { } name ? FindLink(client, name.ToString()).Index : null;
        int? input = InputLink is { } other ? FindLink(client, other.ToString()).Index : null;
        ForEach(
            Destination,
            destination =>
            {
                bool isOtherFamily = Source?.Value is { } source && source.AddressFamily != destination.Value!.AddressFamily;
                WriteObject(
                    isOtherFamily
                        ? throw RouteErrors.SourceOfOtherFamily(Source!.Value.ToString(), destination.ToString())
                        : new Objects.NetLinkRoute(
                            client.FindRoute(
                                new RouteQuery(destination.Value!)
                                {
                                    Source = Source?.Value,
                                    Mark = FirewallMark,
                                    Tos = Tos,
                                    LinkIndex = link,
                                    InputLinkIndex = input,
                                }
                            )
                        )
                );
            }
        );
    }
}
