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
            ["N305"] = new(
                "{target} is {2}, and {0} is not on {1}, whose network it is of; no packet has come",
                "0, or the address on that link",
                "With it a link answers ARP for its own addresses only, so that the hosts of that network do not find the virtual address.",
                "Nothing, if a program of this node or another node is to answer, as load balancers of Kubernetes do it: -Active tells who "
                    + "answers. Else Add-NetLinkAddress {1} {0}/32{-ns}; or give {target} the value 0",
                ""
            ),
            ["N306"] = new(
                "IPVS has no connection of {target}, and has some of others",
                "one, for a minute after each attempt",
                "The client's packets go elsewhere, if it has just tried: to another host that has the address, or had it before.",
                "On the client, or on its router where it is on another link than {0}: the neighbour entry of the virtual address must be "
                    + "{1}. See whether its packets come: tcpdump -ni {0} host {target}",
                "{in}tcpdump -ni {0} host {target}"
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
