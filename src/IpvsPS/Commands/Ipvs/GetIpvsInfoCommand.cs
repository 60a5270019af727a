using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsInfo: the version of the kernel's IPVS and the size of its connection table.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsInfo")]
[OutputType(typeof(IpvsInfo))]
public sealed class GetIpvsInfoCommand : IpvsCommand
{
    /// <summary>Writes what the kernel says.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        WriteVerbose("Getting the IPVS version.");
        WriteObject(Client.GetInfo());
    });
}
