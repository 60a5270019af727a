namespace IpvsPS.Words;

/// <summary>The words of the rules about real servers, as the director and as they themselves see them.</summary>
internal static class RealServerWords
{
    private const string EnableHere = "Enable-IpvsDirectRouting {request}{-ns}";

    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["R201"] = new(
                "no route leads to {server}: {0}",
                "a route",
                "IPVS cannot send anything there. {1} services have real servers at this address.",
                "Add-NetLinkRoute {address} -Gateway ROUTER{-ns}, or with -Link",
                ""
            ),
            ["R202"] = new(
                "{0} on {target} did not answer when it was last asked for its hardware address",
                "an answer",
                "Nothing can be sent to {server}: it is down, in another network, or its address is another.",
                "Find-NetLinkRoute {address}{-ns}; look whether {0} is up and on {target}",
                ""
            ),
            ["R203"] = new(
                "{server} is reached by the router {0}",
                "on a common link",
                "With DirectRoute the packet keeps the virtual address as its destination, and a router sends it back to whoever has that.",
                "Set-IpvsRealServer {server} {of} -ForwardingMethod Tunnel{-ns}; or -ForwardingMethod Masquerade",
                ""
            ),
            ["R204"] = new(
                "{server} answers {target} by {0}",
                "by this director",
                "With Masquerade the director must give the answers the virtual address again, so they have to come by it.",
                "Add-NetLinkRoute default -Gateway {1}{-ns} in place of the one there",
                "{in}ip route replace default via {1}"
            ),
            ["R205"] = new(
                "the client {target} is in the network of {server}, on {0}",
                "a client elsewhere, or a translated source address",
                "The real server answers the client directly, from its own address, which the client has never spoken to.",
                "Set-IpvsRealServer {server} {of} -ForwardingMethod DirectRoute{-ns}, and Enable-IpvsDirectRouting there; or translate the "
                    + "source address, with Set-IpvsSetting conntrack 1{-ns}",
                "{in}{iptables} -t nat -A POSTROUTING -s {target} -d {address} -j MASQUERADE; {in}sysctl -w net.ipv4.vs.conntrack=1"
            ),
            ["R206"] = new(
                "{target} is off, and {0} and {server} are on the bridge {1}",
                "1",
                "Answers between two ports of a bridge do not pass IPVS unless the bridge hands its packets to netfilter.",
                "modprobe br_netfilter; {set 1}",
                "modprobe br_netfilter; {in}sysctl -w {target}=1"
            ),
            ["R207"] = new(
                "{server} is its own client",
                "another client, or a translated source address",
                "It gets a packet that comes from its own address, and drops it.",
                "Translate the source address of what it sends itself, with Set-IpvsSetting conntrack 1{-ns}",
                "{in}{iptables} -t nat -A POSTROUTING -s {address} -d {address} -j MASQUERADE; {in}sysctl -w net.ipv4.vs.conntrack=1"
            ),
            ["R208"] = new(
                "nothing listens on {0}",
                "a listener there, or on any address",
                "That is where the packet for {server} arrives.",
                "Have the program listen on {0}, or on any address.",
                ""
            ),
            ["R209"] = new(
                "{vip} is {1} in the namespace of {server}",
                "an address there, on a link that is up",
                "The packet arrives with the virtual address, and a host drops what is for an address that is not its own.",
                EnableHere,
                ""
            ),
            ["R210"] = new(
                "{0}",
                "arp_ignore 1 or 2, arp_announce 2",
                "The real server answers for the virtual address, and clients go past the director.",
                EnableHere,
                ""
            ),
            ["R211"] = new(
                "rp_filter of {0} is {1}",
                "0 or 2",
                "The kernel throws away what comes out of the tunnel, since its answer would not go back into it.",
                EnableHere,
                ""
            ),
            ["R212"] = new(
                "{0} is on {target}, which answers for it",
                "on a dummy link or a tunnel",
                "Whatever the ARP settings, a link answers for its own addresses, and clients go past the director.",
                "Remove-NetLinkAddress {target} {0}{-ns}; Enable-IpvsDirectRouting {0}{-ns}",
                ""
            ),
            ["R213"] = new(
                "{target} carries {0} bytes, clients' packets have up to {1}, and the tunnel adds {2}",
                "an MTU that holds both",
                "The director answers a packet that is too long with ICMP, and an upload hangs where the client does not get that.",
                "Raise the MTU towards {server}, or lower that of the client's side by {2}; or Set-IpvsSetting pmtu_disc 0{-ns}",
                "{in}sysctl -w net.ipv4.vs.pmtu_disc=0"
            ),
            ["R214"] = new(
                "{server} is this director itself, and nothing listens on {0}",
                "a listener there, or on any address",
                "A packet for a real server that is the director goes up to its own programs, at the address that it carries.",
                "Have the program listen on {0}; or Remove-IpvsRealServer {server} {of}{-ns}",
                ""
            ),
            ["R215"] = new(
                "{server} answers {target} by {0}, this director",
                "by another router",
                "The answer comes from the virtual address, and the director drops what claims to come from an address of its own.",
                "Add-NetLinkRoute {target} -Gateway ROUTER{-ns}, a router that is not this director",
                ""
            ),
            ["R216"] = new(
                "{server} does not take a connection from the director: {0}",
                "a connection",
                "What the director cannot reach it cannot serve.",
                "Start the program on {server}, or look at the packet filter there",
                ""
            ),
            ["R218"] = new(
                "a connection to {target} by {server} does not come about: {0}",
                "a connection",
                "What this director cannot get from the virtual address through {server}, clients do not get either.",
                "Look there: Debug-IpvsService {svc}{-ns} -RealServerNamespace @{{ '{address}' = 'NAMESPACE' }}, or "
                    + "Get-IpvsDirectRouting on that host",
                ""
            ),
            ["R219"] = new(
                "{vip} is on lo of {server} with the network {0}",
                "{vip}/32",
                "The kernel takes every address of a network on lo for its own: answers to clients of {0} do not leave the real server.",
                "Remove-NetLinkAddress lo {vip}{-ns}; Enable-IpvsDirectRouting {request}{-ns}",
                ""
            ),
            ["R221"] = new(
                "{target}, which {address} is on, is down",
                "up",
                "The real server takes in nothing and answers nobody.",
                "Set-NetLink {target} -Up{-ns}",
                "{in}ip link set {target} up"
            ),
            ["R222"] = new(
                "{server} is a director of {target} as well, and gives its packets to other real servers",
                "no service there, or packets of the other director that IPVS there passes over",
                "What this director sends it, its own IPVS schedules once more: the packet goes to another real server, or round in "
                    + "circles.",
                "Remove-IpvsService {svc}{-ns} while it is not the master; or start a backup sync daemon there, and "
                    + "Set-IpvsSetting backup_only 1{-ns}",
                ""
            ),
            ["R223"] = new(
                "the program of {server} listens on {0}, every address",
                "a socket on the virtual address itself",
                "A datagram from such a socket leaves with the address of the link, unless the program asks where the question came to: "
                    + "the client gets its answer from an address that it has not asked.",
                "Have the program listen on the virtual address of {service} as well.",
                ""
            ),
            ["R220"] = new(
                "{target} of {server} drops what goes {2} at the hook {1}: {0}",
                "accepted",
                "What the director sends must pass the real server's own packet filter, and so must the answer.",
                "Accept it in the chain {target} of {3} there, before {0}.",
                ""
            ),
            ["R217"] = new(
                "no tunnel ends in the namespace of {server}",
                "{0}",
                "Nothing takes the director's packets out of their tunnel.",
                EnableHere,
                ""
            ),
        };
}
