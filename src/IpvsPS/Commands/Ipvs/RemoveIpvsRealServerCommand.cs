using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Remove-IpvsRealServer: removes real servers from services (<c>ipvsadm -d</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "IpvsRealServer", DefaultParameterSetName = PipedWhole, SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpvsRealServerCommand : IpvsRealServerIdentityCommand
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
    [ArgumentConversion(typeof(EndpointArgument[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    public override EndpointArgument[] RealAddress { get; set; } = [];

    /// <summary>Removes every named real server from every named service.</summary>
    private protected override void ProcessInScope() =>
        ForEach(NamedRealServers().ConvertAll(named => new IpvsRealServer(named.Service, named.Address, named.Port)), Remove);

    private void Remove(IpvsRealServer server)
    {
        if (
            Parameters.IsWhatIf
            && IsThere(() => Client.GetService(server.ServiceId)) is { } isService
            && !(isService && FindsInService(server))
        )
        {
            throw new NetlinkException($"remove the real server {server} from {server.ServiceId}", isService ? Errno.ENOENT : Errno.ESRCH);
        }

        if (Parameters.IsUnasked || ShouldProcess($"{server} in {server.ServiceId}", "Remove IPVS real server"))
        {
            Client.RemoveRealServer(server.ServiceId, server.InetAddress, server.InetPort);
            Changes.Add();
            Forget(server);
        }
    }

    /// <summary>One that is added again is not suspended.</summary>
    private void Forget(IpvsRealServer server)
    {
        try
        {
            StateFile<SuspensionTable> file = NamespaceStack.With(
                Scope,
                netns => SuspensionTable.File(StateDirectory.Default, netns.Identity)
            );
            SuspensionTable.Forget(file, [RealServerId.Of(server)], Cancellation);
        }
        catch (StateException e)
        {
            WriteWarning($"{server} was removed. That it was suspended could not be forgotten: {e.Message}");
        }
    }
}
