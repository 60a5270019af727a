using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

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
    protected override void ProcessRecord() => ChangeEach(
        NamedRealServers().Select(named => new IpvsRealServer(named.Service, named.Address, named.Port)),
        server => ShouldProcess($"{server} in {server.ServiceId}", "Remove IPVS real server"),
        server => Client.RemoveRealServer(server.ServiceId, server.RealServer.Address, server.RealServer.Port),
        IpvsErrors.Describe);
}
