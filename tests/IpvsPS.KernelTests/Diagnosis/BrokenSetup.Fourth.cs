namespace IpvsPS.KernelTests.Diagnosis;

internal sealed partial record BrokenSetup
{
    /// <summary>The stage's director marks packets by traffic control, which is not read: a set-up of marks is without it.</summary>
    private const string WithoutTrafficControl = "d tc qdisc del dev front clsact; ";

    /// <summary>As stage.sh has it.</summary>
    private const string WithTrafficControl =
        "; d tc qdisc add dev front clsact; "
        + "d tc filter add dev front ingress protocol ip u32 match ip dst 10.80.5.0/24 action skbedit mark 5";

    /// <summary>
    /// Twenty, five of them with two faults, as FourthBlindSetups.md lists them, on the stage: what stops is a service on a port on
    /// which nobody listens. fourth-setups.sh builds each as it was written, first healthy.
    /// </summary>
    public static IReadOnlyList<BrokenSetup> Fourth { get; } = [.. FourthOne, .. FourthTwo];

    /// <summary>With one fault.</summary>
    private static BrokenSetup[] FourthOne =>
        [
            Hits("1: NAT, a server has another gateway", "10.80.12.1:80", Outside, Nat("10.80.12.1:80") + Away2, Back2, ["R204"]),
            new(
                "2: NAT, a firewall is started",
                "10.80.12.2:80",
                Outside,
                Nat("10.80.12.2:80")
                    + "d iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT; "
                    + "d iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT; d iptables-legacy -P INPUT DROP",
                "d iptables-legacy -P INPUT ACCEPT; d iptables-legacy -F",
                ["D020"]
            ),
            new(
                "3: NAT, one network, masquerading and conntrack 0",
                "10.80.12.3:80",
                Beside,
                Nat("10.80.12.3:80") + "d iptables-legacy -t nat -A POSTROUTING -d 10.77.0.0/24 -p tcp --dport 80 -j MASQUERADE",
                "d iptables-legacy -t nat -F",
                ["D018"],
                "R205",
                "S113"
            ),
            Hits("4: DR, a narrow listener", "10.77.0.190:53", Beside, RouteUdp("10.77.0.190:53"), string.Empty, ["R208"]),
            Hits("5: DR, ARP settings lost", "10.77.0.200:80", Beside, Route("10.77.0.200:80") + ArpLost, ArpBack, ["R210"]),
            Hits("6: DR, another port", "10.77.0.200:8080", Beside, Serve("10.77.0.200:8080", "-g", ":80"), string.Empty, ["R208"]),
            new(
                "7: DR, the director is the gateway",
                "10.77.0.200:80",
                Outside,
                Route("10.77.0.200:80") + "c ip route add 10.77.0.200/32 via 10.78.0.1 src 10.78.0.100",
                "c ip route del 10.77.0.200/32",
                ["R215"],
                "S112"
            ),
            new(
                "8: tunnel, rp_filter",
                "10.77.0.201:80",
                Beside,
                Tunnel("10.77.0.201:80") + $"s1 sysctl -qw {TunnelFilter}=1; s2 sysctl -qw {TunnelFilter}=1",
                $"s1 sysctl -qw {TunnelFilter}=2; s2 sysctl -qw {TunnelFilter}=2",
                ["R211"],
                "S112"
            ),
            Hits(
                "9: tunnel, the director drops all ICMP",
                "10.77.0.201:80",
                Beside,
                Tunnel("10.77.0.201:80") + "d iptables-legacy -A INPUT -p icmp -j DROP; d iptables-legacy -A OUTPUT -p icmp -j DROP",
                "d iptables-legacy -F",
                ["D031"]
            ),
            new(
                "10: the rule of a firewall mark is gone",
                "10.80.12.10:80",
                Outside,
                WithoutTrafficControl
                    + "d ipvsadm -A -f 12 -s rr; d ipvsadm -a -f 12 -r 10.77.0.11 -m; d ipvsadm -a -f 12 -r 10.77.0.12 -m",
                "true" + WithTrafficControl,
                ["D030"]
            )
            {
                Ask = "-FirewallMark 12",
            },
            new(
                "11: NAT, persistence leads to a stopped server of weight 0",
                "10.80.12.11:80",
                Outside,
                "d ipvsadm -A -t 10.80.12.11:80 -s rr -p 300; d ipvsadm -a -t 10.80.12.11:80 -r 10.77.0.11:8099 -m; "
                    + "if c bash -c 'echo > /dev/tcp/10.80.12.11/80' 2>/dev/null; then exit 1; fi; "
                    + "d ipvsadm -a -t 10.80.12.11:80 -r 10.77.0.12:80 -m; d ipvsadm -e -t 10.80.12.11:80 -r 10.77.0.11:8099 -m -w 0",
                string.Empty,
                ["D011"],
                "R208"
            ),
            Hits(
                "12: UDP, a flow stays with a server that is deleted",
                "10.80.12.12:53",
                Outside,
                "d ipvsadm -A -u 10.80.12.12:53 -s rr; d ipvsadm -a -u 10.80.12.12:53 -r 10.77.0.11:5353 -m; "
                    + "c bash -c 'echo x > /dev/udp/10.80.12.12/53'; d ipvsadm -a -u 10.80.12.12:53 -r 10.77.0.12:53 -m; "
                    + "d ipvsadm -d -u 10.80.12.12:53 -r 10.77.0.11:5353",
                string.Empty,
                ["D012"]
            ),
            new(
                "13: NAT over IPv6, forwarding is off",
                "[fd00:80::33]:80",
                "fd00:78::100",
                Servers("[fd00:80::33]:80", "[fd00:77::11]:80", "[fd00:77::12]:80", "-m") + "d sysctl -qw net.ipv6.conf.all.forwarding=0",
                "d sysctl -qw net.ipv6.conf.all.forwarding=1",
                ["D001"],
                "S113"
            ),
            new(
                "14: the cluster address is gone",
                "10.96.12.14:80",
                Outside,
                Nat("10.96.12.14:80") + "c ip route add 10.96.12.14/32 via 10.78.0.1",
                "c ip route del 10.96.12.14/32",
                ["D003"]
            ),
            Hits(
                "15: DR, the second director schedules too",
                "10.77.0.204:80",
                Beside,
                Route("10.77.0.204:80")
                    + Servers("10.77.0.204:80", "10.77.0.1:80", "10.77.0.11:80", "-g").Replace("d ip", "s1 ip", StringComparison.Ordinal),
                "s1 ipvsadm -C",
                ["R222"]
            ),
        ];

