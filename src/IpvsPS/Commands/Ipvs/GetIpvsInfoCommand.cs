using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsInfo: the version of the kernel's IPVS and the size of its connection table.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsInfo")]
[OutputType(typeof(Objects.IpvsInfo))]
public sealed class GetIpvsInfoCommand : IpvsTableCommand
{
    /// <summary>Writes what the kernel says.</summary>
    private protected override void ProcessInScope()
    {
        WriteVerbose("Getting the IPVS version.");
        WriteObject(new Objects.IpvsInfo(Client.GetInfo()));
    }
}
