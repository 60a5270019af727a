using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Enable-IpvsDirectRouting: makes a network namespace fit to be a real server of the direct-routing or the tunnel method.</summary>
[Cmdlet(VerbsLifecycle.Enable, "IpvsDirectRouting", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsDirectRoutingItem))]
public sealed class EnableIpvsDirectRoutingCommand : DirectRoutingCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetPrefix[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override InetPrefix[]? VirtualAddress { get; set; }

    /// <summary>DirectRoute or Tunnel, as the real server has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsForwardingMethod))]
    [ValidateSet(nameof(IpvsForwardingMethod.DirectRoute), nameof(IpvsForwardingMethod.Tunnel))]
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>The encapsulation of -ForwardingMethod Tunnel; Ipip unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelType?))]
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The real server's own address, where the director's tunnel ends; the only one there is unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public IPAddress? Address { get; set; }

    /// <summary>The link to make for the virtual addresses.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsDirectRoutingLinkCompleter))]
    public string? LinkName { get; set; }

    /// <summary>The links whose ARP settings to change, or all; every link that uses ARP unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string[]? Interface { get; set; }

    /// <summary>Writes what is needed, and how it stands then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sets up the virtual addresses that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        List<IPAddress> addresses = NamedAddresses();
        if (addresses.Count == 0)
        {
            return;
        }

        DirectRoutingRequest request = null!;
        bool isDone = false;
        Attempt(string.Join(", ", addresses), () =>
        {
            request = Request(addresses);
            DirectRoutingClient client = Client;
            List<DirectRoutingStep> steps = client.PlanEnable(request);
            if (steps.Count == 0)
            {
                WriteVerbose($"All that {string.Join(", ", addresses)} needs{client.Place} is there.");
            }

            isDone = Do(client, steps);
        });
        if (isDone && PassThru)
        {
            Attempt(null, () => WriteObject(Client.Check(request), enumerateCollection: true));
        }
    }

    private DirectRoutingRequest Request(List<IPAddress> addresses)
    {
        bool isTunnel = ForwardingMethod == IpvsForwardingMethod.Tunnel;
        DirectRoutingErrors.ThrowIfGue(TunnelType);
        if (!isTunnel && (IsTyped(nameof(TunnelType)) || IsTyped(nameof(Address))))
        {
            throw new CommandException("IpvsDirectRoutingParameterConflict", ErrorCategory.InvalidArgument,
                "-TunnelType and -Address belong to -ForwardingMethod Tunnel: add that, or leave them out.");
        }

        if (LinkName is not null)
        {
            LinkErrors.ThrowIfInvalidName(LinkName);
        }

        return new DirectRoutingRequest
        {
            VirtualAddresses = addresses,
            Method = ForwardingMethod,
            TunnelType = TunnelType ?? IpvsTunnelType.Ipip,
            Address = Address,
            LinkName = LinkName,
            Interfaces = Interface,
        };
    }
}
