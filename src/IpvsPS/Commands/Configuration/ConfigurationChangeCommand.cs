using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What Import and Sync share: showing a plan, making its changes, and saying how that ended.</summary>
public abstract class ConfigurationChangeCommand : ConfigurationSourceCommand
{
    /// <summary>Writes the changes that were made, or with -WhatIf those that would be.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Asks as PowerShell is set to; -WhatIf shows the plan, change by change: as objects with -PassThru, else as lines.</summary>
    private protected bool IsToBeDone(ConfigurationPlan plan, NetNamespace? netns, string action)
    {
        int count = plan.Count;
        string changes = $"{Quantity.Of(count, "change")} in network namespace {netns}";
        if (ShouldProcess($"{action}: {changes}.", $"Make {changes}?", action, out ShouldProcessReason reason))
        {
            return true;
        }

        if (reason == ShouldProcessReason.WhatIf && PassThru)
        {
            WriteChanges(plan, netns);
        }
        else if (reason == ShouldProcessReason.WhatIf)
        {
            foreach (IpvsChange change in Wanted(plan, netns))
            {
                ShouldProcess($"{change}", $"{change}", action);
            }
        }

        return false;
    }

    /// <summary>Makes the changes, writes what was refused, and after a stop says how far it has come.</summary>
    private protected void Apply(ConfigurationPlan plan, NetNamespace? netns)
    {
        int count = plan.Count;
        Action<int, int> track = Track("Changing the IPVS table");
        IReadOnlyCollection<NewSuspension> suspended = plan.FindNewSuspensions();
        if (suspended.Count > 0)
        {
            SuspensionTable.Remember(Suspensions, suspended, DrainWords.CurrentUser, "by a configuration", Cancellation);
        }

        ApplyResult result = ConfigurationApply.Run(
            plan,
            Client,
            Reconnect,
            OpenSettings,
            done => track(Math.Min(done, count), count),
            Parameters.IsVerbose ? Say : null
        );
        if (result.IsStopped)
        {
            // Nothing can be written any more, and whoever stopped it wants to know.
            Host.UI.WriteWarningLine(DescribeStop(plan, result));
            throw new PipelineStoppedException();
        }

        track(count, count);
        result.Refusals.ForEach(refusal => WriteError(Describe(refusal)));
        if (result.Refusals.Count > 0)
        {
            throw Summarize(result, count);
        }

        if (PassThru)
        {
            WriteChanges(plan, netns);
        }
    }

    private static IEnumerable<IpvsChange> Wanted(ConfigurationPlan plan, NetNamespace? netns) =>
        plan.Changes(netns).Where(change => change.Action != IpvsChangeAction.Unmanaged);

    private void WriteChanges(ConfigurationPlan plan, NetNamespace? netns) =>
        WriteWhole(Wanted(plan, netns).Select(change => new Objects.IpvsChange(change)));

    private void Say(string operation) => Tell(() => WriteVerbose($"{char.ToUpperInvariant(operation[0])}{operation.AsSpan(1)}."));

    private static string DescribeStop(ConfigurationPlan plan, ApplyResult result)
    {
        IEnumerable<IpvsChange> changes = plan.Changes(null);
        string made = result.DoneCount > 0 ? $" Made last: '{changes.ElementAt(result.DoneCount - 1)}'." : string.Empty;
        string missing =
            result.DoneCount < plan.Count
                ? $" Not made: '{changes.ElementAt(result.DoneCount)}' and what follows it. The same command again makes the rest."
                : string.Empty;
        string left = string.Concat(result.Left.Select(text => $" Note that {text}."));
        return $"Stopped between two batches after {result.DoneCount} of {Quantity.Of(plan.Count, "change")}.{made}{missing}{left}";
    }

    private ErrorRecord Describe(ApplyRefusal refusal) =>
        ErrorRecords.From(refusal.Exception, refusal.Target, refusal.Target is string ? IpvsSettingErrors.Describe : Describe)!;

    private static CommandException Summarize(ApplyResult result, int count)
    {
        string refused = $"The kernel refused {result.Refusals.Count} of {Quantity.Of(count, "change")}";
        return result.Left.Count == 0
            ? new CommandException(
                ErrorIds.IpvsConfigurationUndone,
                ErrorCategory.OperationStopped,
                $"{refused}, so all that was done before was taken back: the table is as it was."
            )
            : new CommandException(
                ErrorIds.IpvsConfigurationLeft,
                ErrorCategory.OperationStopped,
                $"{refused}, and taking back the others failed. "
                    + $"{(result.IsLeftGuessed ? "What may be" : "What is")} left of them: {string.Join("; ", result.Left)}."
            );
    }
}
