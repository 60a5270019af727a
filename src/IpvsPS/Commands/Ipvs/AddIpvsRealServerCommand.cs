using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Add-IpvsRealServer: adds real servers to services (<c>ipvsadm -a</c>).</summary>
[Cmdlet(VerbsCommon.Add, "IpvsRealServer", DefaultParameterSetName = PipedWhole, SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsRealServer))]
public sealed class AddIpvsRealServerCommand : IpvsRealServerSettingsCommand
{
    private readonly SchedulerWords _schedulers = new();

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
    [ArgumentCompleter(typeof(IpvsOtherRealServerCompleter))]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    public override EndpointArgument[] RealAddress { get; set; } = [];

    /// <summary>Makes a real server that is there already what an added one would be.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Adds every named real server to every named service, all in one batch.</summary>
    private protected override void ProcessInScope()
    {
        new InputBatch(this).Send(
            NamedRealServers().ConvertAll(Make),
            Plan,
            Send,
            server =>
            {
                if (PassThru)
                {
                    _schedulers.Complete(server, Client);
                    WriteObject(new Objects.IpvsRealServer(server));
                }
            }
        );
    }

    private IpvsRealServer Make((IpvsServiceId Service, InetAddress Address, ushort Port) named)
    {
        var server = new IpvsRealServer(named.Service, named.Address, named.Port);
        ApplyTo(server);
        return server;
    }

    private IpvsRealServer? Plan(IpvsRealServer server)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        if (Parameters.IsUnasked)
        {
            return server;
        }

        bool isThere = Parameters.IsWhatIf && FindsInService(server);
        if (isThere && !Force)
        {
            throw new NetlinkException($"add the real server {server} to {server.ServiceId}", Errno.EEXIST);
        }

        string verb = isThere ? "Set" : "Add";
        return ShouldProcess(
            $"{server} in {server.ServiceId}",
            $"{verb} IPVS real server ({server.ForwardingMethod}, weight {server.Weight})"
        )
            ? server
            : null;
    }

    private List<(int Index, NetlinkException Refusal)> Send(IReadOnlyList<IpvsRealServer> servers)
    {
        IpvsClient client = Client;
        WarnOfWeightZero(servers);
        List<(int Index, NetlinkException Refusal)> refusals = client.AddRealServers(servers);
        return Force && refusals.Count > 0 ? SetThoseThere(client, servers, refusals) : refusals;
    }

    private static List<(int Index, NetlinkException Refusal)> SetThoseThere(
        IpvsClient client,
        IReadOnlyList<IpvsRealServer> servers,
        List<(int Index, NetlinkException Refusal)> refusals
    ) => InputBatch.Retry(refusals, Errno.EEXIST, i => client.SetRealServer(servers[i]));
}
