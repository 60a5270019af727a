using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Enable-IpvsDirectRouting: makes a network namespace fit to be a real server of the direct-routing or the tunnel
/// method.</summary>
[Cmdlet(VerbsLifecycle.Enable, "IpvsDirectRouting", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsDirectRouting))]
public sealed class EnableIpvsDirectRoutingCommand : DirectRoutingCommand
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(HostAddressArgument[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override HostAddressArgument[]? VirtualAddress { get; set; }

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
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? RealAddress { get; set; }

    /// <summary>The link to make for the virtual addresses.</summary>
    [Parameter]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(IpvsDirectRoutingLinkCompleter))]
    public string? Link { get; set; }

    /// <summary>The links whose ARP settings to change, or all; every link that uses ARP unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string[]? Interface { get; set; }

    /// <summary>Sets up the address also on a director that serves it, without asking: its ARP answers for the address end.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes what is needed, and how it stands then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sets up the virtual addresses that the parameters name.</summary>
    private protected override void ProcessInScope()
    {
        List<IPAddress> addresses = NamedAddresses();
        if (addresses.Count > 0)
        {
            TryInput(string.Join(", ", addresses), () => SetUp(addresses));
        }
    }

    private void SetUp(List<IPAddress> addresses)
    {
        DirectRoutingRequest request = Request(addresses);
        DirectRoutingClient client = Client;
        List<DirectRoutingStep> steps = client.PlanEnable(request);
        if (steps.Count == 0)
        {
            WriteVerbose($"All that {string.Join(", ", addresses)} needs{client.Place} is there.");
        }

        bool isDone = MayStopAnswers(client, steps, addresses) && Do(client, steps);
        if (isDone && PassThru)
        {
            WriteObject(client.Check(request).Select(item => new Objects.IpvsDirectRouting(item)), enumerateCollection: true);
        }
    }

    private DirectRoutingRequest Request(List<IPAddress> addresses)
    {
        bool isTunnel = ForwardingMethod == IpvsForwardingMethod.Tunnel;
        DirectRoutingErrors.ThrowIfGue(TunnelType);
        if (!isTunnel && (Parameters.IsTyped(nameof(TunnelType)) || Parameters.IsTyped(nameof(RealAddress))))
        {
            throw new CommandException(
                "IpvsDirectRoutingParameterConflict",
                ErrorCategory.InvalidArgument,
                "-TunnelType and -RealAddress belong to -ForwardingMethod Tunnel: add that, or leave them out."
            );
        }

        if (Link is not null)
        {
            LinkErrors.ThrowIfInvalidName(Link);
        }

        return new DirectRoutingRequest
        {
            VirtualAddresses = addresses,
            Method = ForwardingMethod,
            TunnelType = TunnelType ?? IpvsTunnelType.Ipip,
            Address = isTunnel ? RealAddress?.Value : null,
            LinkName = Link,
            Interfaces = Interface,
        };
    }

    /// <summary>
    /// Whether the steps may be done: where they change how ARP is answered in a namespace whose IPVS serves the address, they
    /// make the service unreachable, and that is asked.
    /// </summary>
    private bool MayStopAnswers(DirectRoutingClient client, List<DirectRoutingStep> steps, List<IPAddress> addresses)
    {
        if (Force || !steps.Exists(step => step.Part == DirectRoutingPart.Sysctl))
        {
            return true;
        }

        IPAddress[] served =
        [
            .. client
                .ListServices(addresses.FindAll(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork))
                .Select(service => service.VirtualAddress!)
                .Distinct(),
        ];
        if (served.Length == 0)
        {
            return true;
        }

        string warning =
            $"IPVS{client.Place} serves {string.Join(", ", served.AsEnumerable())}: this is the director, and what makes a real "
            + "server ends its ARP answers for the address, so that clients no longer find the service. "
            + "For a real server, name its namespace with -NetNamespace.";
        WriteWarning(warning);
        return IsWhatIf || Ask(warning);
    }

    private bool IsWhatIf =>
        Parameters.IsTyped("WhatIf")
            ? LanguagePrimitives.IsTrue(MyInvocation.BoundParameters["WhatIf"])
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private bool Ask(string warning)
    {
        try
        {
            return ShouldContinue(
                "End the director's ARP answers for the address?",
                "Enable-IpvsDirectRouting",
                ref _yesToAll,
                ref _noToAll
            );
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            throw new CommandException(
                "IpvsVirtualAddressServed",
                ErrorCategory.ResourceExists,
                $"{warning} Nobody can be asked here: add -Force to do it all the same."
            );
        }
    }
}
