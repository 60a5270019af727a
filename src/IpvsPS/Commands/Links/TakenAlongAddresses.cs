namespace IpvsPS.Commands;

/// <summary>
/// IPv4 addresses that the kernel removes unasked: with the first address of a network go the others of that
/// network, its secondaries, unless the sysctl promote_secondaries is on.
/// </summary>
internal sealed class TakenAlongAddresses
{
    private readonly List<NetLinkAddress> _gone = [];

    /// <summary>Those that went and that nobody asked to remove.</summary>
    public IReadOnlyList<NetLinkAddress> Unasked => _gone;

    /// <summary>Whether others may go with it.</summary>
    public static bool CanFollow(NetLinkAddress removal) =>
        removal.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && removal.PrefixLength < 32;

    /// <summary>Puts secondaries first, so that each is still there when its turn comes.</summary>
    public static List<NetLinkAddress> SecondariesFirst(List<NetLinkAddress> removals, List<NetLinkAddress> listed) =>
        [.. removals.OrderByDescending(removal => listed.Exists(address =>
            IsSame(address, removal) && address.Flags.HasFlag(NetLinkAddressFlags.Secondary)))];

    /// <summary>Notes what has gone besides what was removed.</summary>
    public void Note(List<NetLinkAddress> before, List<NetLinkAddress> after, List<NetLinkAddress> removed) =>
        _gone.AddRange(before.Where(address =>
            !after.Exists(other => IsSame(address, other)) && !removed.Exists(other => IsSame(address, other))));

    /// <summary>Whether an address that is now asked to be removed has gone already.</summary>
    public bool Claim(NetLinkAddress removal, NetNamespace netns) => _gone.RemoveAll(address =>
        IsSame(address, removal) && address.LinkIndex == removal.LinkIndex && address.NetNamespace!.IsSame(netns)) > 0;

    private static bool IsSame(NetLinkAddress one, NetLinkAddress other) =>
        one.PrefixLength == other.PrefixLength && one.Address.Equals(other.Address);
}
