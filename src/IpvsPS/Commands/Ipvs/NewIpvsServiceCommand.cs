using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>New-IpvsService: adds virtual services (<c>ipvsadm -A</c>).</summary>
[Cmdlet(VerbsCommon.New, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsService))]
public sealed class NewIpvsServiceCommand : IpvsServiceSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>Makes a service that exists already what a new one would be; its real servers stay.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Adds the services that the parameters name, all in one batch.</summary>
    private protected override void ProcessInScope() =>
        new InputBatch(this).Send(NamedServices().ConvertAll(Make), Plan, Send, service => WriteObject(new Objects.IpvsService(service)));

    private IpvsService Make(IpvsServiceId id)
    {
        var service = new IpvsService(id);
        ApplyTo(service);
        return service;
    }

    private IpvsService? Plan(IpvsService service)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(service), service.Id.ToString());
        bool isThere = IsThere(() => Client.GetService(service.Id)) == true;
        if (isThere && !Force)
        {
            throw new NetlinkException($"add the service {service.Id}", Errno.EEXIST);
        }

        return ShouldProcess(service.ToString(), isThere ? "Set IPVS service" : "Add IPVS service") ? service : null;
    }

    private List<(int Index, NetlinkException Refusal)> Send(IReadOnlyList<IpvsService> services)
    {
        IpvsClient client = Client;
        return InputBatch.Retry(client.AddServices(services), Force ? Errno.EEXIST : Errno.None, i => client.SetService(services[i]));
    }
}
