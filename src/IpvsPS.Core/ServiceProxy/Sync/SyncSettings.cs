namespace IpvsPS.ServiceProxy.Sync;

/// <summary>How a sync goes about its work.</summary>
public sealed record SyncSettings
{
    /// <summary>How long a real server with connections that is no longer wanted stays at weight 0 before it is removed; 60
    /// seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether no link answers ARP requests for the addresses of other links.</summary>
    public bool IsStrictArp { get; init; }
}
