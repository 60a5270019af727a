using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Clear-IpvsKubernetesService: takes away all that Sync-IpvsKubernetesService made, and nothing of others.</summary>
[Cmdlet(VerbsCommon.Clear, "IpvsKubernetesService", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(IpvsKubernetesChange))]
public sealed class ClearIpvsKubernetesServiceCommand : ScopedCommand
{
    /// <summary>Takes away what kube-proxy has left instead: its link, and the services at its addresses that this module does not
    /// hold.</summary>
    [Parameter]
    public SwitchParameter KubeProxy { get; set; }

    /// <summary>Asks nothing.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the changes that were made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>Takes it away.</summary>
    private protected override void ProcessInScope()
    {
        bool isWhatIf = Parameters.IsWhatIf;
        using ServiceProxySync sync = NamespaceStack.With(
            Scope,
            netns => ServiceProxySync.Open(netns, StateDirectory.Default, isWhatIf, Cancellation)
        );
        ServiceProxyPlan plan = KubeProxy ? sync.PlanClearKubeProxy() : sync.PlanClear();
        KubernetesPlan.Show(this, plan.ManualCommands, Parameters);
        foreach (string warning in plan.Events.Select(KubernetesEventWords.OfMachine).OfType<string>())
        {
            WriteWarning(warning);
        }

        IpvsKubernetesChange[] changes = [.. plan.Changes().Select(change => new IpvsKubernetesChange(change, Scope))];
        if (changes.Length == 0)
        {
            WriteVerbose("There is nothing to take away.");
            if (!isWhatIf && !KubeProxy)
            {
                // What has gone already is forgotten, so that nobody else's is taken for it later; an empty link and table go too.
                sync.Clear(plan);
            }

            return;
        }

        bool isUnasked = Force && !isWhatIf;
        if (
            !isUnasked
            && !KubernetesPlan.IsToBeDone(this, changes, KubeProxy ? "Take away what kube-proxy has left" : "Take away Kubernetes services")
        )
        {
            return;
        }

        IReadOnlyList<ServiceProxyRefusal> refusals = KubeProxy ? sync.ClearKubeProxy(plan) : sync.Clear(plan);
        Changes.Add(changes.Length);
        WriteObject(PassThru ? changes : [], enumerateCollection: true);
        foreach (ServiceProxyRefusal refusal in refusals)
        {
            WriteError(KubernetesErrors.Describe(refusal));
        }
    }
}
