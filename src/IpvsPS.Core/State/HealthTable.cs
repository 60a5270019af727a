using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.State;

/// <summary>What a monitor knows of one network namespace, as it last wrote it.</summary>
/// <param name="ProcessId">The monitor's process.</param>
/// <param name="Written">When it was written.</param>
/// <param name="Services">The services that it watches.</param>
public sealed record HealthTable(int ProcessId, DateTimeOffset Written, IReadOnlyList<ServiceHealth> Services)
{
    /// <summary>A monitor that runs writes more often; what is older was written by one that does not run any more.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(1);

    /// <summary>The file of a namespace's health.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="identity">The namespace.</param>
    /// <returns>The file, which need not be there.</returns>
    public static StateFile<HealthTable> File(StateDirectory directory, in NetNamespaceIdentity identity) =>
        new(directory, HealthFormat.Instance, identity);

    /// <summary>
    /// Whether the monitor that wrote it still runs, as far as its age tells: what is of the future was written before the clock was
    /// set back, and one that runs writes it anew at once.
    /// </summary>
    /// <param name="written">When it was written.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <returns>False where it is older than a minute, or as far in the future.</returns>
    public static bool IsCurrent(DateTimeOffset written, DateTimeOffset now) => (now - written).Duration() < LongestAge;

    /// <summary>What is known of each real server.</summary>
    /// <returns>The real servers by their identity.</returns>
    public IReadOnlyDictionary<RealServerId, RealServerHealth> ByServer() =>
        Services.SelectMany(service => service.Servers).ToDictionary(server => server.Server);
}

/// <summary>What a monitor knows of a service.</summary>
/// <param name="Id">The service.</param>
public sealed record ServiceHealth(IpvsServiceId Id)
{
    /// <summary>Whether it has quorum.</summary>
    public bool HasQuorum { get; init; } = true;

    /// <summary>Whether the monitor has put the sorry server in.</summary>
    public bool IsSorryServerOn { get; init; }

    /// <summary>Its real servers, those that the monitor has taken out included.</summary>
    public IReadOnlyList<RealServerHealth> Servers { get; init; } = [];
}

/// <summary>What a monitor knows of a real server.</summary>
/// <param name="Server">The real server.</param>
public sealed record RealServerHealth(RealServerId Server)
{
    /// <summary>What its checks say.</summary>
    public ServerHealth Health { get; init; }

    /// <summary>Since when they do, in UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Its weight while it is well.</summary>
    public int FullWeight { get; init; }

    /// <summary>The weight that a script asks for it instead; null for none.</summary>
    public int? AskedWeight { get; init; }

    /// <summary>The weight that the monitor wants it to have; null where it leaves it alone.</summary>
    public int? WantedWeight { get; init; }

    /// <summary>The weight that the kernel had last, by what was read or written.</summary>
    public int? Weight { get; init; }

    /// <summary>Whether it is down and stays in, since too few are up.</summary>
    public bool IsKeptUp { get; init; }

    /// <summary>Whether it was suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Whether its weight was 0 when it was first seen, or somebody has set it to 0 since: the monitor leaves it there.</summary>
    public bool IsLeftAlone { get; init; }

    /// <summary>Its settings, where the monitor has removed it from the table; else null.</summary>
    public RealServer? Removed { get; init; }

    /// <summary>How the last probe ended; null before it.</summary>
    public string? Outcome { get; init; }

    /// <summary>A sentence about the last probe that did not pass; null where it did.</summary>
    public string? Detail { get; init; }

    /// <summary>What each of its checks has counted.</summary>
    public IReadOnlyList<CheckCount> Checks { get; init; } = [];
}

/// <summary>What has been counted of one check of a real server.</summary>
/// <param name="Check">The check, as <see cref="HealthCheckText.Format"/> writes it.</param>
/// <param name="Health">What the check says.</param>
/// <param name="Passes">How many probes in a row have passed.</param>
/// <param name="Failures">How many in a row have failed.</param>
public sealed record CheckCount(string Check, ServerHealth Health, int Passes, int Failures);
