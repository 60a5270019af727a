namespace IpvsPS.Links;

/// <summary>
/// IPv4 addresses that the kernel removes unasked: with the first address of a network go the others of that network, its
/// secondaries, unless the sysctl promote_secondaries is on. It follows several removals and tells what went.
/// </summary>
public sealed class SecondaryAddresses
{
    private readonly List<NetLinkAddress> _gone = [];

    /// <summary>Those that went and that nobody asked to remove.</summary>
    public IReadOnlyList<NetLinkAddress> Unasked => _gone;

    /// <summary>Whether others may go with an address.</summary>
    /// <param name="removal">The address to remove.</param>
    /// <returns>Whether it is an IPv4 address of a network.</returns>
    public static bool CanFollow(NetLinkAddress removal) =>
        removal.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && removal.PrefixLength < 32;

    /// <summary>Puts secondaries first, so that each is still there when its turn comes.</summary>
    /// <param name="removals">The addresses to remove.</param>
    /// <param name="listed">The addresses that the link has.</param>
    /// <returns>The removals in the order to make them.</returns>
    public static List<NetLinkAddress> PutFirst(IEnumerable<NetLinkAddress> removals, List<NetLinkAddress> listed) =>
        [
            .. removals.OrderByDescending(removal =>
                listed.Exists(address => IsSame(address, removal) && address.Flags.HasFlag(NetLinkAddressFlags.Secondary))
            ),
        ];

    /// <summary>Notes what has gone besides what was removed.</summary>
    /// <param name="before">The addresses of the link before.</param>
    /// <param name="after">The addresses of the link after.</param>
    /// <param name="removed">Those that were removed.</param>
    public void Note(List<NetLinkAddress> before, List<NetLinkAddress> after, List<NetLinkAddress> removed) =>
        _gone.AddRange(
            before.Where(address => !after.Exists(other => IsSame(address, other)) && !removed.Exists(other => IsSame(address, other)))
        );

    /// <summary>Whether an address that is now asked to be removed has gone already; it counts as asked from then on.</summary>
    /// <param name="removal">The address.</param>
    /// <param name="netns">The namespace of its link.</param>
    /// <returns>Whether it has gone.</returns>
    public bool Claim(NetLinkAddress removal, NetNamespace netns) =>
        _gone.RemoveAll(address =>
            IsSame(address, removal) && address.LinkIndex == removal.LinkIndex && address.NetNamespace!.IsSame(netns)
        ) > 0;

    private static bool IsSame(NetLinkAddress one, NetLinkAddress other) =>
        one.PrefixLength == other.PrefixLength && one.Address.Equals(other.Address);
}