    /// <summary>With two.</summary>
    private static BrokenSetup[] FourthTwo =>
        [
            new(
                "16: NAT, forwarding is off, and servers have no default route",
                "10.80.12.16:80",
                Outside,
                Nat("10.80.12.16:80") + "d sysctl -qw net.ipv4.ip_forward=0; s1 ip route del default; s2 ip route del default",
                "d sysctl -qw net.ipv4.ip_forward=1; s1 ip route add default via 10.77.0.1; s2 ip route add default via 10.77.0.1",
                ["D001", "R204"],
                "S113"
            ),
            new(
                "17: DR over IPv6, an address is missing, and a server's firewall",
                "[fd00:77::261]:80",
                Beside6,
                "d ip address add fd00:77::261/128 dev lan nodad preferred_lft 0; s2 ip address add fd00:77::261/128 dev lo; "
                    + Servers("[fd00:77::261]:80", "[fd00:77::11]:80", "[fd00:77::12]:80", "-g")
                    + "s2 ip6tables-legacy -A INPUT -p tcp --dport 80 -j DROP",
                "d ip address del fd00:77::261/128 dev lan; s2 ip address del fd00:77::261/128 dev lo; s2 ip6tables-legacy -F",
                ["R209", "R220"],
                "S112"
            ),
            new(
                "18: tunnel, a link that is down, and a firewall that does not take IPIP",
                "10.77.0.201:80",
                Beside,
                Tunnel("10.77.0.201:80")
                    + "s1 ip link set ipvs-ipip down; s2 iptables-legacy -A INPUT -p icmp -j ACCEPT; "
                    + "s2 iptables-legacy -A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT; s2 iptables-legacy -A INPUT -j DROP",
                "s1 ip link set ipvs-ipip up; s2 iptables-legacy -F",
                ["R217", "R220"],
                "R209",
                "S112"
            ),
            Hits(
                "19: DNS by NAT, a firewall that takes TCP alone, and nobody listens",
                "10.80.12.19:53",
                Outside,
                Serve("10.80.12.19:53", "-m", ":8053")
                    + Serve("10.80.12.19:53", "-m", ":8053").Replace("-t", "-u", StringComparison.Ordinal)
                    + "d iptables-legacy -A INPUT -p tcp -m multiport --dports 22,53 -j ACCEPT; d iptables-legacy -P INPUT DROP",
                "d iptables-legacy -P INPUT ACCEPT; d iptables-legacy -F",
                ["D020", "R208"]
            ),
            Hits(
                "20: a node port, FORWARD drops, and nothing masquerades",
                "10.77.0.1:30080",
                Beside,
                Serve("10.77.0.1:30080", "-m", ":80") + "d iptables-legacy -P FORWARD DROP",
                "d iptables-legacy -P FORWARD ACCEPT",
                ["D020", "R205"],
                "S113"
            ),
        ];

    private const string Away2 = "s2 ip route replace default via 10.77.0.254";
    private const string Back2 = "s2 ip route replace default via 10.77.0.1";
    private const string ArpLost = "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=0 net.ipv4.conf.lan.arp_announce=0";
    private const string ArpBack = "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=1 net.ipv4.conf.lan.arp_announce=2";
    private const string TunnelFilter = "net.ipv4.conf.ipvs-ipip.rp_filter";

    /// <summary>A fault that hits some requests, or another port than the stage's clients connect to.</summary>
    private static BrokenSetup Hits(
        string thread,
        string service,
        string client,
        string make,
        string mend,
        string[] causes,
        params string[] also
    ) => new(thread, service, client, make, mend, causes, also) { IsSilent = false };

    private static string RouteUdp(string service) => Route(service).Replace("-t", "-u", StringComparison.Ordinal);

    private static string Servers(string service, string first, string second, string method) =>
        $"d ipvsadm -A -t {service} -s rr; d ipvsadm -a -t {service} -r {first} {method}; d ipvsadm -a -t {service} -r {second} {method}; ";
}
