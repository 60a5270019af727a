using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Drain;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>
/// Wait-IpvsRealServer: waits until suspended real servers have no connections any more, and writes each when it has none,
/// so that what follows in the pipeline may remove it.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsDrainResult))]
public sealed class WaitIpvsRealServerCommand : RealServerSelectionCommand
{
    private const string ExpireNoDestination = "expire_nodest_conn";

    /// <summary>Real servers as in Suspend-IpvsRealServer; a service that is piped means all of its real servers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? RealAddress { get; set; }

    /// <summary>How long at most: 300, 5m. As long as it takes unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Timeout { get; set; }

    /// <summary>What is done with those that have not drained when the time is over; Error unless given.</summary>
    [Parameter]
    public DrainTimeoutAction OnTimeout { get; set; }

    /// <summary>Leaves out connections without a packet for so long: 5m. For UDP, in place of 5 seconds.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? IgnoreIdle { get; set; }

    /// <summary>Waits for the inactive connections too, until the kernel forgets them: minutes.</summary>
    [Parameter]
    public SwitchParameter IncludeInactive { get; set; }

    /// <summary>Waits for the persistence entries too, while which a client would come back.</summary>
    [Parameter]
    public SwitchParameter IncludePersistent { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        DrainErrors.ThrowIfNotPositive(
            Timeout,
            nameof(Timeout),
            "leave the parameter out to wait as long as it takes, or look " + "once with Get-IpvsRealServer."
        );
        DrainErrors.ThrowIfNotPositive(IgnoreIdle, nameof(IgnoreIdle), "leave the parameter out to wait for every connection.", least: 1);
        if (OnTimeout != DrainTimeoutAction.Error && Timeout is null)
        {
            throw DrainErrors.TimeoutMissing(OnTimeout);
        }
    }

    private protected override bool IsMeant(IpvsRealServer server, IpvsService service) => true;

    private protected override void Work(SelectedServers selected)
    {
        var options = new DrainWaitOptions
        {
            IgnoreIdle = IgnoreIdle?.Value,
            IncludeInactive = IncludeInactive,
            IncludePersistent = IncludePersistent,
        };
        var progress = new DrainProgress(this, selected.Ids.Count);
        try
        {
            DrainWords.OnStop(
                this,
                selected,
                "Waiting",
                () =>
                    EngineThread<DrainStatus[]>.Run(
                        engine => Watch(engine, selected, options),
                        statuses =>
                        {
                            progress.Show(statuses);
                            Array.ForEach(statuses, status => Tell(selected, status));
                        },
                        Cancellation
                    )
            );
        }
        finally
        {
            progress.End();
        }
    }

    private void Watch(EngineThread<DrainStatus[]> engine, SelectedServers selected, DrainWaitOptions options)
    {
        using IpvsClient client = IpvsClient.Open(selected.Namespace, engine.Cancellation);
        var watch = new DrainWatch(client, () => IpvsConnectionTable.Open(selected.Namespace, engine.Cancellation), options);
        foreach (RealServerId id in selected.Ids)
        {
            watch.Add(id, Timeout?.Value);
        }

        watch.Run(
            statuses =>
            {
                DrainStatus[] news = engine.HasUntold ? [.. statuses.Where(status => status.IsOver)] : [.. statuses];
                if (news.Length > 0)
                {
                    engine.Tell(news);
                }
            },
            engine.Cancellation
        );
    }

    private void Tell(SelectedServers selected, DrainStatus status)
    {
        switch (status.State)
        {
            case DrainState.Drained:
                WriteVerbose(
                    $"{selected[status.Server]} in {status.Server.Service} has drained after "
                        + $"{status.Elapsed.TotalSeconds:0.0} seconds."
                );
                WriteObject(new Objects.IpvsDrainResult(selected[status.Server], status));
                break;
            case DrainState.Failed:
                WriteError(DrainErrors.Describe(status.Problem!, selected[status.Server]));
                break;
            case DrainState.TimedOut:
                End(selected, status);
                break;
        }
    }

    private void End(SelectedServers selected, DrainStatus status)
    {
        IpvsRealServer server = selected[status.Server];
        string name = $"{server} in {status.Server.Service}";
        switch (OnTimeout)
        {
            case DrainTimeoutAction.Continue:
                WriteObject(new Objects.IpvsDrainResult(server, status));
                break;
            case DrainTimeoutAction.Remove when ShouldProcess(name, "Remove IPVS real server, which has not drained"):
                selected.Client.RemoveRealServer(status.Server.Service, status.Server.Address, status.Server.Port);
                selected.OpenDrain(selected.Client, Cancellation).Forget([status.Server]);
                WriteWarning(DrainWords.Removed(name, status, IsEndTold(selected)));
                break;
            case DrainTimeoutAction.Resume when ShouldProcess(name, "Resume IPVS real server, which has not drained"):
                DrainOutcome outcome = selected.OpenDrain(selected.Client, Cancellation).Resume([status.Server])[0];
                if (outcome.IsDone)
                {
                    WriteWarning(DrainWords.Resumed(name, status, outcome.Weight));
                }
                else
                {
                    WriteError(DrainErrors.Describe(outcome, server));
                }

                break;
            default:
                WriteError(DrainErrors.TimedOut(status, server));
                break;
        }
    }

    /// <summary>Whether clients of a removed real server are told that their connection has ended.</summary>
    private bool IsEndTold(SelectedServers selected)
    {
        using IpvsSettingsClient settings = IpvsSettingsClient.Open(selected.Namespace, Cancellation);
        return settings.Get(ExpireNoDestination).Value is true;
    }
}
