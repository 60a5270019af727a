namespace IpvsPS.Words;

/// <summary>The words of the rules about the settings of IPVS and the limits of the kernel's tables.</summary>
internal static class SettingWords
{
    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["D009"] = new(
                "conn_reuse_mode is {0} with conntrack on Linux {1}",
                "Linux 5.9 or later",
                "Where a client's port comes again its first packet is dropped, and the connection takes a second more.",
                "Use a newer kernel. Set-IpvsSetting conn_reuse_mode 0{-ns} avoids the second and has the fault of D010.",
                ""
            ),
            ["D010"] = new(
                "{target} is 0 on Linux {0}",
                "1",
                "A client whose port comes again stays with its former real server, also where that one has weight 0 or is gone.",
                "Set-IpvsSetting conn_reuse_mode 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["D011"] = new(
                "{0} clients are still tied to {server}, which has weight 0",
                "none, or {target} 1",
                "Persistence leads a client's new connections to its former real server until the entry ends, whatever the weight.",
                "Set-IpvsSetting expire_quiescent_template 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["D012"] = new(
                "{0} connections lead to {server}, which the service no longer has",
                "none, or {target} 1",
                "Their packets are dropped in silence, so that clients wait for their own time-out.",
                "Set-IpvsSetting expire_nodest_conn 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["D013"] = new(
                "{target} is {0}",
                "0 or 1",
                "The kernel drops packets or half-open connections at random: memory is short (2), or somebody has asked for it (3).",
                "Find what takes the memory; then: Set-IpvsSetting {setting} 0{-ns}",
                "{in}sysctl -w {target}=0"
            ),
            ["D014"] = new(
                "{target} is 0",
                "1",
                "Counters and rates stand still, and whoever watches them sees nothing.",
                "Set-IpvsSetting run_estimation 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["D015"] = new(
                "{0} connections in a table of {1} chains",
                "at most 8 a chain",
                "The kernel goes through a chain for every packet.",
                "'options ip_vs conn_tab_bits=20' | Set-Content /etc/modprobe.d/ip_vs.conf; then load the module anew.",
                ""
            ),
            ["D016"] = new(
                "{0} connections, and {target} is {1}",
                "less than nine tenths",
                "At the limit the kernel refuses new connections.",
                "Set-IpvsSetting conn_max NUMBER{-ns}, a higher one",
                ""
            ),
            ["D017"] = new(
                "{0} tracked connections of at most {1}",
                "less than nine tenths",
                "At the limit connection tracking drops the first packet of every new connection.",
                "NUMBER | Out-File /proc/sys/net/netfilter/nf_conntrack_max, in the first namespace",
                ""
            ),
            ["D026"] = new(
                "{target} is empty",
                "a list of processors",
                "No processor works out the counters and rates.",
                "Set-IpvsSetting est_cpulist all{-ns}",
                "{in}sysctl -w {target}=all"
            ),
            ["D027"] = new(
                "the kernel has logged, {2} seconds ago and {1} times in ten minutes: {0}",
                "no such line",
                "The kernel's log is one for all network namespaces, and what it says of a moment may be over by now.",
                "Look at the service that the line names with Debug-IpvsService.",
                "dmesg --level err,warn"
            ),
            ["D028"] = new(
                "{0} neighbours, and {target} is {1}",
                "less than nine tenths",
                "At the limit the kernel finds no room for the next neighbour, and packets to it are dropped.",
                "NUMBER | Out-File /proc/sys/{path}, in the first namespace",
                ""
            ),
        };
}
