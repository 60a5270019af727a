using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Remove-IpvsRealServer: removes real servers from services (<c>ipvsadm -d</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpvsRealServerCommand : IpvsRealServerIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    public override InetEndpoint[] Address { get; set; } = [];

    /// <summary>Removes every named real server from every named service.</summary>
    protected override void ProcessRecord()
    {
        foreach ((IpvsServiceId service, InetAddress address, ushort port) in NamedRealServers())
        {
            var server = new IpvsRealServer(service, address, port);
            Attempt(server, IpvsErrors.Describe, () =>
            {
                if (ShouldProcess($"{server} in {service}", "Remove IPVS real server"))
                {
                    Client.RemoveRealServer(service, address, port);
                }
            });
        }
    }
}
