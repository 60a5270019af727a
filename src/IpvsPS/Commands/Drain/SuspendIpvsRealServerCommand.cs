using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Drain;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>
/// Suspend-IpvsRealServer: gives real servers the weight 0 for a while, and remembers the former one. It writes those that
/// are suspended then, also those that were before, so that it can be run again.
/// </summary>
[Cmdlet(VerbsLifecycle.Suspend, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsRealServer))]
public sealed class SuspendIpvsRealServerCommand : RealServerSelectionCommand
{
    private const string ExpireTemplates = "expire_quiescent_template";

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? RealAddress { get; set; }

    /// <summary>Why; Get-IpvsRealServer shows it to whoever looks.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Over how long the weight goes down, in steps of a second at least: 60s. At once unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Gradual { get; set; }

    /// <summary>
    /// Has persistent clients move to other real servers too, with the setting expire_quiescent_template. It is one for the
    /// whole network namespace, other services' clients included, and stays on.
    /// </summary>
    [Parameter]
    public SwitchParameter ExpirePersistence { get; set; }

    /// <summary>Gives a scheduler that would refuse clients its fallback flag first: sh-fallback, mh-fallback.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        DrainErrors.ThrowIfNotPositive(Gradual, nameof(Gradual), "leave the parameter out to suspend at once.");
    }

    /// <summary>Before anything is done, it says which clients would be refused: -WarningAction Stop and Inquire hold there.</summary>
    private protected override bool IsMeant(IpvsRealServer server, IpvsService service)
    {
        DrainFinding? refusing = DrainRules.CheckScheduler(service, State.RealServerId.Of(server));
        if (refusing is not null && !(Force && refusing.Values[1] is string { Length: > 0 }))
        {
            WriteWarning(DrainErrors.Refusing(refusing));
        }

        return ShouldProcess(
            $"{server} in {server.ServiceId}",
            Gradual is { } time ? $"Suspend IPVS real server over {time} seconds" : "Suspend IPVS real server"
        );
    }

    private protected override void Work(SelectedServers selected)
    {
        if (ExpirePersistence)
        {
            Expire(selected);
        }

        var options = new SuspendOptions(DrainWords.CurrentUser)
        {
            Reason = Reason,
            Gradual = Gradual?.Value ?? TimeSpan.Zero,
            SetsFallback = Force,
        };
        DrainWords.OnStop(
            this,
            selected,
            "Suspending",
            () =>
                EngineThread<IReadOnlyList<DrainOutcome>>.Run(
                    engine =>
                    {
                        using IpvsClient client = IpvsClient.Open(selected.Namespace, engine.Cancellation);
                        selected.OpenDrain(client, engine.Cancellation).Suspend([.. selected.Ids], options, engine.Tell);
                    },
                    outcomes => Tell(selected, outcomes),
                    Cancellation
                )
        );
    }

    private void Tell(SelectedServers selected, IReadOnlyList<DrainOutcome> outcomes)
    {
        foreach (DrainOutcome outcome in outcomes)
        {
            string name = $"{selected[outcome.Server]} in {outcome.Server.Service}";
            if (!outcome.IsDone)
            {
                WriteError(DrainErrors.Describe(outcome, selected[outcome.Server]));
                continue;
            }

            if (outcome.FallbackFlag is { } flag)
            {
                WriteVerbose($"Set the scheduler flag {flag} of {outcome.Server.Service}.");
            }

            WriteVerbose(
                outcome.IsChanged
                    ? $"Set the weight of {name} from {outcome.FormerWeight} to {outcome.Weight}."
                    : $"{name} is suspended already."
            );
            if (outcome.Suspension?.Phase == State.SuspensionPhase.Suspended)
            {
                DrainErrors.Warn(this, outcome, ExpirePersistence);
                WriteObject(selected.ToObject(outcome.Server, outcome.Weight, outcome.Suspension));
            }
        }
    }

    /// <summary>Only where a persistent service is concerned: it is a setting of the whole namespace.</summary>
    private void Expire(SelectedServers selected)
    {
        bool isConcerned = selected
            .Ids.Select(id => id.Service)
            .Distinct()
            .Any(id => selected.Client.GetService(id).PersistenceTimeout is not null);
        using IpvsSettingsClient settings = IpvsSettingsClient.Open(selected.Namespace, Cancellation);
        if (isConcerned && settings.Get(ExpireTemplates).Value is not true && ShouldProcess(ExpireTemplates, "Set IPVS setting to 1"))
        {
            WriteVerbose($"Setting {ExpireTemplates} to 1 for all services of this network namespace.");
            settings.Set(ExpireTemplates, "1");
        }
    }
}
