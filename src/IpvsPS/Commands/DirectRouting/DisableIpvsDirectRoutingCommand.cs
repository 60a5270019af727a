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
    [ArgumentConversion(typeof(InetPrefix[]))]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override InetPrefix[]? VirtualAddress { get; set; }

    /// <summary>The link that holds the virtual addresses; all that Enable-IpvsDirectRouting made unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsDirectRoutingLinkCompleter))]
    public string? LinkName { get; set; }

    /// <summary>Takes back the virtual addresses that the parameters name, or all.</summary>
    protected override void ProcessRecord()
    {
        List<IPAddress> addresses = NamedAddresses();
        if (VirtualAddress is not null && addresses.Count == 0)
        {
            return;
        }

        Attempt(VirtualAddress is null ? NetNamespace : string.Join(", ", addresses), () =>
        {
            DirectRoutingClient client = Client;
            var left = new List<string>();
            List<DirectRoutingStep> steps = client.PlanDisable(VirtualAddress is null ? null : addresses, LinkName, left);
            if (steps.Count == 0)
            {
                WriteVerbose($"Enable-IpvsDirectRouting has set up nothing{client.Place}.");
            }

            if (Do(client, steps))
            {
                left.ForEach(WriteWarning);
            }
        });
    }
}
