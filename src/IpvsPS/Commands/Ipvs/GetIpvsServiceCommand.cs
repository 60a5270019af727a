using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsService: the virtual services, as the service lines of <c>ipvsadm -Ln</c>.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsService")]
[OutputType(typeof(Objects.IpvsService))]
public sealed class GetIpvsServiceCommand : IpvsTableQueryCommand
{
    private const string RealServerView = "IpvsPS.Objects.IpvsService#RealServer";

    /// <summary>Lists the real servers of each service too; one without any is listed as well.</summary>
    [Parameter]
    public SwitchParameter IncludeRealServer { get; set; }

    private protected override string Unknown =>
        "scheduler flags, persistence engines, whether IPv6 services are scheduled by single packets, and the address family "
        + "of firewall marks where nothing tells it";

    /// <summary>Writes the services asked for.</summary>
    private protected override void ProcessInScope() =>
        ForEachService(
            (list, service) =>
            {
                var written = new Objects.IpvsService(service);
                if (!IncludeRealServer)
                {
                    WriteObject(written);
                    return;
                }

                written.RealServers = string.Join(',', list(service));
                var shown = new PSObject(written);
                shown.TypeNames.Insert(0, RealServerView);
                WriteObject(shown);
            }
        );
}
