namespace IpvsPS.Kubernetes;

/// <summary>How a watch deals with its server.</summary>
public sealed record WatchOptions
{
    /// <summary>How many objects a page of a list has; 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>
    /// Whether the server is asked to begin a watch with an event for each object (sendInitialEvents), which costs it far less memory
    /// than a list: servers since 1.32 mostly do so. Who refuses is asked for a list. True.
    /// </summary>
    public bool InitialEvents { get; init; } = true;

    /// <summary>When the server is asked to end a watch, from this to twice as long, so that not all end at once; 5 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that is silent for longer has hung: the server sends a bookmark about once a minute. 3 minutes.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The first pause after something went wrong; each further one is twice as long. 1 second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause; 30 seconds.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause that a server gets that asks for one by Retry-After, as one that is overloaded does (429); 2
    /// minutes.</summary>
    public TimeSpan LongestAskedPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest event in bytes; what is longer is no object, since the API server stores none above 3 MB. 8 MiB.</summary>
    public int LongestEvent { get; init; } = 8 << 20;
}
