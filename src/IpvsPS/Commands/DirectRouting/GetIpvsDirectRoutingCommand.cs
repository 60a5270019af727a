using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsDirectRouting: what a network namespace needs to be a real server of the direct-routing or the tunnel method, and how
/// it stands.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsDirectRouting")]
[OutputType(typeof(Objects.IpvsDirectRouting))]
public sealed class GetIpvsDirectRoutingCommand : DirectRoutingCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(HostAddressArgument[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override HostAddressArgument[]? VirtualAddress { get; set; }

    /// <summary>DirectRoute or Tunnel; what the link of each address is for unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsForwardingMethod?))]
    [ValidateSet(nameof(IpvsForwardingMethod.DirectRoute), nameof(IpvsForwardingMethod.Tunnel))]
    public IpvsForwardingMethod? ForwardingMethod { get; set; }

    /// <summary>The encapsulation of -ForwardingMethod Tunnel; Ipip unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelType?))]
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The links whose ARP settings to look at, or all; every link that uses ARP unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string[]? Interface { get; set; }

    /// <summary>Writes what the virtual addresses need.</summary>
    private protected override void ProcessInScope()
    {
        List<IPAddress> addresses = NamedAddresses();
        bool isAll = VirtualAddress is not { Length: > 0 };
        if (!isAll && addresses.Count == 0)
        {
            return;
        }

        DirectRoutingErrors.ThrowIfGue(TunnelType);
        DirectRoutingClient client = Client;
        if (isAll)
        {
            addresses = client.ListVirtualAddresses();
            WriteVerbose(
                $"On dummy links, tunnels and lo{client.Place}: {Quantity.Of(addresses.Count, "virtual address", "virtual addresses")}."
            );
        }

        var request = new DirectRoutingRequest
        {
            VirtualAddresses = addresses,
            Method = ForwardingMethod,
            TunnelType = TunnelType ?? IpvsTunnelType.Ipip,
            Interfaces = Interface,
        };
        WriteObject(client.Check(request).Select(item => new Objects.IpvsDirectRouting(item)), enumerateCollection: true);
    }
}
