namespace IpvsPS.Words;

/// <summary>The words of the rules about the network between clients and directors.</summary>
internal static class LanWords
{
    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["N301"] = new(
                "{target} is answered for by {0} too, on {1}: {2}",
                "by this director alone",
                "Whichever answers first gets a client's packets: a real server then serves clients that the director knows nothing of.",
                "On a real server: Enable-IpvsDirectRouting {target}. On any other host: take the address away.",
                ""
            ),
            ["N304"] = new(
                "{target} is 1, and {0} answers for {1}, which is reached by {2}",
                "0",
                "With it a host answers ARP for every address that it would route by another link: clients send their packets to it.",
                "{set 0}",
                "{in}sysctl -w {sysctl}=0"
            ),
        };
}
