using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>How a monitor works.</summary>
public sealed record HealthMonitorOptions
{
    /// <summary>Whether it writes weights and addresses; else it only tells.</summary>
    public bool Applies { get; init; }

    /// <summary>Whether probes go through the services, each by a firewall mark of its own.</summary>
    public bool IsThroughService { get; init; }

    /// <summary>How many probes run at once.</summary>
    public int MostAtOnce { get; init; } = 512;

    /// <summary>From one look at the table to the next, unless a probe has changed something.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs scripts; null where there are none.</summary>
    public Func<ProbeTarget, CancellationToken, Task<ProbeResult>>? Script { get; init; }

    /// <summary>Called after each look at the table, for whoever watches that the monitor lives.</summary>
    public Action? Beat { get; init; }

    /// <summary>Connects with the table; tests put faults between the monitor and the kernel.</summary>
    internal Func<IpvsClient>? Connect { get; init; }
}

/// <summary>A service that is to be watched.</summary>
/// <param name="Id">The service.</param>
/// <param name="Policy">How.</param>
/// <param name="Weights">The weights of its real servers in a configuration; empty where there is none.</param>
public sealed record MonitoredService(IpvsServiceId Id, HealthPolicy Policy, IReadOnlyDictionary<(InetAddress, ushort), int> Weights);
