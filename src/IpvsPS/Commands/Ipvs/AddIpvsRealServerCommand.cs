using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Add-IpvsRealServer: adds real servers to services (<c>ipvsadm -a</c>).</summary>
[Cmdlet(VerbsCommon.Add, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsRealServer))]
public sealed class AddIpvsRealServerCommand : IpvsRealServerSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsOtherRealServerCompleter))]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    public override InetEndpoint[] Address { get; set; } = [];

    /// <summary>Adds every named real server to every named service, all in one batch.</summary>
    protected override void ProcessRecord() => SendAll(
        NamedRealServers().Select(named => Make(named.Service, named.Address, named.Port)),
        IsToBeAdded,
        servers => Client.AddRealServers(servers),
        server =>
        {
            if (PassThru)
            {
                WriteObject(server);
            }
        });

    private IpvsRealServer Make(IpvsServiceId service, InetAddress address, ushort port)
    {
        var server = new IpvsRealServer(service, address, port);
        ApplyTo(server);
        return server;
    }

    private bool IsToBeAdded(IpvsRealServer server)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        return ShouldProcess($"{server} in {server.ServiceId}", $"Add IPVS real server ({server.ForwardingMethod}, weight {server.Weight})");
    }
}
