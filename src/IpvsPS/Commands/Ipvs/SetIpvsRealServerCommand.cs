using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsRealServer: changes the named settings of real servers and leaves the others (<c>ipvsadm -e</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsRealServer))]
public sealed class SetIpvsRealServerCommand : IpvsRealServerSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    public override InetEndpoint[] Address { get; set; } = [];

    /// <summary>Changes every named real server of every named service.</summary>
    protected override void ProcessRecord()
    {
        foreach (var ofService in NamedRealServers().GroupBy(named => named.Service).ToList())
        {
            List<IpvsRealServer> present = [];
            if (!Attempt(new IpvsService(ofService.Key), IpvsErrors.Describe, () => present = List(ofService.Key)))
            {
                continue;
            }

            foreach ((IpvsServiceId service, InetAddress address, ushort port) in ofService)
            {
                IpvsRealServer server = present.Find(server => server.InetAddress == address && server.InetPort == port)
                    ?? new IpvsRealServer(service, address, port);
                if (Attempt(server, IpvsErrors.Describe, () => Change(server, present.Contains(server))) && PassThru)
                {
                    WriteObject(server);
                }
            }
        }
    }

    private List<IpvsRealServer> List(IpvsServiceId id)
    {
        IpvsClient client = Client;
        return client.ListRealServers(client.GetService(id));
    }

    private void Change(IpvsRealServer server, bool isPresent)
    {
        if (!isPresent)
        {
            throw new CommandException("IpvsRealServerNotFound", ErrorCategory.ObjectNotFound,
                $"The service {server.ServiceId} has no real server {server}. Get-IpvsRealServer lists those it has, Add-IpvsRealServer adds one.");
        }

        RealServer before = server.RealServer;
        ApplyTo(server);
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        if (RealServer.HaveSameSettings(before, server.RealServer))
        {
            WriteVerbose($"The real server {server} in {server.ServiceId} is so already.");
        }
        else if (ShouldProcess($"{server} in {server.ServiceId}", $"Set IPVS real server to {server.ForwardingMethod}, weight {server.Weight}, thresholds {server.UpperThreshold}/{server.LowerThreshold}"))
        {
            Client.SetRealServer(server);
        }
    }
}
