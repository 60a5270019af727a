using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsTimeout: how long connections live on without packets (<c>ipvsadm -L --timeout</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsTimeout")]
[OutputType(typeof(IpvsTimeout))]
public sealed class GetIpvsTimeoutCommand : IpvsCommand
{
    /// <summary>Writes the timeouts.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        WriteVerbose("Getting the IPVS timeouts.");
        WriteObject(Client.GetTimeouts());
    });
}
