namespace IpvsPS.Ipvs;

/// <summary>A scheduler of the kernel's <c>net/netfilter/ipvs</c>.</summary>
/// <param name="Name">The name that the kernel knows it by.</param>
/// <param name="Description">How it chooses a real server.</param>
public readonly record struct IpvsSchedulerDefinition(string Name, string Description);

/// <summary>The schedulers of the kernel's <c>net/netfilter/ipvs</c>; a kernel may have others, and need not have all of these.</summary>
public static class IpvsSchedulerCatalog
{
    /// <summary>
    /// The places in the table of sh, which real servers take by their weights: those behind so much weight get no client.
    /// CONFIG_IP_VS_SH_TAB_BITS is 8 unless somebody has built a kernel of their own.
    /// </summary>
    internal const int SourceHashPlaces = 256;

    /// <summary>The schedulers, sorted by name.</summary>
    public static IReadOnlyList<IpvsSchedulerDefinition> All { get; } =
    [
        new("dh", "destination hashing, by the destination address"),
        new("fo", "weighted failover, the real server of the highest weight"),
        new("lblc", "locality-based least connection"),
        new("lblcr", "locality-based least connection with replication"),
        new("lc", "least connection"),
        new("mh", "Maglev hashing, by the source address"),
        new("none", "no scheduler, new connections are refused"),
        new("nq", "never queue, an idle real server first"),
        new("ovf", "weighted overflow, the highest weight until it is full"),
        new("rr", "round robin"),
        new("sed", "shortest expected delay"),
        new("sh", "source hashing, by the source address"),
        new("twos", "the better of two random choices"),
        new("wlc", "weighted least connection, the default"),
        new("wrr", "weighted round robin"),
    ];

    /// <summary>A name as the kernel spells it: that of a known scheduler whatever its case, any other as it is.</summary>
    /// <param name="name">The name as it was typed.</param>
    /// <returns>The name.</returns>
    public static string Spell(string name) =>
        All.FirstOrDefault(scheduler => scheduler.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name ?? name;
}
