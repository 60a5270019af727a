namespace IpvsPS.Words;

/// <summary>The words of the rules about a pair of directors.</summary>
internal static class SyncWords
{
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
            ["Y401"] = new(
                "{target} here, and no {0} there",
                "a {0} on the other director",
                "What the master sends nobody takes in.",
                "On the other director: Start-IpvsSyncDaemon {0} with the same -Interface, -SyncId and group",
                ""
            ),
            ["Y402"] = new(
                "{target} is {0} here and {1} there",
                "the same",
                "The backup passes over the master's messages without a word.",
                "Stop-IpvsSyncDaemon {2}{-ns}; start it with the other's -{target}",
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
                "Stop-IpvsSyncDaemon Master{-ns}; start it with -MaxLength {1}",
                ""
            ),
            ["Y406"] = new(
                "{target}s differ: {0} are here alone and {1} there alone, such as {2}",
                "the same on both",
                "A connection that is taken over needs the same service and real server on the other director.",
                "Export-IpvsConfiguration here{-ns}, Sync-IpvsConfiguration there",
                ""
            ),
        };
}
