using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Import-IpvsConfiguration: adds a configuration to what is there, all of it or nothing (<c>ipvsadm-restore</c>).</summary>
[Cmdlet(VerbsData.Import, "IpvsConfiguration", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Objects.IpvsChange))]
public sealed class ImportIpvsConfigurationCommand : ConfigurationChangeCommand
{
    /// <summary>Adds the configuration.</summary>
    private protected override void ProcessSource()
    {
        using ConfigurationTable desired = ReadSource();
        WarnOfClearing(desired, "Sync-IpvsConfiguration -Prune makes the table what the text says and no more.");
        CurrentState kernel = Kernel;
        WriteVerbose($"Comparing {Quantity.Of(desired.Services.Count, "service")} with the IPVS table.");
        var options = new PlanOptions(Selection, IsAddition: true);
        ConfigurationPlan plan = ConfigurationPlanner.Compare(desired, kernel, options, Track("Reading the IPVS table"));
        if (WriteConflicts(plan, kernel.NetNamespace))
        {
            return;
        }

        if (plan.Count == 0)
        {
            WriteVerbose("All of the configuration is there already.");
        }
        else if (IsToBeDone(plan, kernel.NetNamespace, "Import IPVS configuration"))
        {
            Apply(plan, kernel.NetNamespace);
        }
    }

    /// <summary>Everything that is there with other settings is an error, and then nothing is done.</summary>
    private bool WriteConflicts(ConfigurationPlan plan, NetNamespace? netns)
    {
        bool isAny = false;
        foreach (IpvsChange conflict in plan.Conflicts(netns))
        {
            isAny = true;
            (string id, string what) = conflict.Kind switch
            {
                IpvsChangeKind.Service => (ErrorIds.IpvsServiceExists, $"The service {conflict.Target}"),
                IpvsChangeKind.RealServer => (ErrorIds.IpvsRealServerExists, $"The real server {conflict.Target} in {conflict.Service}"),
                _ => (ErrorIds.IpvsSyncDaemonExists, $"A {conflict.Target} sync daemon {conflict.Details}"),
            };
            string difference = conflict.Kind == IpvsChangeKind.SyncDaemon ? string.Empty : $" ({conflict.Details})";
            string message =
                $"{what} is there with other settings than the configuration has{difference}. "
                + "Nothing is imported; Sync-IpvsConfiguration changes what differs.";
            WriteError(new CommandException(id, ErrorCategory.ResourceExists, message).ToErrorRecord(conflict));
        }

        return isAny;
    }
}
