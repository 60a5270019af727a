using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>New-IpvsService: adds virtual services (<c>ipvsadm -A</c>).</summary>
[Cmdlet(VerbsCommon.New, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsService))]
public sealed class NewIpvsServiceCommand : IpvsServiceSettingsCommand
{
    /// <summary>Adds the services that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        foreach (IpvsServiceId id in NamedServices())
        {
            var service = new IpvsService(id);
            ApplyTo(service);
            if (Attempt(service, IpvsErrors.Describe, () => Add(service)) && service.NetNamespace is not null)
            {
                WriteObject(service);
            }
        }
    }

    private void Add(IpvsService service)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(service), service.Id.ToString());
        if (ShouldProcess(service.ToString(), "Add IPVS service"))
        {
            Client.AddService(service);
            service.SchedulerFlag = IpvsFlags.SchedulerFlags(IpvsFlags.Of(service), service.Scheduler);
        }
    }
}
