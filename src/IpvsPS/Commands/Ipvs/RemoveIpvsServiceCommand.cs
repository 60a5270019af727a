using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Remove-IpvsService: removes virtual services with their real servers (<c>ipvsadm -D</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpvsServiceCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>
    /// What only a part of a service has: one that is piped is no service. Old rows of real servers have their address as Address, which a
    /// service may have too, and their forwarding method.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Alias("ClientAddress", "ForwardingMethod")]
    public object? RealAddress { get; set; }

    /// <summary>Removes the services that the parameters name.</summary>
    private protected override void ProcessInScope()
    {
        IpvsErrors.ThrowIfPart(RealAddress, "part of a service", "whole services", "Remove-IpvsRealServer");
        ForEach(
            NamedServices().ConvertAll(id => new IpvsService(id)),
            service =>
            {
                if (IsThere(() => Client.GetService(service.Id)) == false)
                {
                    throw new NetlinkException($"remove the service {service.Id}", Errno.ESRCH);
                }

                if (Parameters.IsUnasked || ShouldProcess(service.Id.ToString(), "Remove IPVS service and its real servers"))
                {
                    Client.RemoveService(service.Id);
                    Changes.Add();
                }
            }
        );
    }
}
