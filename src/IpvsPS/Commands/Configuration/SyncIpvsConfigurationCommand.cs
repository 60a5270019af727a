using System.Management.Automation;
using IpvsPS.Configuration;

namespace IpvsPS.Commands;

/// <summary>Sync-IpvsConfiguration: makes the kernel's table what a configuration says, with the fewest changes.</summary>
[Cmdlet(VerbsData.Sync, "IpvsConfiguration", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Objects.IpvsChange))]
public sealed class SyncIpvsConfigurationCommand : ConfigurationChangeCommand
{
    /// <summary>Removes services that the configuration does not name.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Gives real servers that are to go weight 0, and leaves their removal to a later sync.</summary>
    [Parameter]
    public SwitchParameter Quiesce { get; set; }

    /// <summary>Leaves the weights of real servers that are there, which a health check may have set.</summary>
    [Parameter]
    public SwitchParameter KeepWeight { get; set; }

    /// <summary>Asks nothing before -Prune removes services.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes the changes.</summary>
    private protected override void ProcessSource()
    {
        using ConfigurationTable desired = ReadSource();
        if (!Prune)
        {
            WarnOfClearing(desired, "With -Prune it removes the services that the text does not name.");
        }

        CurrentState kernel = Kernel;
        WriteVerbose($"Comparing {Quantity.Of(desired.Services.Count, "service")} with the IPVS table.");
        var options = new PlanOptions(Selection, Prune: Prune, Quiesce: Quiesce, KeepWeight: KeepWeight);
        ConfigurationPlan plan = ConfigurationPlanner.Compare(desired, kernel, options, Track("Reading the IPVS table"));
        SayWhatStaysSuspended(plan);
        if (plan.Count == 0)
        {
            WriteVerbose("The IPVS table is as the configuration says.");
        }
        else if (IsToBeDone(plan, kernel.NetNamespace, "Sync IPVS configuration") && MayPrune(plan))
        {
            Apply(plan, kernel.NetNamespace);
        }
    }

    /// <summary>Without a range, -Prune may meet services that are others': Docker's, keepalived's or kube-proxy's.</summary>
    private bool MayPrune(ConfigurationPlan plan)
    {
        int count = plan.PrunedServiceCount;
        return count == 0
            || Force
            || Include is not null
            || ShouldContinue(
                $"{Quantity.Of(count, "service")} that the configuration does not name will go, with all connections. "
                    + "Docker, keepalived or kube-proxy may be the owner; -Include names the range that is yours. Go on?",
                "Remove services that the configuration does not name"
            );
    }
}
