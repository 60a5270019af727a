using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Sync-IpvsKubernetesService: makes this node's kernel hold what the services of a cluster want, once.</summary>
[Cmdlet(VerbsData.Sync, "IpvsKubernetesService", SupportsShouldProcess = true, DefaultParameterSetName = ClusterSet)]
[OutputType(typeof(IpvsKubernetesChange))]
public sealed class SyncIpvsKubernetesServiceCommand : KubernetesCommand
{
    private const string ClusterSet = "Cluster";

    /// <summary>Kubernetes objects, or JSON text; instead of a cluster.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ServiceSet)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>The kubeconfig file of the cluster whose services are synced; without it, those of KUBECONFIG, the pod's service
    /// account, or ~/.kube/config.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the kubeconfig; the current one unless given.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [ArgumentCompleter(typeof(KubernetesContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Context { get; set; }

    /// <summary>The address of the API server instead of the kubeconfig's.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [ServerConversion]
    public Uri? Server { get; set; }

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

    /// <summary>Whether a cluster is asked: an empty pipeline is no reason to ask the one that is there by default.</summary>
    private bool IsOfCluster =>
        ParameterSetName == ClusterSet
        && (
            !MyInvocation.ExpectingInput
            || Parameters.IsTyped(nameof(Kubeconfig))
            || Parameters.IsTyped(nameof(Context))
            || Parameters.IsTyped(nameof(Server))
        );

    /// <inheritdoc/>
    private protected override void FollowMore(KubeProxyWishes configuration)
    {
        Kubeconfig ??= configuration.Kubeconfig;
        StrictArp = Parameters.IsTyped(nameof(StrictArp)) ? StrictArp : configuration.IsStrictArp;
    }

    /// <inheritdoc/>
    private protected override void CheckParameters()
    {
        base.CheckParameters();
        ReadSettings(DrainTimeout, StrictArp);
    }

    /// <summary>Lists the objects of the cluster, where they are not piped.</summary>
    private protected override void TakeLast()
    {
        if (IsOfCluster)
        {
            ServiceProxyOptions options = ReadOptions();
            using var cluster = ClusterWatch.Open(
                Kubeconfig is null ? null : ConfigurationFiles.FindLiteral(this, Kubeconfig),
                Context,
                Server
            );
            WriteVerbose($"Listing the services of {cluster.Server}.");
            cluster.Check(options.NodeName, isWatched: false, Cancellation);
            cluster.List(Input, Cancellation);
        }
    }

    /// <summary>Makes the changes.</summary>
    private protected override void ProcessObjects(NetNamespace? scope)
    {
        ServiceProxyOptions options = ReadOptions();
        if (!Input.IsWhole)
        {
            Tell(Input.Events.Count > 0 ? Input.Events : [new ServiceProxyEvent(ServiceProxyEventCode.JsonInvalid, "", "", "it is empty")]);
            WriteWarning("Nothing was changed: what was piped is not all that a cluster has.");
            return;
        }

        SyncSettings settings = ReadSettings(DrainTimeout, StrictArp);
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
            if (!isWhatIf)
            {
                // The record may lack what a former version did not note, and have what a killed sync did not make.
                sync.Apply(cluster, plan, settings);
            }
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
