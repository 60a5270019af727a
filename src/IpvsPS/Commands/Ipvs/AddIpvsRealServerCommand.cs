using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Add-IpvsRealServer: adds real servers to services (<c>ipvsadm -a</c>).</summary>
[Cmdlet(VerbsCommon.Add, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsRealServer))]
public sealed class AddIpvsRealServerCommand : IpvsRealServerSettingsCommand
{
    /// <summary>Adds every named real server to every named service.</summary>
    protected override void ProcessRecord()
    {
        foreach ((IpvsServiceId service, InetAddress address, ushort port) in NamedRealServers())
        {
            var server = new IpvsRealServer(service, address, port);
            ApplyTo(server);
            if (Attempt(server, IpvsErrors.Describe, () => Add(server)) && PassThru && server.NetNamespace is not null)
            {
                WriteObject(server);
            }
        }
    }

    private void Add(IpvsRealServer server)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        if (ShouldProcess($"{server} in {server.ServiceId}", $"Add IPVS real server ({server.ForwardingMethod}, weight {server.Weight})"))
        {
            Client.AddRealServer(server);
        }
    }
}
