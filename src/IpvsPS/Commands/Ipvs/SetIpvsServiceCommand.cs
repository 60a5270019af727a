using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsService: changes the named settings of virtual services and leaves the others (<c>ipvsadm -E</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsService))]
public sealed class SetIpvsServiceCommand : IpvsServiceSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>Writes the services as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Changes the services that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        if (PersistenceTimeout is { } timeout && timeout.Value == TimeSpan.Zero)
        {
            PersistenceTimeout = null;
        }

        foreach (IpvsServiceId id in NamedServices())
        {
            IpvsService? service = null;
            if (Attempt(new IpvsService(id), IpvsErrors.Describe, () => service = Client.GetService(id))
                && Attempt(service, IpvsErrors.Describe, () => Change(service!)) && PassThru)
            {
                WriteObject(service);
            }
        }
    }

    private void Change(IpvsService service)
    {
        IpvsService before = service.Copy();
        ApplyTo(service);
        IpvsErrors.ThrowIf(IpvsRules.Check(service), service.Id.ToString());
        if (service.HasSameSettings(before))
        {
            WriteVerbose($"The service {service.Id} is so already.");
        }
        else if (ShouldProcess(service.Id.ToString(), $"Set IPVS service to '{$"{service.Scheduler} {service.Options}".TrimEnd()}'"))
        {
            Client.SetService(service);
            service.SchedulerFlag = IpvsFlags.SchedulerFlags(IpvsFlags.Of(service), service.Scheduler);
        }
    }
}
