namespace IpvsPS.Health;

/// <summary>What is probed over and over, and what is known of it.</summary>
internal interface IProbeTargets
{
    /// <summary>Adds a target; one that is there already is counted once more.</summary>
    void Add(ProbeTarget target, HealthState? state);

    /// <summary>Takes a target off that was added.</summary>
    void Remove(ProbeTarget target);

    /// <summary>What is known of a target, and how its last probe ended; null where it was not added.</summary>
    HealthState? Find(ProbeTarget target, out ProbeResult? last);
}
