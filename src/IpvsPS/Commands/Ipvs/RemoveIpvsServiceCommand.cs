using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Remove-IpvsService: removes virtual services with their real servers (<c>ipvsadm -D</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpvsServiceCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>Removes the services that the parameters name.</summary>
    protected override void ProcessRecord() => ChangeEach(
        NamedServices().Select(id => new IpvsService(id)),
        service => ShouldProcess(service.Id.ToString(), "Remove IPVS service and its real servers"),
        service => Client.RemoveService(service.Id),
        IpvsErrors.Describe);
}
