namespace IpvsPS.Screen;

/// <summary>All that is on a screen, before it is known how large the screen is.</summary>
/// <param name="View">What the user has chosen.</param>
/// <param name="Rows">The rows in their order.</param>
internal sealed record ScreenPicture(ScreenView View, ScreenRows Rows)
{
    /// <summary>The host's name.</summary>
    public string Host { get; init; } = string.Empty;

    /// <summary>When the counters were read, in words.</summary>
    public string Time { get; init; } = string.Empty;

    /// <summary>Every service that is watched, filtered or not.</summary>
    public IReadOnlyList<ScreenService> Services { get; init; } = [];

    /// <summary>The namespaces, in words; those of the services where there are several.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The sync daemons that run, in words.</summary>
    public string SyncDaemons { get; init; } = string.Empty;

    /// <summary>From one reading to the next.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Whether the terminal has ASCII only.</summary>
    public bool IsAscii { get; init; }
}
