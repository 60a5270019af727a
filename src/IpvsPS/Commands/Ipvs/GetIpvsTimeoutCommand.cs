using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsTimeout: how long connections live on without packets (<c>ipvsadm -L --timeout</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsTimeout")]
[OutputType(typeof(IpvsTimeout))]
public sealed class GetIpvsTimeoutCommand : NamespacedCommand
{
    /// <summary>Writes the timeouts.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        WriteVerbose("Getting the IPVS timeouts.");
        WriteObject(clients.In(NetNamespace, Cancellation).GetTimeouts());
    });
}
