using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsTimeout: how long connections live on without packets (<c>ipvsadm -L --timeout</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsTimeout")]
[OutputType(typeof(Objects.IpvsTimeout))]
public sealed class GetIpvsTimeoutCommand : IpvsTableCommand
{
    /// <summary>Writes the timeouts.</summary>
    private protected override void ProcessInScope()
    {
        WriteVerbose("Getting the IPVS timeouts.");
        WriteObject(new Objects.IpvsTimeout(Client.GetTimeouts()));
    }
}
