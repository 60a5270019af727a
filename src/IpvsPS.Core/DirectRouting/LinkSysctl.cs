namespace IpvsPS.DirectRouting;

/// <summary>
/// A sysctl net.ipv4.conf.LINK.* that a real server needs otherwise than it is by itself. In force is the larger one of
/// conf.all's value and the link's (IN_DEV_MAXCONF in <c>include/linux/inetdevice.h</c>), so the link's own is enough
/// unless conf.all's is in the way.
/// </summary>
/// <param name="Name">The sysctl's own name.</param>
/// <param name="Letter">What it is called in a <see cref="FormerValues"/>.</param>
/// <param name="Requirement">What it is needed for.</param>
/// <param name="Fitting">The values in force that serve.</param>
/// <param name="Preferred">The values to give a link, the gentlest first.</param>
/// <param name="Reason">What happens otherwise.</param>
internal sealed record LinkSysctl(
    string Name,
    char Letter,
    IpvsDirectRoutingRequirement Requirement,
    int[] Fitting,
    int[] Preferred,
    string Reason
)
{
    /// <summary>The name that stands for all links.</summary>
    public const string AllLinks = "all";

    /// <summary>
    /// 1 answers for an address of the asked link only, 2 only somebody of its network, 8 nobody. 3 answers for addresses of
    /// other links, and 4 to 7 mean nothing: <c>arp_ignore</c> in <c>net/ipv4/arp.c</c>.
    /// </summary>
    public static readonly LinkSysctl ArpIgnore = new(
        "arp_ignore",
        'i',
        IpvsDirectRoutingRequirement.ArpIgnore,
        [1, 2, 8],
        [1],
        "The real server answers whoever asks for the virtual address, and clients go past the director."
    );

    /// <summary>1 still names an address that is of the network of the one asked: <c>arp_solicit</c> in <c>net/ipv4/arp.c</c>.</summary>
    public static readonly LinkSysctl ArpAnnounce = new(
        "arp_announce",
        'a',
        IpvsDirectRoutingRequirement.ArpAnnounce,
        [2],
        [2],
        "The real server's own ARP requests say that the virtual address is there, and who hears them goes past the director."
    );

    /// <summary>Strict (1) takes a packet only by the link that its answer would leave by, which is never the tunnel.</summary>
    public static readonly LinkSysctl ReversePathFilter = new(
        "rp_filter",
        'r',
        IpvsDirectRoutingRequirement.ReversePathFilter,
        [0, 2],
        [0, 2],
        "The kernel throws away what comes out of the tunnel, since its answer would not go back into it."
    );

    public static IReadOnlyList<LinkSysctl> All { get; } = [ArpIgnore, ArpAnnounce, ReversePathFilter];

    /// <summary>The values that serve, in words.</summary>
    public string Required => this == ArpIgnore ? "1 or 2" : string.Join(" or ", Fitting);

    /// <summary>The path below /proc/sys of a link's value.</summary>
    public string PathOf(string link) => $"net/ipv4/conf/{link}/{Name}";

    public bool Fits(int value) => Fitting.Contains(value);

    /// <summary>The value to give a link so that the one in force serves; null where conf.all's is in the way.</summary>
    public int? ValueBeside(int ofAll)
    {
        int[] serving = Array.FindAll(Preferred, value => Fits(Math.Max(ofAll, value)));
        return serving.Length > 0 ? serving[0] : null;
    }
}
