namespace IpvsPS.Words;

/// <summary>The words of the rules about the director's links, addresses, forwarding and packet filter.</summary>
internal static class DirectorWords
{
    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["D001"] = new(
                "{target} is 0",
                "1",
                "With Masquerade this host forwards the real servers' answers, and forwarding is off: a client's "
                    + "connection hangs after its first packet.",
                "{set 1}",
                "{in}sysctl -w {target}=1"
            ),
            ["D002"] = new(
                "lo is down",
                "up",
                "While lo is down this host does not reach its own addresses, and where it has no other the kernel "
                    + "refuses real servers (EINVAL).",
                "Set-NetLink lo -Up{-ns}",
                "{in}ip link set lo up"
            ),
            ["D003"] = new(
                "{target} is no address of this host",
                "an address, or a local route to it",
                "Packets for the virtual address are routed on or dropped, and IPVS never sees them.",
                "New-DummyLink ipvs-vip{-ns} | Add-NetLinkAddress -Address {target}",
                "{in}ip link add ipvs-vip up type dummy; {in}ip address add {target} dev ipvs-vip"
            ),
            ["D004"] = new(
                "{target}, which has {0}, is down",
                "up",
                "The kernel does not use an IPv6 address of a link that has not been up.",
                "Set-NetLink {target} -Up{-ns}",
                "{in}ip link set {target} up"
            ),
            ["D005"] = new(
                "{target} on {0} is not in use: {1}",
                "in use",
                "An IPv6 address is used only after the network has been asked whether another host has it.",
                "Find the other host first; then: Remove-NetLinkAddress {0} {target}{-ns}; Add-NetLinkAddress {0} {target}{-ns}",
                "{in}ip address del {target} dev {0}; {in}ip address add {target} dev {0} nodad"
            ),
            ["D007"] = new(
                "the kernel has no IPVS",
                "the module ip_vs is loaded",
                "Without it there are no services.",
                "modprobe ip_vs",
                "modprobe ip_vs"
            ),
            ["D018"] = new(
                "{target} is 0, and {0} translates source addresses: {1}",
                "1",
                "Without it connection tracking knows nothing of IPVS's packets, and a rule that translates their "
                    + "source does not see them.",
                "Set-IpvsSetting conntrack 1{-ns}",
                "{in}sysctl -w {target}=1"
            ),
            ["D019"] = new(
                "{target} drops what connection tracking takes for invalid: {0}; with IPVS that is every packet of a client but the first",
                "what goes to the virtual address is accepted, or not tracked",
                "Connection tracking never sees the answers of DirectRoute and Tunnel, and without net.ipv4.vs.conntrack no packet at all.",
                "Accept it in the chain {target} before {0}; or a rule of prerouting with notrack for the virtual address.",
                ""
            ),
            ["D020"] = new(
                "{target} drops what goes {2} at the hook {1}: {0}",
                "accepted",
                "IPVS gets a packet only after the packet filter has let it in, and what it sends and what real "
                    + "servers answer pass the filter too.",
                "Accept it in the chain {target} of {4}, before {0}.",
                ""
            ),
            ["D030"] = new(
                "no packet gets the mark {target}: {0}",
                "a rule that gives clients' packets the mark",
                "IPVS knows the packets of this service by their mark alone; without it they pass by.",
                "Have the packet filter give packets for the service the mark {target} in prerouting, on the link that they come in by.",
                ""
            ),
            ["D031"] = new(
                "{target} drops the director's own ICMP: {0}; {1} carries {2} bytes, and the tunnel adds {3}",
                "accepted",
                "The director answers a packet that is too long for the tunnel with ICMP. A client that does not get it sends the packet "
                    + "again and again: an upload hangs.",
                "Accept ICMP (fragmentation needed, packet too big) in the chain {target} of {4}, before {0}.",
                ""
            ),
            ["D029"] = new(
                "{target} gives what goes to {service} another destination: {0}",
                "no such rule for a virtual address",
                "Chains of prerouting come before IPVS, which never gets these packets. They are of {1} services.",
                "Take the rule out of the chain {target}, or have it leave the virtual address alone.",
                ""
            ),
            ["D024"] = new(
                "{target} merges packets that it receives (LRO)",
                "off",
                "A merged packet is longer than the next link takes, so that it is refused: uploads crawl.",
                "ethtool -K {target} lro off",
                "{in}ethtool -K {target} lro off"
            ),
            ["D025"] = new(
                "{target} works out the checksums of its tunnel on Linux {0}, and source addresses are translated",
                "Linux 5.7 or later, or its checksums off",
                "The packets of the tunnel get a wrong checksum and are dropped: a connection takes 1, 3 or 63 seconds more.",
                "ethtool -K {target} tx off",
                "{in}ethtool -K {target} tx off"
            ),
            ["D022"] = new(
                "{1} other listeners answer at {target}: {0}",
                "only the service's ports",
                "Whoever reaches the virtual address reaches every program of this host that listens on all addresses.",
                "Have them listen on the host's own address, or drop {target} but for the services' ports in the packet filter.",
                ""
            ),
            ["D023"] = new(
                "{target} is 1, and real servers and the router {1} share {0}",
                "0",
                "This host tells real servers by ICMP to answer by the router and not by it; clients then get answers of a stranger.",
                "{set 0}",
                "{in}sysctl -w {sysctl}=0"
            ),
        };
}
