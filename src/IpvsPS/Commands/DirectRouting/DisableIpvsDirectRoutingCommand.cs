using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.DirectRouting;

namespace IpvsPS.Commands;

/// <summary>Disable-IpvsDirectRouting: takes back what Enable-IpvsDirectRouting did.</summary>
[Cmdlet(VerbsLifecycle.Disable, "IpvsDirectRouting", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisableIpvsDirectRoutingCommand : DirectRoutingCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(HostAddressArgument[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override HostAddressArgument[]? VirtualAddress { get; set; }

    /// <summary>The link that holds the virtual addresses; all that Enable-IpvsDirectRouting made unless given.</summary>
    [Parameter]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(IpvsDirectRoutingLinkCompleter))]
    public string? Link { get; set; }

    /// <summary>Takes back the virtual addresses that the parameters name, or all.</summary>
    private protected override void ProcessInScope()
    {
        List<IPAddress> addresses = NamedAddresses();
        bool isAll = VirtualAddress is not { Length: > 0 };
        if (!isAll && addresses.Count == 0)
        {
            return;
        }

        TryInput(
            isAll ? Scope : string.Join(", ", addresses),
            () =>
            {
                DirectRoutingClient client = Client;
                var left = new List<string>();
                List<DirectRoutingStep> steps = client.PlanDisable(isAll ? null : addresses, Link, left);
                if (steps.Count == 0)
                {
                    WriteVerbose($"Enable-IpvsDirectRouting has set up nothing{client.Place}.");
                }

                if (Do(client, steps))
                {
                    left.ForEach(WriteWarning);
                }
            }
        );
    }
}
