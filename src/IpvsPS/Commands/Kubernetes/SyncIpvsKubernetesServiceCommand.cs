using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Sync-IpvsKubernetesService: makes this node's kernel hold what the services of a cluster want, once.</summary>
[Cmdlet(VerbsData.Sync, "IpvsKubernetesService", SupportsShouldProcess = true, DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(IpvsKubernetesChange))]
public sealed class SyncIpvsKubernetesServiceCommand : KubernetesCommand
{
    /// <summary>How long a real server with connections that is no longer wanted stays at weight 0 before a sync removes it; 60
    /// s.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration))]
    public Duration DrainTimeout { get; set; } = new(60.0);

    /// <summary>Lets no link answer ARP requests for the addresses of others, as load balancers in layer 2 need it.</summary>
    [Parameter]
    public SwitchParameter StrictArp { get; set; }

    /// <summary>Writes the changes that were made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Makes the changes.</summary>
    private protected override void ProcessObjects(NetNamespace? scope)
    {
        ServiceProxyOptions options = ReadOptions();
        var settings = new SyncSettings
        {
            DrainTimeout =
                DrainTimeout.Value >= TimeSpan.Zero
                    ? DrainTimeout.Value
                    : throw new CommandException(
                        "IpvsKubernetesDrainTimeoutInvalid",
                        ErrorCategory.InvalidArgument,
                        "-DrainTimeout is a time of 0 seconds or more, such as 60 or 5m."
                    ),
            IsStrictArp = StrictArp,
        };
        bool isWhatIf = Parameters.IsWhatIf;
        using ServiceProxySync sync = NamespaceStack.With(
            scope,
            netns => ServiceProxySync.Open(netns, StateDirectory.Default, isWhatIf, Cancellation)
        );
        ClusterState cluster = sync.Read(Input, options);
        ServiceProxyPlan plan = sync.Plan(cluster, settings);
        IpvsKubernetesChange[] changes = [.. plan.Changes().Select(change => new IpvsKubernetesChange(change, scope))];
        IReadOnlyList<ServiceProxyRefusal> refusals = [];
        if (changes.Length == 0)
        {
            WriteVerbose("The node is as its services want it.");
        }
        else if (KubernetesPlan.IsToBeDone(this, changes, "Sync Kubernetes services"))
        {
            refusals = sync.Apply(cluster, plan, settings);
            Changes.Add(plan.Count);
            WriteObject(PassThru ? changes : [], enumerateCollection: true);
        }

        Tell(Input.Events.Concat(plan.Events));
        foreach (ServiceProxyRefusal refusal in refusals)
        {
            WriteError(KubernetesErrors.Describe(refusal));
        }
    }
}
