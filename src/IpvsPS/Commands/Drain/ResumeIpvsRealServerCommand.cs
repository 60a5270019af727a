using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Drain;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Resume-IpvsRealServer: gives suspended real servers their former weight back, whoever suspended them.</summary>
[Cmdlet(VerbsLifecycle.Resume, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsRealServer))]
public sealed class ResumeIpvsRealServerCommand : RealServerSelectionCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsSuspendedServerCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? RealAddress { get; set; }

    /// <summary>The weight, 1 or more, in place of the one it had before.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Weight { get; set; }

    /// <summary>Over how long the weight goes up, in steps of a second at least: 60s. At once unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? SlowStart { get; set; }

    /// <summary>Writes the real servers.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>A wildcard or a network means the suspended ones among those it covers.</summary>
    private bool IsPattern =>
        Parameters.IsTyped(nameof(RealAddress)) && RealAddress!.All(pattern => pattern.ToString().AsSpan().IndexOfAny("*?/") >= 0);

    private protected override void Begin()
    {
        base.Begin();
        DrainErrors.ThrowIfNotPositive(SlowStart, nameof(SlowStart), "leave the parameter out to resume at once.");
    }

    private protected override bool IsMeant(IpvsRealServer server, IpvsService service) =>
        ShouldProcess(
            $"{server} in {server.ServiceId}",
            Weight is { } weight ? $"Resume IPVS real server with weight " + $"{weight}" : "Resume IPVS real server"
        );

    private protected override void Work(SelectedServers selected) =>
        DrainWords.OnStop(
            this,
            selected,
            "Resuming",
            () =>
                EngineThread<IReadOnlyList<DrainOutcome>>.Run(
                    engine =>
                    {
                        using IpvsClient client = IpvsClient.Open(selected.Namespace, engine.Cancellation);
                        selected
                            .OpenDrain(client, engine.Cancellation)
                            .Resume([.. selected.Ids], Weight, SlowStart?.Value ?? TimeSpan.Zero, engine.Tell);
                    },
                    outcomes => Tell(selected, outcomes),
                    Cancellation
                )
        );

    private void Tell(SelectedServers selected, IReadOnlyList<DrainOutcome> outcomes)
    {
        foreach (DrainOutcome outcome in outcomes)
        {
            string name = $"{selected[outcome.Server]} in {outcome.Server.Service}";
            if (outcome.Problem?.Code == DrainCode.FormerWeightUnknown && IsPattern)
            {
                WriteVerbose($"{name} has the weight 0 and is not suspended.");
                continue;
            }

            if (!outcome.IsDone)
            {
                WriteError(DrainErrors.Describe(outcome, selected[outcome.Server]));
                continue;
            }

            WriteVerbose(
                outcome.IsChanged
                    ? $"Set the weight of {name} from {outcome.FormerWeight} to {outcome.Weight}."
                    : $"{name} is not suspended: its weight is {outcome.Weight}."
            );
            if (outcome.Suspension is not null)
            {
                continue;
            }

            DrainErrors.Warn(this, outcome, expiresPersistence: false);
            if (PassThru)
            {
                WriteObject(selected.ToObject(outcome.Server, outcome.Weight, null));
            }
        }
    }
}
