using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>What a monitor knows of a real server of one service.</summary>
internal sealed class PooledServer(RealServerId id)
{
    public RealServerId Id => id;

    /// <summary>As it was last read, or as it was when it was removed.</summary>
    public RealServer Row { get; set; }

    /// <summary>Its weight while it is well.</summary>
    public int FullWeight { get; set; }

    /// <summary>The weight that a script asks for it instead, while it is well; null for the full one.</summary>
    public int? AskedWeight { get; set; }

    /// <summary>The weight that it had by what was last read or written.</summary>
    public int Weight { get; set; }

    /// <summary>The weight that is being written; null where none is, or where a reading has confirmed it.</summary>
    public int? Pending { get; set; }

    public int? Wanted { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Whether its removal has been sent and not been answered.</summary>
    public bool IsBeingRemoved { get; set; }

    public bool IsLeftAlone { get; set; }

    public bool IsSuspended { get; set; }

    /// <summary>Whether it is asked nothing and counts as up.</summary>
    public bool IsUnchecked { get; set; }

    public bool IsKeptUp { get; set; }

    public bool IsNotMadeTold { get; set; }

    public bool IsExpiryTold { get; set; }

    public ServerHealth Health { get; set; }

    public bool WasDown { get; set; }

    /// <summary>When its health changed, on the monitor's clock.</summary>
    public TimeSpan ChangedAt { get; set; }

    /// <summary>The same as a time of day, for people.</summary>
    public DateTimeOffset Since { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Its checks, each with its text in a file and with what it probes.</summary>
    public List<(IpvsHealthCheck Check, string Text, ProbeTarget Target)> Targets { get; } = [];

    /// <summary>The last result that did not pass, or else the last one.</summary>
    public ProbeResult? Last { get; set; }

    /// <summary>Takes over what a monitor before knew of it.</summary>
    public void Restore(RealServerHealth? before)
    {
        if (before is not null)
        {
            Health = before.Health;
            WasDown = before.Health == ServerHealth.Down;
            Since = before.Since;
            AskedWeight = before.AskedWeight;
        }
    }

    public PoolServer ToPoolServer() => new(AskedWeight ?? FullWeight, Health, ChangedAt, WasDown, IsSuspended || IsLeftAlone);

    public RealServerHealth ToRealServerHealth(IProbeTargets scheduler) =>
        new(Id)
        {
            Health = Health,
            Since = Since,
            FullWeight = FullWeight,
            AskedWeight = AskedWeight,
            WantedWeight = Wanted,
            Weight = IsRemoved ? null : Weight,
            IsKeptUp = IsKeptUp,
            IsSuspended = IsSuspended,
            IsLeftAlone = IsLeftAlone,
            Removed = IsRemoved ? Row : null,
            Outcome = Last is null ? null : $"{Last.Outcome}",
            Detail = Last?.Detail,
            Checks = [.. Targets.Select(one => ToCount(one.Text, scheduler.Find(one.Target, out _)))],
        };

    private static CheckCount ToCount(string check, HealthState? state) =>
        new(check, state?.Health ?? ServerHealth.Unknown, state?.Passes ?? 0, state?.Failures ?? 0);
}
