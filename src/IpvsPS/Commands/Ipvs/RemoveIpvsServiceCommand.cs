using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

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
    protected override void ProcessRecord()
    {
        foreach (IpvsServiceId id in NamedServices())
        {
            Attempt(new IpvsService(id), IpvsErrors.Describe, () =>
            {
                if (ShouldProcess(id.ToString(), "Remove IPVS service and its real servers"))
                {
                    Client.RemoveService(id);
                }
            });
        }
    }
}
