using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsInfo: the version of the kernel's IPVS and the size of its connection table.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsInfo")]
[OutputType(typeof(IpvsInfo))]
public sealed class GetIpvsInfoCommand : NamespacedCommand
{
    /// <summary>Writes what the kernel says.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        WriteVerbose("Getting the IPVS version.");
        WriteObject(clients.In(NetNamespace, Cancellation).GetInfo());
    });
}
