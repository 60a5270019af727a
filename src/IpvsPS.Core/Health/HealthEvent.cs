using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>What has happened.</summary>
public enum HealthEventKind
{
    /// <summary>A real server takes connections.</summary>
    Up,

    /// <summary>A real server takes none.</summary>
    Down,

    /// <summary>A real server is down and stays in, since too few are up.</summary>
    KeptUp,

    /// <summary>A service has too few real servers.</summary>
    QuorumLost,

    /// <summary>A service has enough real servers again.</summary>
    QuorumGained,

    /// <summary>The sorry server has taken over.</summary>
    SorryOn,

    /// <summary>The sorry server has gone.</summary>
    SorryOff,

    /// <summary>A weight was written.</summary>
    WeightChanged,

    /// <summary>Somebody else has changed a weight, which is the full one from now on; at 0 it is left alone.</summary>
    Adopted,

    /// <summary>A probe could not be made as often as would make a server down; it says nothing of the server.</summary>
    CheckNotMade,

    /// <summary>A real server that is down was removed from the table.</summary>
    Removed,

    /// <summary>A real server that had been removed was added again.</summary>
    Restored,

    /// <summary>A real server, or a whole service, was removed by somebody else.</summary>
    Vanished,

    /// <summary>A certificate expires soon.</summary>
    CertificateExpiring,

    /// <summary>The virtual address was put on the link, and announced.</summary>
    AddressTaken,

    /// <summary>The virtual address was taken off the link.</summary>
    AddressReleased,

    /// <summary>The kernel has refused a change.</summary>
    ChangeRefused,

    /// <summary>The table could not be read: nothing is written until it can.</summary>
    TableNotRead,

    /// <summary>What was remembered could not be read: it is not used, and not written over.</summary>
    StateNotRead,

    /// <summary>What is to be remembered could not be written.</summary>
    StateNotWritten,

    /// <summary>This process did not run for a while; what probes found out meanwhile does not count.</summary>
    Paused,

    /// <summary>The configuration was read again.</summary>
    Reloaded,

    /// <summary>The configuration could not be read again: the former one stays.</summary>
    ReloadFailed,

    /// <summary>The name of the network namespace is another's now, or nobody's: the monitor ends.</summary>
    NamespaceGone,
}

/// <summary>Something that a monitor has found or done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Time">When, in UTC.</param>
public sealed record HealthEvent(HealthEventKind Kind, DateTimeOffset Time)
{
    /// <summary>The service it is about; null for none.</summary>
    public IpvsServiceId? Service { get; init; }

    /// <summary>The real server it is about; null for none.</summary>
    public RealServerId? Server { get; init; }

    /// <summary>The weight now; null where it is not about one.</summary>
    public int? Weight { get; init; }

    /// <summary>The weight before; null where it is not about one.</summary>
    public int? FormerWeight { get; init; }

    /// <summary>How the last probe ended; null where it is not about one.</summary>
    public ProbeOutcome? Outcome { get; init; }

    /// <summary>Why; null where the kind says it all.</summary>
    public string? Reason { get; init; }
}
