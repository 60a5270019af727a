using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>New-IpvsService: adds virtual services (<c>ipvsadm -A</c>).</summary>
[Cmdlet(VerbsCommon.New, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsService))]
public sealed class NewIpvsServiceCommand : IpvsServiceSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>Adds the services that the parameters name, all in one batch.</summary>
    protected override void ProcessRecord() => SendAll(
        NamedServices().Select(Make), IsToBeAdded, services => Client.AddServices(services), WriteObject);

    private IpvsService Make(IpvsServiceId id)
    {
        var service = new IpvsService(id);
        ApplyTo(service);
        return service;
    }

    private bool IsToBeAdded(IpvsService service)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(service), service.Id.ToString());
        return ShouldProcess(service.ToString(), "Add IPVS service");
    }
}
