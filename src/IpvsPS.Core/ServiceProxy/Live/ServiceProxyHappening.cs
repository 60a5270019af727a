using IpvsPS.ServiceProxy.Sync;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>What can happen while a node's services are kept.</summary>
public enum ServiceProxyHappeningKind
{
    /// <summary>The node holds for the first time what its services want.</summary>
    Synced,

    /// <summary>Objects wanted a change, and it was made.</summary>
    Changed,

    /// <summary>Somebody else had changed what the proxy made, and it was made right.</summary>
    Repaired,

    /// <summary>Something of an object cannot be done; the rest is.</summary>
    Problem,

    /// <summary>The kernel refused one item; the rest is done, and it is tried again.</summary>
    Refused,

    /// <summary>Nothing could be done; it is tried again.</summary>
    Failed,

    /// <summary>What had failed is done.</summary>
    Recovered,

    /// <summary>The API server is away or refuses; what is there stays, and it is asked again.</summary>
    ServerTrouble,

    /// <summary>The API server answers again.</summary>
    ServerBack,

    /// <summary>All that was made has been taken away at the end.</summary>
    Cleared,
}

/// <summary>Something that happened.</summary>
/// <param name="Kind">What.</param>
/// <param name="Time">When.</param>
public sealed record ServiceProxyHappening(ServiceProxyHappeningKind Kind, DateTimeOffset Time)
{
    /// <summary>The change; null where it is about none.</summary>
    public ServiceProxyChange? Change { get; init; }

    /// <summary>What of an object cannot be done; null where it is about none.</summary>
    public ServiceProxyEvent? Problem { get; init; }

    /// <summary>What the kernel refused; null where it is about none.</summary>
    public ServiceProxyRefusal? Refusal { get; init; }

    /// <summary>Why it failed; null where nothing did.</summary>
    public Exception? Failure { get; init; }

    /// <summary>How many services the node has, where it is synced.</summary>
    public int ServiceCount { get; init; }
}

/// <summary>How a node's services are kept.</summary>
public sealed record ServiceProxyLoopOptions
{
    /// <summary>The least time between the end of a sync and the begin of the next: changes that come meanwhile are one; 200
    /// milliseconds.</summary>
    public TimeSpan MinimumInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often everything is compared with the kernel; 5 minutes.</summary>
    public TimeSpan RepairInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often <see cref="Beat"/> is called at the least; 10 seconds.</summary>
    public TimeSpan BeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least pause after an error, which doubles up to 30 seconds; 1 second.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How a sync goes about its work.</summary>
    public SyncSettings Sync { get; init; } = new();

    /// <summary>Is called once a round, for a service manager that wants to know that it lives; null for nobody.</summary>
    public Action? Beat { get; init; }
}
