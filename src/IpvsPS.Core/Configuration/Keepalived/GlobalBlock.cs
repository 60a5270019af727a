namespace IpvsPS.Configuration.Keepalived;

/// <summary>global_defs: the timeouts of IPVS, and many words about keepalived itself.</summary>
internal sealed class GlobalBlock(ConfigDraft draft, ConfigValues values, RemarkList remarks, IncludeStack files) : ConfigBlock
{
    /// <summary>ipvsadm's and keepalived's limit for timeouts: 31 days.</summary>
    private const int MostSeconds = 31 * 24 * 60 * 60;

    /// <summary>The words of keepalived 2.2 and 2.4 that say nothing about the table of IPVS.</summary>
    private static readonly HashSet<string> Silent =
    [
        .. """
            process_names process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name use_symlink_paths
            set_supplementary_groups router_id notification_email_from smtp_server smtp_helo_name smtp_connect_timeout smtp_alert
            startup_script startup_script_timeout shutdown_script shutdown_script_timeout max_auto_priority min_auto_priority_delay
            smtp_alert_vrrp smtp_alert_checker checker_log_all_failures dynamic_interfaces no_email_faults default_interface
            disable_local_igmp v3_checksum_as_v2 lvs_flush lvs_flush_on_stop lvs_flush_onstop vrrp_mcast_group4 vrrp_mcast_group6
            vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat
            vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_down_timer_adverts vrrp_garp_interval vrrp_gna_interval
            vrrp_min_garp vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_version
            vrrp_iptables vrrp_ipsets nftables nftables_priority nftables_ifindex vrrp_check_unicast_src vrrp_skip_check_adv_addr
            vrrp_strict vrrp_priority vrrp_no_swap vrrp_rt_priority vrrp_cpu_affinity vrrp_rlimit_rttime vrrp_rlimit_rtime
            nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_counters notify_fifo notify_fifo_script vrrp_notify_fifo
            vrrp_notify_fifo_script vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload checker_priority checker_no_swap
            checker_rt_priority checker_cpu_affinity checker_rlimit_rttime checker_rlimit_rtime bfd_priority bfd_no_swap
            bfd_rt_priority bfd_cpu_affinity bfd_rlimit_rttime bfd_rlimit_rtime snmp_socket enable_traps enable_snmp_vrrp
            enable_snmp_keepalived enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_checker
            snmp_vs_stats_update_interval snmp_rs_stats_update_interval enable_dbus dbus_service_name dbus_no_interface_name
            script_user enable_script_security vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force
            vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs
            process_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs
            lvs_netlink_monitor_rcv_bufs_force rs_init_notifies no_checker_emails vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier
            vrrp_startup_delay vrrp_delay_after_boot log_unknown_vrids vrrp_owner_ignore_adverts vmac_prefix vmac_addr_prefix umask
            random_seed reload_check_config reload_time_file reload_repeat reload_file config_save_dir tmp_config_directory
            data_use_instance json_version iproute_usr_dir iproute_etc_dir state_dump_file stats_dump_file json_dump_file
            """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
    ];

    public override Reaction Read(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "notification_email":
                return Reaction.Values(_ => { }, () => { });
            case "lvs_timeouts":
                ReadTimeouts(line);
                return Reaction.Done;
            case "lvs_sync_daemon":
                remarks.NotConverted(
                    line.Position,
                    line.Keyword,
                    "which sync daemon runs follows a VRRP instance, so that none is taken over."
                );
                return Reaction.Done;
            case "nftables_ipvs":
                remarks.NotConverted(
                    line.Position,
                    line.Keyword,
                    "groups stay services by address; keepalived makes one service by firewall mark of each, with rules of nftables."
                );
                return Reaction.Done;
            case "lvs_notify_fifo" or "lvs_notify_fifo_script":
                remarks.NotConverted(line.Position, line.Keyword, "events of health checks go to no pipe.");
                return Reaction.Done;
            case "include_check":
                ReadIncludeCheck(line);
                return Reaction.Done;
            default:
                return Silent.Contains(line.Keyword) ? Reaction.Done : Reaction.Unknown;
        }
    }

    private void ReadTimeouts(ConfigLine line)
    {
        if (line.Count < 3)
        {
            remarks.PassedOver(line.Position, line.Keyword, "write tcp, tcpfin or udp and a number of seconds.");
        }

        for (int i = 1; i < line.Count && line.Count >= 3; i += 2)
        {
            string name = line[i];
            if (name is not ("tcp" or "tcpfin" or "udp"))
            {
                remarks.PassedOver(line.Position, line.Keyword, $"'{name}' is neither tcp nor tcpfin nor udp.");
                i--;
            }
            else if (i + 1 == line.Count)
            {
                remarks.PassedOver(line.Position, line.Keyword, $"{name} has no number of seconds.");
            }
            else if (values.Number(line, i + 1, 0, MostSeconds, isLenient: false) is > 0 and var seconds)
            {
                Set(name, TimeSpan.FromSeconds(seconds));
            }
        }
    }

    private void Set(string name, TimeSpan time)
    {
        draft.HasTimeouts = true;
        switch (name)
        {
            case "tcp":
                draft.Timeouts.Tcp = time;
                break;
            case "tcpfin":
                draft.Timeouts.TcpFin = time;
                break;
            default:
                draft.Timeouts.Udp = time;
                break;
        }
    }

    private void ReadIncludeCheck(ConfigLine line)
    {
        if (line.Count == 1)
        {
            files.Checks = IncludeChecks.Read | IncludeChecks.Match | IncludeChecks.WildcardMatch | IncludeChecks.BraceMatch;
            return;
        }

        for (int i = 1; i < line.Count; i++)
        {
            string word = line[i];
            char sign = word.Length > 0 ? word[0] : ' ';
            IncludeChecks check = word.TrimStart('+', '-') switch
            {
                "read" => IncludeChecks.Read,
                "match" => IncludeChecks.Match,
                "wildcard_match" => IncludeChecks.WildcardMatch,
                "brace_match" => IncludeChecks.BraceMatch,
                _ => IncludeChecks.None,
            };
            if (check == IncludeChecks.None || (sign is not ('+' or '-') && i > 1))
            {
                remarks.PassedOver(line.Position, line.Keyword, $"'{word}' is not known here.");
                continue;
            }

            files.Checks =
                sign == '+' ? files.Checks | check
                : sign == '-' ? files.Checks & ~check
                : IncludeChecks.Read | check;
        }
    }
}
