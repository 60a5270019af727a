using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Clear-IpvsService: removes every virtual service of a network namespace (<c>ipvsadm -C</c>).</summary>
[Cmdlet(VerbsCommon.Clear, "IpvsService", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class ClearIpvsServiceCommand : NamespacedCommand
{
    /// <summary>The network namespace to clear. It binds from no pipeline: a piped service means itself, not all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public override NetNamespace? NetNamespace { get; set; }

    /// <summary>Removes every service.</summary>
    protected override void ProcessRecord() =>
        Attempt(NetNamespace, IpvsErrors.Describe, () => NamespaceStack.With(NetNamespace, Clear));

    /// <summary>The namespace stays open while the user is asked: what is cleared is what was named, whatever becomes of the name.</summary>
    private bool Clear(NetNamespaceHandle netns)
    {
        if (!ShouldProcess($"network namespace {netns.Namespace}", "Remove every IPVS service and real server"))
        {
            return false;
        }

        using IpvsClient client = IpvsClient.Open(netns, Cancellation);
        client.Flush();
        return true;
    }
}
