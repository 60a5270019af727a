using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>
/// A virtual service: its identity (address, port and protocol, or firewall mark and family) and its settings.
/// </summary>
public sealed class IpvsService : IpvsServiceItem
{
    /// <summary>Makes a TCP service with the defaults of ipvsadm, to be filled in.</summary>
    public IpvsService() { }

    /// <summary>Makes a service with the defaults of ipvsadm.</summary>
    /// <param name="id">Its identity.</param>
    public IpvsService(IpvsServiceId id) => Identity = id;

    /// <summary>Which service it is.</summary>
    public IpvsServiceId Id
    {
        get => Identity;
        set => Identity = value;
    }

    private protected override IpvsServiceId Identity { get; set; } = NoService;

    /// <summary>The scheduler's name, up to 15 characters; <c>none</c> takes no new connections.</summary>
    public string Scheduler { get; set; } = "wlc";

    /// <summary>
    /// The scheduler's flags by their ipvsadm names, such as <c>sh-port</c>; empty where there are none, null where they are
    /// not known because the service was read without privilege.
    /// </summary>
    public string[]? SchedulerFlag { get; set; } = [];

    /// <summary>How long a client stays with its real server, in whole seconds; null without persistence.</summary>
    public TimeSpan? PersistenceTimeout { get; set; }

    /// <summary>How many leading bits of a client's address persistence looks at: 1 to 32 or 1 to 128; null without persistence.</summary>
    public int? PersistencePrefixLength { get; set; }

    /// <summary>The persistence engine's name, such as <c>sip</c>; null where there is none, and where the service was read without
    /// privilege.</summary>
    public string? PersistenceEngine { get; set; }

    /// <summary>Whether every UDP datagram is scheduled on its own; null where that is not known: of IPv6 services that were read without
    /// privilege.</summary>
    public bool? OnePacket { get; set; } = false;

    /// <summary>Whether it was read from /proc, which does not tell all: it serves for showing, and not for a configuration.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The settings besides the scheduler in ipvsadm's words, such as <c>persistent 300</c>; empty where all are the
    /// defaults.</summary>
    public string Options => IpvsServiceText.Options(this);

    /// <summary>The network namespace the service is in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>Another object with the same identity and settings.</summary>
    /// <returns>The copy.</returns>
    public IpvsService Copy() => (IpvsService)MemberwiseClone();

    /// <summary>Whether both services' settings are the same to the kernel; identities are not compared.</summary>
    /// <param name="other">The other service.</param>
    /// <returns>False where setting one would change the other.</returns>
    public bool HasSameSettings(IpvsService other) => IpvsServiceText.HaveSameSettings(this, other);

    /// <summary>The service line of <c>ipvsadm -Ln</c>: <c>TCP 10.0.0.1:80 wlc persistent 300</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Identity} {Scheduler} {Options}".TrimEnd();
}
