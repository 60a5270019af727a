namespace IpvsPS.Drain;

/// <summary>When a real server counts as drained.</summary>
public sealed record DrainWaitOptions
{
    /// <summary>
    /// How long a UDP flow counts after its last packet, 5 seconds, where <see cref="IgnoreIdle"/> does not say otherwise: UDP has no end.
    /// </summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a TCP connection that is being closed counts after its last packet, 3 seconds. The kernel counts it among the
    /// inactive ones, also a download whose client has closed its own direction; one that is being opened is active since
    /// Linux 4.8 (<c>tcp_state_active_table</c> in <c>net/netfilter/ipvs/ip_vs_proto_tcp.c</c>).
    /// </summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

    /// <summary>How often the kernel is asked, 500 milliseconds.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Leaves out connections without a packet for so long, a second or more; null leaves out none.</summary>
    public TimeSpan? IgnoreIdle { get; init; }

    /// <summary>
    /// Whether inactive connections count too: those that are being closed, and all of UDP, until the kernel forgets them.
    /// </summary>
    public bool IncludeInactive { get; init; }

    /// <summary>Whether persistence entries count too, which send a client's next connection to the real server.</summary>
    public bool IncludePersistent { get; init; }
}
