using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>New-IpvsService: adds virtual services (<c>ipvsadm -A</c>).</summary>
[Cmdlet(VerbsCommon.New, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsService))]
public sealed class NewIpvsServiceCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>The scheduler; wlc unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsSchedulerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Scheduler { get; set; } = "wlc";

    /// <summary>Flags of the scheduler by their ipvsadm names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("sh-fallback", "sh-port", "mh-fallback", "mh-port", "flag-1", "flag-2", "flag-3")]
    public string[]? SchedulerFlag { get; set; }

    /// <summary>How long a client stays with its real server: seconds or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IpvsTimeSpan? PersistenceTimeout { get; set; }

    /// <summary>How many leading bits of a client's address persistence looks at.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? PersistencePrefixLength { get; set; }

    /// <summary>The persistence engine, such as sip.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsPersistenceEngineCompleter))]
    public string? PersistenceEngine { get; set; }

    /// <summary>Schedules every UDP datagram on its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter OnePacket { get; set; }

    /// <summary>Adds the services that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        foreach (IpvsServiceId id in NamedServices())
        {
            var service = new IpvsService(id)
            {
                Scheduler = Scheduler,
                SchedulerFlag = SchedulerFlag ?? [],
                PersistenceTimeout = PersistenceTimeout?.Value,
                PersistencePrefixLength = PersistencePrefixLength,
                PersistenceEngine = string.IsNullOrEmpty(PersistenceEngine) ? null : PersistenceEngine,
                OnePacket = OnePacket,
            };
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
            Clients.In(NetNamespace, Cancellation).AddService(service);
            service.PersistencePrefixLength ??= service.PersistenceTimeout is null ? null : service.Id.Address.BitCount;
        }
    }
}
