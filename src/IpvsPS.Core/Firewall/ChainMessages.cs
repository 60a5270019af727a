using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>A chain of somebody else that drops what none of its rules accepts.</summary>
/// <param name="Name">Family, table and chain, such as <c>ip filter FORWARD</c>.</param>
/// <param name="Hook">input, forward or output.</param>
internal readonly record struct FirewallDropPolicy(string Name, string Hook);

/// <summary>
/// Requests and replies for the chains of nftables, with the numbers of <c>include/uapi/linux/netfilter/nf_tables.h</c>,
/// <c>nfnetlink.h</c> and <c>include/uapi/linux/netfilter.h</c>.
/// </summary>
internal static class ChainMessages
{
    /// <summary>NFNL_SUBSYS_NFTABLES, in the upper byte of a message's type.</summary>
    private const ushort Subsystem = 10 << 8;

    /// <summary>NFT_MSG_NEWCHAIN, of which a listing is made.</summary>
    public const ushort New = Subsystem | 3;

    /// <summary>NFT_MSG_GETCHAIN.</summary>
    private const ushort Get = Subsystem | 4;

    /// <summary>NFPROTO_UNSPEC: the chains of every family.</summary>
    private const byte EveryFamily = 0;

    /// <summary>NFPROTO_ARP, whose hooks have numbers of their own.</summary>
    private const byte Arp = 3;

    /// <summary>NF_DROP.</summary>
    private const uint Drop = 0;

    private const ushort Table = 1;
    private const ushort Name = 3;
    private const ushort Hook = 4;
    private const ushort Policy = 5;
    private const ushort HookNumber = 1;

    public static void List(NetlinkWriter writer)
    {
        writer.BeginMessage(Get, NetlinkFlags.Dump);
        writer.PutHeader(new NetfilterHeader(EveryFamily, 0, 0));
        writer.EndMessage();
    }

    /// <summary>Reads a chain of a listing; false for the proxy's own, and for one that does not drop by default what comes in, passes
    /// or goes out.</summary>
    public static bool TryReadDrop(in NetlinkMessage message, out FirewallDropPolicy found)
    {
        found = default;
        NetlinkAttributes chain = message.Attributes(NetfilterHeader.Size);
        if (
            message.Type != New
            || !chain.TryFind(Policy, out NetlinkAttribute policy)
            || policy.UInt32BigEndian != Drop
            || !chain.TryFind(Hook, out NetlinkAttribute hook)
            || !hook.Nested.TryFind(HookNumber, out NetlinkAttribute number)
            || !chain.TryFind(Table, out NetlinkAttribute table)
            || !chain.TryFind(Name, out NetlinkAttribute name)
        )
        {
            return false;
        }

        byte family = message.Payload[0];
        string owner = table.Text;
        if (Word(family, number.UInt32BigEndian) is not { } word || owner == FirewallWords.Table)
        {
            return false;
        }

        found = new FirewallDropPolicy($"{Word(family)} {owner} {name.Text}", word);
        return true;
    }

    /// <summary>NF_INET_LOCAL_IN, NF_INET_FORWARD and NF_INET_LOCAL_OUT, which bridges number alike, and NF_ARP_IN and NF_ARP_OUT; null
    /// for any other hook.</summary>
    private static string? Word(byte family, uint hook) =>
        (family, hook) switch
        {
            (Arp, 0) => "input",
            (Arp, 1) => "output",
            (Arp, _) => null,
            (_, 1) => "input",
            (_, 2) => "forward",
            (_, 3) => "output",
            _ => null,
        };

    /// <summary>A family's name as nft has it, by its number NFPROTO_INET and so on.</summary>
    private static string Word(byte family) =>
        family switch
        {
            1 => "inet",
            2 => "ip",
            Arp => "arp",
            7 => "bridge",
            10 => "ip6",
            _ => "netdev",
        };
}
