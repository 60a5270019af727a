using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Reset-IpvsStatistic: sets the counters of services and their real servers to zero (<c>ipvsadm -Z</c>).</summary>
[Cmdlet(VerbsCommon.Reset, "IpvsStatistic", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ResetIpvsStatisticCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>What only a part of a service has: one that is piped is no service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Alias("ClientAddress", "ForwardingMethod")]
    public object? RealAddress { get; set; }

    /// <summary>Resets what the parameters name; everything where nothing is named and nothing piped.</summary>
    private protected override void ProcessInScope()
    {
        IpvsErrors.ThrowIfPart(RealAddress, "part of a service", "whole services", "Get-IpvsService");
        bool isNamed = Parameters.IsGiven(nameof(VirtualAddress)) || Parameters.IsGiven(nameof(FirewallMark));
        if (!MyInvocation.ExpectingInput && !isNamed)
        {
            ResetAll();
            return;
        }

        ForEach(
            NamedServices().ConvertAll(id => new IpvsService(id)),
            service =>
            {
                if (ShouldProcess(service.Id.ToString(), "Reset IPVS statistics of the service and its real servers"))
                {
                    Client.ResetStatistics(service.Id);
                    Changes.Add();
                }
            }
        );
    }

    private void ResetAll()
    {
        if (VirtualPort is not null || Protocol is not null || AddressFamily is not null)
        {
            throw new CommandException(
                ErrorIds.IpvsServiceMissing,
                ErrorCategory.InvalidArgument,
                "No service is named: give -VirtualAddress, such as 10.0.0.1:80, or -FirewallMark, or no parameter at all to "
                    + "reset everything."
            );
        }

        if (ShouldProcess("every service and real server", "Reset IPVS statistics"))
        {
            Client.ResetStatistics(null);
        }
    }
}
