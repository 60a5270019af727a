namespace IpvsPS.Words;

/// <summary>The words of the rules about a pair of directors.</summary>
internal static class SyncWords
{
    private const string Anew = "$daemon | Stop-IpvsSyncDaemon; $daemon | Start-IpvsSyncDaemon";

    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["D008"] = new(
                "{target} is 0 on a backup that is the real server {server} too",
                "1",
                "As the backup it schedules what the master has sent it once more, and the two can send packets round in circles.",
                "Set-IpvsSetting backup_only 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["Y409"] = new(
                "{target} drops the messages of the {1} on {2}, UDP port {3}: {0}",
                "accepted",
                "No connection gets to the other director: when it takes over, open ones break.",
                "Accept UDP port {3} on {2} in the chain {target} of {4}, before {0}.",
                ""
            ),
            ["Y401"] = new(
                "{target} here, and no {0} there",
                "a {0} on the other director",
                "What the master sends nobody takes in.",
                "On the other director: Start-IpvsSyncDaemon {0} LINK -SyncId {1}, on the same network and with the same group",
                ""
            ),
            ["Y402"] = new(
                "{target} is {0} here and {1} there",
                "the same",
                "The backup passes over the master's messages without a word.",
                "$daemon = Get-IpvsSyncDaemon{-ns} | Where-Object State -eq {2}; " + Anew + " -{target} {1}",
                ""
            ),
            ["Y403"] = new(
                "{target} of the {0} has no {1} address",
                "an address of {1}",
                "The daemon has no address to send from.",
                "Add-NetLinkAddress {target} ADDRESS/LENGTH{-ns}",
                ""
            ),
            ["Y404"] = new(
                "messages of up to {0} bytes on {2}",
                "{1} bytes at most",
                "Longer ones are sent in fragments, and are lost with any of them.",
                "$daemon = Get-IpvsSyncDaemon{-ns} | Where-Object State -eq Master; " + Anew + " -MaxLength {1}",
                ""
            ),
            ["Y405"] = new(
                "{target} sends a connection from its packet {0} on, and again every {1}",
                "1 where short connections are to survive",
                "Connections of fewer packets are never sent: after a takeover they are broken.",
                "Set-IpvsSetting sync_threshold '1 {1}'{-ns}",
                "{in}sysctl -w {target}='1 {1}'"
            ),
            ["Y406"] = new(
                "{target}s differ: {0} are here alone and {1} there alone, such as {2}",
                "the same on both",
                "A connection that is taken over needs the same service and real server on the other director.",
                "Export-IpvsConfiguration ./table.json{-ns}; on the other director: Sync-IpvsConfiguration ./table.json "
                    + "-Include *, 'FWM *' -Prune",
                ""
            ),
            ["Y407"] = new(
                "{0} connections here, and {1} on the other director",
                "about as many",
                "Daemons send what changes and no whole table: a director that has just begun does not know what was there before.",
                "Let clients stay with the other director, and have it send theirs. There: Start-IpvsSyncDaemon Master LINK -SyncId ID; "
                    + "here: Start-IpvsSyncDaemon Backup LINK -SyncId ID{-ns}, with an id that no daemon has",
                ""
            ),
            ["Y408"] = new(
                "{target} drops answers of {server} that connection tracking does not know: {0}",
                "accepted without their state, or connection tracking synced too",
                "Sync daemons send connections of IPVS and none of connection tracking: after a takeover those that are open hang.",
                "Accept the real servers' answers in the chain {target} before {0}, or run conntrackd.",
                ""
            ),
        };
}
