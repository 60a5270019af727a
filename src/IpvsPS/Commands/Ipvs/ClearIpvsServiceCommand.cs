using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Clear-IpvsService: removes every virtual service of a network namespace (<c>ipvsadm -C</c>).</summary>
[Cmdlet(VerbsCommon.Clear, "IpvsService", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class ClearIpvsServiceCommand : ScopedCommand
{
    /// <summary>The network namespaces to clear. It binds from no pipeline: a piped service means itself, not all.</summary>
    [Parameter]
    [NetNamespaceConversion]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public override NetNamespaceArgument[]? NetNamespace { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>Removes every service. The namespace stays open while the user is asked: what is cleared is what was named.</summary>
    private protected override void ProcessInScope() => NamespaceStack.With(Scope, Clear);

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
