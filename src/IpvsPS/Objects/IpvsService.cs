namespace IpvsPS.Objects;

/// <summary>A virtual service as the cmdlets write it: its identity and its settings, as text, numbers and switches.</summary>
public sealed class IpvsService : ServicePart
{
    private readonly IpvsPS.IpvsService _service;

    /// <summary>Makes a TCP service with the defaults of ipvsadm, to be filled in.</summary>
    public IpvsService()
        : this(new IpvsPS.IpvsService()) { }

    internal IpvsService(IpvsPS.IpvsService service) => _service = service;

    /// <summary>The scheduler's name, up to 15 characters; <c>none</c> takes no new connections.</summary>
    public string Scheduler
    {
        get => _service.Scheduler;
        set => _service.Scheduler = value;
    }

    /// <summary>
    /// The scheduler's flags by their ipvsadm names with commas between them, such as <c>sh-port,sh-fallback</c>; empty where
    /// there are none, null where they are not known because the service was read without privilege.
    /// </summary>
    public string? SchedulerFlag
    {
        get => _service.SchedulerFlag is { } flags ? string.Join(',', flags) : null;
        set => _service.SchedulerFlag = value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>How long a client stays with its real server, in seconds; null without persistence.</summary>
    public int? PersistenceTimeout
    {
        get => (int?)_service.PersistenceTimeout?.TotalSeconds;
        set => _service.PersistenceTimeout = value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>How many leading bits of a client's address persistence looks at: 1 to 32 or 1 to 128; null without persistence.</summary>
    public int? PersistencePrefixLength
    {
        get => _service.PersistencePrefixLength;
        set => _service.PersistencePrefixLength = value;
    }

    /// <summary>The persistence engine's name, such as <c>sip</c>; null where there is none, and where the service was read without
    /// privilege.</summary>
    public string? PersistenceEngine
    {
        get => _service.PersistenceEngine;
        set => _service.PersistenceEngine = value;
    }

    /// <summary>Whether every UDP datagram is scheduled on its own; null where that is not known: of IPv6 services that were read without
    /// privilege.</summary>
    public bool? OnePacket
    {
        get => _service.OnePacket;
        set => _service.OnePacket = value;
    }

    /// <summary>The settings besides the scheduler in ipvsadm's words, such as <c>persistent 300</c>; empty where all are the
    /// defaults.</summary>
    public string Options => _service.Options;

    /// <summary>
    /// The service's real servers with commas between them, such as <c>172.17.0.3:80,172.17.0.4:80</c>; empty where it has none,
    /// null unless they were asked for.
    /// </summary>
    public string? RealServers { get; set; }

    private protected override IpvsServiceItem Item => _service;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _service.NetNamespace;
        set => _service.NetNamespace = value;
    }

    /// <summary>Gives the value of IpvsPS.Core, as configurations hold it.</summary>
    /// <param name="service">The object.</param>
    public static implicit operator IpvsPS.IpvsService(IpvsService service) => service._service;

    /// <summary>The service line of <c>ipvsadm -Ln</c>: <c>TCP 10.0.0.1:80 wlc persistent 300</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => _service.ToString();
}
