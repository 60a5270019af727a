using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Reset-IpvsStatistic: sets the counters of services and their real servers to zero (<c>ipvsadm -Z</c>).</summary>
[Cmdlet(VerbsCommon.Reset, "IpvsStatistic", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ResetIpvsStatisticCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>Resets what the parameters name; everything where nothing is named and nothing piped.</summary>
    protected override void ProcessRecord()
    {
        bool isAll = !MyInvocation.ExpectingInput && VirtualAddress is not { Length: > 0 } && FirewallMark is null;
        if (isAll)
        {
            Attempt(null, IpvsErrors.Describe, ResetAll);
            return;
        }

        foreach (IpvsServiceId id in NamedServices())
        {
            Attempt(new IpvsService(id), IpvsErrors.Describe, () =>
            {
                if (ShouldProcess(id.ToString(), "Reset IPVS statistics of the service and its real servers"))
                {
                    Client.ResetStatistics(id);
                }
            });
        }
    }

    private void ResetAll()
    {
        if (VirtualPort is not null || Protocol is not null || AddressFamily is not null)
        {
            throw new CommandException("IpvsServiceMissing", ErrorCategory.InvalidArgument,
                "No service is named: give -VirtualAddress, such as 10.0.0.1:80, or -FirewallMark, or no parameter at all to reset everything.");
        }

        if (ShouldProcess("every service and real server", "Reset IPVS statistics"))
        {
            Client.ResetStatistics(null);
        }
    }
}
