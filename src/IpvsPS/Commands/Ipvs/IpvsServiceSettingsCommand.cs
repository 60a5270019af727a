using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>What New-IpvsService and Set-IpvsService share: a service's settings, of which only the named ones are applied.</summary>
public abstract class IpvsServiceSettingsCommand : IpvsIdentityCommand
{
    /// <summary>The scheduler, such as rr, wlc or sh.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsSchedulerCompleter))]
    public string? Scheduler { get; set; }

    /// <summary>Flags of the scheduler by their ipvsadm names, in a list or in one text with commas.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SchedulerFlagConversion]
    [ValidateSchedulerFlag]
    [ArgumentCompleter(typeof(IpvsSchedulerFlagCompleter))]
    public string[]? SchedulerFlag { get; set; }

    /// <summary>How long a client stays with its real server: seconds, a number with its unit such as 5m, or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? PersistenceTimeout { get; set; }

    /// <summary>How many leading bits of a client's address persistence looks at.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? PersistencePrefixLength { get; set; }

    /// <summary>The persistence engine, such as sip.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsPersistenceEngineCompleter))]
    public string? PersistenceEngine { get; set; }

    /// <summary>Schedules every UDP datagram on its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter OnePacket { get; set; }

    /// <summary>Applies the named settings to a service.</summary>
    private protected void ApplyTo(IpvsService service)
    {
        ApplySchedulerTo(service);
        ApplyPersistenceTo(service);
        service.OnePacket = Parameters.IsGiven(nameof(OnePacket)) ? OnePacket.IsPresent : service.OnePacket;
    }

    private void ApplySchedulerTo(IpvsService service)
    {
        string scheduler = string.IsNullOrEmpty(Scheduler) ? service.Scheduler : IpvsSchedulerCatalog.Spell(Scheduler);
        bool isOther = scheduler != service.Scheduler;
        service.Scheduler = scheduler;
        string[] flags = SchedulerFlag ?? (isOther ? [] : service.SchedulerFlag ?? []);

        // Flags that were piped beside a typed scheduler may be another scheduler's: sh-port says nothing to rr.
        bool mayBeForeign = Parameters.IsTyped(nameof(Scheduler)) && !Parameters.IsTyped(nameof(SchedulerFlag));
        service.SchedulerFlag = mayBeForeign ? Array.FindAll(flags, flag => IpvsFlags.IsFlagOf(scheduler, flag)) : flags;
    }

    private void ApplyPersistenceTo(IpvsService service)
    {
        if (Parameters.IsGiven(nameof(PersistenceTimeout)))
        {
            service.PersistenceTimeout = PersistenceTimeout?.Value;
        }

        if (service.PersistenceTimeout is null)
        {
            service.PersistencePrefixLength = null;
            service.PersistenceEngine = null;
        }

        if (Counts(nameof(PersistencePrefixLength), service))
        {
            service.PersistencePrefixLength = PersistencePrefixLength;
        }

        if (Counts(nameof(PersistenceEngine), service))
        {
            service.PersistenceEngine = string.IsNullOrEmpty(PersistenceEngine) ? null : PersistenceEngine;
        }

        // The kernel always has a length and reports it: all of the address.
        service.PersistencePrefixLength ??= service.PersistenceTimeout is null ? null : service.Id.Address.BitCount;
    }

    /// <summary>Details of persistence that were piped say nothing once persistence is off; typed ones are an error then.</summary>
    private bool Counts(string parameter, IpvsService service) =>
        Parameters.IsTyped(parameter) || (Parameters.IsGiven(parameter) && service.PersistenceTimeout is not null);
}
