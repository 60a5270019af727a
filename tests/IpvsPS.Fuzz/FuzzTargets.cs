using IpvsPS.Netlink;

namespace IpvsPS.Fuzz;

/// <summary>Every reader of the module's core.</summary>
internal static class FuzzTargets
{
    public static FuzzTarget[] All { get; } =
    [
        new("netlink", "netlink messages, attributes and acknowledgements", [typeof(NetlinkFormatException)], NetlinkReaders.Walk),
        new("ipvs-replies", "the IPVS family's replies, through the client", [typeof(NetlinkException)], NetlinkReaders.AskIpvs),
        new("link-replies", "rtnetlink's replies, through the client", [typeof(NetlinkException)], NetlinkReaders.AskLinks),
        new(
            "netfilter-replies",
            "the replies of nftables and connection tracking, through their clients",
            [typeof(NetlinkException)],
            NetlinkReaders.AskNetfilter
        ),
        new(
            "json",
            "configurations in JSON",
            [typeof(IpvsConfigurationException)],
            input => TextReaders.Configuration(input, isJson: true)
        ),
        new(
            "ipvsadm",
            "what ipvsadm saves",
            [typeof(IpvsConfigurationException)],
            input => TextReaders.Configuration(input, isJson: false)
        ),
        new("keepalived", "keepalived.conf", [typeof(IpvsConfigurationException)], TextReaders.Keepalived),
        new("kubernetes", "Kubernetes objects, through to nft's commands", [], ClusterReaders.Objects),
        new("nftables", "what nft lists of everybody", [], ClusterReaders.Ruleset),
        new("connections", "lines of /proc/net/ip_vs_conn", [], TextReaders.Connections),
        new("table", "lines of /proc/net/ip_vs", [], TextReaders.Table),
        new("settings", "the files of /proc/sys/net/ipv4/vs, and values for them", [], TextReaders.Settings),
        new("containers", "lines of /proc/PID/cgroup", [], TextReaders.Containers),
        new("endpoints", "addresses with ports", [typeof(FormatException)], TextReaders.Endpoint),
        new("prefixes", "addresses with prefix lengths", [typeof(FormatException)], TextReaders.Prefix),
        new("names", "names of network namespaces and links", [typeof(FormatException)], TextReaders.Names),
    ];

    public static FuzzTarget Find(string name) =>
        Array.Find(All, target => target.Name == name)
        ?? throw new FormatException(
            $"fuzz: there is no target '{name}'; there are {string.Join(", ", All.Select(target => target.Name))}"
        );
}
