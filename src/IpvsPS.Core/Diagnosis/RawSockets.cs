using System.Globalization;

namespace IpvsPS.Diagnosis;

/// <summary>What programs do by sockets below TCP and UDP: ARP by packet sockets, VRRP by raw ones.</summary>
/// <param name="ArpLinks">Indexes of the links on which a program takes in ARP, 0 for all of them.</param>
/// <param name="HasVrrp">Whether a program takes in VRRP, as keepalived does that stands by or is master.</param>
public sealed record RawSockets(IReadOnlyList<int> ArpLinks, bool HasVrrp)
{
    /// <summary>ETH_P_ARP of <c>include/uapi/linux/if_ether.h</c>, as /proc/net/packet writes it.</summary>
    private const string Arp = "0806";

    /// <summary>IPPROTO_VRRP, 112: /proc/net/raw has a socket's protocol where others have its port.</summary>
    private const string Vrrp = ":0070";

    /// <summary>None.</summary>
    public static RawSockets None { get; } = new([], false);

    /// <summary>The link of a packet socket that takes in ARP, 0 for all links; null for any other line of /proc/net/packet.</summary>
    /// <param name="line">The line.</param>
    internal static int? ParseArpLink(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 4 && words[3] == Arp && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int link)
            ? link
            : null;
    }

    /// <summary>Whether a line of /proc/net/raw or raw6 is of a socket that takes in VRRP.</summary>
    /// <param name="line">The line.</param>
    internal static bool IsVrrp(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words
        && words[1].EndsWith(Vrrp, StringComparison.Ordinal);
}
