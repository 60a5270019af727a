namespace IpvsPS.Endurance;

/// <summary>What a soak can be had to leak, to see that it notices.</summary>
[Flags]
public enum SoakLeak
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A socket and an open namespace each round.</summary>
    Descriptors = 1,

    /// <summary>A thread each round.</summary>
    Threads = 2,

    /// <summary>100 kB each round.</summary>
    Memory = 4,

    /// <summary>A named namespace each round.</summary>
    Mounts = 8,

    /// <summary>All of it.</summary>
    All = Descriptors | Threads | Memory | Mounts,
}
