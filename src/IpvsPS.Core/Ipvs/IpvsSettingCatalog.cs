namespace IpvsPS.Ipvs;

/// <summary>
/// The settings of <c>net.ipv4.vs</c>: <c>vs_vars</c> in <c>net/netfilter/ipvs/ip_vs_ctl.c</c> and the two of
/// <c>ip_vs_lblc.c</c> and <c>ip_vs_lblcr.c</c>, with the meaning that <c>Documentation/networking/ipvs-sysctl.rst</c> gives.
/// </summary>
public static class IpvsSettingCatalog
{
    private static readonly IpvsSettingDefinition[] Definitions =
    [
        new("am_droprate", IpvsSettingKind.Number, "With drop_packet 3: one packet in this many is dropped. 0 drops none. Default 10."),
        new(
            "amemthresh",
            IpvsSettingKind.Number,
            "Free memory, in pages, below which the automatic modes of drop_entry, drop_packet and secure_tcp set in. Default 1024."
        ),
        new(
            "backup_only",
            IpvsSettingKind.Switch,
            "While this director is a backup it schedules nothing, so that DirectRoute and Tunnel packets do not loop between "
                + "directors. Default off."
        ),
        new(
            "cache_bypass",
            IpvsSettingKind.Switch,
            "Sends a packet on to its original destination when no real server is there and the destination is not local, as "
                + "transparent caches want. Default off."
        ),
        new(
            "conn_lfactor",
            IpvsSettingKind.Number,
            "How full the connection table may be before it grows: 2 to this power connections a bucket, -8 for a large table to 8 for a "
                + "small one. In kernels from 2026 on. Default -4.",
            Minimum: -8,
            Maximum: 8
        ),
        new(
            "conn_max",
            IpvsSettingKind.Number,
            "The most connections of this network namespace; further ones are refused. In kernels from 2026 on. Default 1073741824.",
            Maximum: 1 << 30
        ),
        new(
            "conn_reuse_mode",
            IpvsSettingKind.Number,
            "A client's port that comes again: 0 keeps the former real server; "
                + "1 schedules anew when that is safe (expire_nodest_conn, or TCP in TIME_WAIT, which only Masquerade sees); "
                + "2 also for TCP in FIN_WAIT, the last state that DirectRoute sees; 3 is both. Default 1.",
            Maximum: 3
        ),
        new(
            "conntrack",
            IpvsSettingKind.Switch,
            "Keeps netfilter's connection tracking entries for IPVS connections, for stateful firewall rules about them; "
                + "slower. Default off."
        ),
        new(
            "debug_level",
            IpvsSettingKind.Number,
            "How much IPVS writes to the kernel's log: 0 errors in sending, 6 scheduling, 12 every step of a packet. For the "
                + "whole kernel. Default 0."
        ),
        new(
            "drop_entry",
            IpvsSettingKind.Number,
            "Drops connections that are still being opened at random, against SYN floods: 0 never, 1 and 2 while memory is "
                + "short (the kernel switches between them), 3 always. Default 0.",
            Maximum: 3
        ),
        new(
            "drop_packet",
            IpvsSettingKind.Number,
            "Drops packets before they are forwarded: 0 never, 1 and 2 while memory is short (the kernel switches between "
                + "them), 3 always, at am_droprate. Default 0.",
            Maximum: 3
        ),
        new(
            "est_cpulist",
            IpvsSettingKind.Text,
            "The CPUs whose threads work out the rates, such as 0,2-3; 'all' is every CPU. Default: the CPUs for kernel threads."
        ),
        new(
            "est_nice",
            IpvsSettingKind.Number,
            "The niceness of the threads that work out the rates, -20 to 19. Default 0.",
            Minimum: -20,
            Maximum: 19
        ),
        new(
            "expire_nodest_conn",
            IpvsSettingKind.Switch,
            "A connection whose real server is gone ends with its next packet, and the client is told; "
                + "else its packets are dropped silently. Default off."
        ),
        new(
            "expire_quiescent_template",
            IpvsSettingKind.Switch,
            "Persistence lets go of a real server of weight 0: a client's next connection goes elsewhere. Default off."
        ),
        new(
            "ignore_tunneled",
            IpvsSettingKind.Switch,
            "Lets packets of protocols that IPVS does not know, such as IP in IP, pass unscheduled, so that a director that is "
                + "a real server too makes no loop. Default off."
        ),
        new(
            "lblc_expiration",
            IpvsSettingKind.Number,
            "Seconds after which the scheduler lblc forgets which real server a destination had. Default 86400."
        ),
        new(
            "lblcr_expiration",
            IpvsSettingKind.Number,
            "Seconds after which the scheduler lblcr forgets which real servers a destination had. Default 86400."
        ),
        new(
            "nat_icmp_send",
            IpvsSettingKind.Switch,
            "With Masquerade: answers a real server's packet that belongs to no connection with ICMP destination unreachable. Default off."
        ),
        new(
            "pmtu_disc",
            IpvsSettingKind.Switch,
            "Refuses packets that are too long and must not be split, with ICMP; off, Tunnel splits them. Default on."
        ),
        new(
            "run_estimation",
            IpvsSettingKind.Switch,
            "Sums up the counters and works out the rates, every two seconds; off, both stand still. Default on."
        ),
        new(
            "schedule_icmp",
            IpvsSettingKind.Switch,
            "Schedules ICMP errors that belong to no connection by the packet inside of them, for real servers that answer "
                + "them themselves. Default off."
        ),
        new(
            "secure_tcp",
            IpvsSettingKind.Number,
            "Shorter timeouts for connections that are still being opened: 0 never, 1 and 2 while memory is short (the kernel "
                + "switches between them), 3 always. Default 0.",
            Maximum: 3
        ),
        new("sloppy_sctp", IpvsSettingKind.Switch, "Takes in SCTP associations whose beginning this director has not seen. Default off."),
        new("sloppy_tcp", IpvsSettingKind.Switch, "Takes in TCP connections whose beginning this director has not seen. Default off."),
        new(
            "snat_reroute",
            IpvsSettingKind.Switch,
            "With Masquerade: routes answers anew as if the director sent them, which matters with policy routing. Default on."
        ),
        new(
            "svc_lfactor",
            IpvsSettingKind.Number,
            "How full the table of services may be before it grows: 2 to this power services a bucket, -8 for a large table to 8 for a "
                + "small one. In kernels from 2026 on. Default -3.",
            Minimum: -8,
            Maximum: 8
        ),
        new(
            "sync_persist_mode",
            IpvsSettingKind.Number,
            "0 sends every connection to the backup; 1 sends only the templates of persistent services, and backups then want "
                + "sloppy_tcp and sloppy_sctp. Default 0.",
            Maximum: 1
        ),
        new(
            "sync_ports",
            IpvsSettingKind.Number,
            "Threads and UDP ports of each sync daemon, a power of 2 from 1 to 64; for daemons that start later. Default 1.",
            Minimum: 1,
            Maximum: 64
        ),
        new(
            "sync_qlen_max",
            IpvsSettingKind.LongNumber,
            "Sync messages that may wait to be sent. Default: a thirty-second of the memory's pages.",
            Maximum: long.MaxValue
        ),
        new(
            "sync_refresh_period",
            IpvsSettingKind.Number,
            "Seconds by which a connection's timer must have moved before it is sent to the backup again; "
                + "0 goes by packets alone (sync_threshold). Default 0."
        ),
        new(
            "sync_retries",
            IpvsSettingKind.Number,
            "How often a sync message is sent again, an eighth of sync_refresh_period apart. Default 0.",
            Maximum: 3
        ),
        new("sync_sock_size", IpvsSettingKind.Number, "Bytes of the sync daemons' socket buffer; 0 takes the system's default. Default 0."),
        new(
            "sync_threshold",
            IpvsSettingKind.Pair,
            "Threshold and period in packets: a connection is sent to the backup when its count of packets, modulo the period, "
                + "is the threshold. Default 3, 50."
        ),
        new(
            "sync_version",
            IpvsSettingKind.Number,
            "The form of sync messages: 1, or 0 for backups older than Linux 2.6.39. Default 1.",
            Maximum: 1
        ),
    ];

    private static readonly Dictionary<string, IpvsSettingDefinition> ByName = Definitions.ToDictionary(definition => definition.Name);

    /// <summary>Every setting that is known, by name.</summary>
    public static IReadOnlyList<IpvsSettingDefinition> All => Definitions;

    /// <summary>What is known of a setting; of one that came after this module, only that it is text.</summary>
    public static IpvsSettingDefinition Find(string name) =>
        ByName.TryGetValue(name, out IpvsSettingDefinition? definition)
            ? definition
            : new IpvsSettingDefinition(name, IpvsSettingKind.Text, "A setting of this kernel that this version of IpvsPS does not know.");
}
