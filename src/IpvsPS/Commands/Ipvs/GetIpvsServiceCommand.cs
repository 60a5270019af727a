using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsService: the virtual services, as the service lines of <c>ipvsadm -Ln</c>.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsService")]
[OutputType(typeof(IpvsService))]
public sealed class GetIpvsServiceCommand : IpvsTableQueryCommand
{
    private protected override string Unknown =>
        "scheduler flags, persistence engines, whether IPv6 services are scheduled by single packets, and the address family of firewall marks where nothing tells it";

    /// <summary>Writes the services asked for.</summary>
    protected override void ProcessRecord() => ForEachService((_, service) => WriteObject(service));
}
