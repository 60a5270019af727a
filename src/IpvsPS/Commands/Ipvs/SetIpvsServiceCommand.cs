using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsService: changes the named settings of virtual services and leaves the others (<c>ipvsadm -E</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsService))]
public sealed class SetIpvsServiceCommand : IpvsServiceSettingsCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>What only a part of a service has: one that is piped is no service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Alias("ClientAddress", "ForwardingMethod")]
    public object? RealAddress { get; set; }

    /// <summary>Writes the services as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Changes the services that the parameters name.</summary>
    private protected override void ProcessInScope()
    {
        IpvsErrors.ThrowIfPart(RealAddress, "part of a service", "whole services", "Set-IpvsRealServer");
        if (PersistenceTimeout is { } timeout && timeout.Value == TimeSpan.Zero)
        {
            PersistenceTimeout = null;
        }

        foreach (IpvsServiceId id in NamedServices())
        {
            TryInput(
                new IpvsService(id),
                () =>
                {
                    IpvsService service = Client.GetService(id);
                    TryInput(service, () => Set(service));
                }
            );
        }
    }

    private void Set(IpvsService service)
    {
        IpvsService before = service.Copy();
        ApplyTo(service);
        IpvsErrors.ThrowIf(IpvsRules.Check(service), service.Id.ToString());
        if (service.HasSameSettings(before))
        {
            WriteVerbose($"The service {service.Id} is so already.");
        }
        else if (
            Parameters.IsUnasked
            || ShouldProcess(service.Id.ToString(), $"Set IPVS service to '{$"{service.Scheduler} {service.Options}".TrimEnd()}'")
        )
        {
            Client.SetService(service);
            Changes.Add();
            service.SchedulerFlag = IpvsFlags.SchedulerFlags(IpvsFlags.Of(service), service.Scheduler);
        }

        if (PassThru)
        {
            WriteObject(new Objects.IpvsService(service));
        }
    }
}
