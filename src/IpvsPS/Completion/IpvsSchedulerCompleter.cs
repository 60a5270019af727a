using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes scheduler names, each with what it does.</summary>
public sealed class IpvsSchedulerCompleter : WordCompleter
{
    /// <summary>The schedulers of the kernel's <c>net/netfilter/ipvs</c>; others can be typed.</summary>
    private static readonly CompletionWord[] Schedulers =
    [
        new("dh", "dh: destination hashing, by the destination address"),
        new("fo", "fo: weighted failover, the real server of the highest weight"),
        new("lblc", "lblc: locality-based least connection"),
        new("lblcr", "lblcr: locality-based least connection with replication"),
        new("lc", "lc: least connection"),
        new("mh", "mh: Maglev hashing, by the source address"),
        new("none", "none: no scheduler, new connections are refused"),
        new("nq", "nq: never queue, an idle real server first"),
        new("ovf", "ovf: weighted overflow, the highest weight until it is full"),
        new("rr", "rr: round robin"),
        new("sed", "sed: shortest expected delay"),
        new("sh", "sh: source hashing, by the source address"),
        new("twos", "twos: the better of two random choices"),
        new("wlc", "wlc: weighted least connection, the default"),
        new("wrr", "wrr: weighted round robin"),
    ];

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => Schedulers;
}
