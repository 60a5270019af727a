using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsRealServer: changes the named settings of real servers and leaves the others (<c>ipvsadm -e</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsRealServer", DefaultParameterSetName = PipedWhole, SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsRealServer))]
public sealed class SetIpvsRealServerCommand : IpvsRealServerSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(
        ParameterSetName = PipedProperties,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true
    )]
    [Alias("Address")]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    public override EndpointArgument[] RealAddress { get; set; } = [];

    /// <summary>Changes every named real server of every named service.</summary>
    private protected override void ProcessInScope()
    {
        foreach (var ofService in NamedRealServers().GroupBy(named => named.Service))
        {
            TryInput(new IpvsService(ofService.Key), () => SetAll(ofService.Key, ofService));
        }
    }

    private void SetAll(IpvsServiceId id, IEnumerable<(IpvsServiceId Service, InetAddress Address, ushort Port)> named)
    {
        IpvsClient client = Client;
        List<IpvsRealServer> present = client.ListRealServers(client.GetService(id));
        IEnumerable<(IpvsRealServer Server, bool IsPresent)> servers = named.Select(one =>
            present.Find(server => server.InetAddress == one.Address && server.InetPort == one.Port) is { } found
                ? (found, true)
                : (new IpvsRealServer(one.Service, one.Address, one.Port), false)
        );
        foreach ((IpvsRealServer server, bool isPresent) in servers)
        {
            TryInput(server, () => Set(server, isPresent));
        }
    }

    private void Set(IpvsRealServer server, bool isPresent)
    {
        if (!isPresent)
        {
            throw IpvsErrors.RealServerNotFound(server);
        }

        RealServer before = server.RealServer;
        ApplyTo(server);
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        if (RealServer.HaveSameSettings(before, server.RealServer))
        {
            WriteVerbose($"The real server {server} in {server.ServiceId} is so already.");
        }
        else if (
            Parameters.IsUnasked
            || ShouldProcess(
                $"{server} in {server.ServiceId}",
                $"Set IPVS real server to {server.ForwardingMethod}, weight {server.Weight}, thresholds "
                    + $"{server.UpperThreshold}/{server.LowerThreshold}"
            )
        )
        {
            Client.SetRealServer(server);
            Changes.Add();
            WarnOfWeightZero(before.Weight == 0 ? [] : [server]);
        }

        if (PassThru)
        {
            WriteObject(new Objects.IpvsRealServer(server));
        }
    }
}
