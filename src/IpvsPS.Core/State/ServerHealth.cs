namespace IpvsPS.State;

/// <summary>What is known of a server by its checks.</summary>
public enum ServerHealth
{
    /// <summary>Too few probes have been answered to say; its weight is left alone.</summary>
    Unknown,

    /// <summary>It takes connections.</summary>
    Up,

    /// <summary>It takes none.</summary>
    Down,
}
