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
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        using NetNamespaceHandle? named = NetNamespace is null ? null : NetNamespaceHandle.Open(NetNamespace);
        NetNamespaceHandle space = named ?? NamespaceStack.Current.Top;
        if (ShouldProcess($"network namespace {space.Identity}", "Remove every IPVS service and real server"))
        {
            using IpvsClient client = IpvsClient.Open(space, Cancellation);
            client.Flush();
        }
    });
}
