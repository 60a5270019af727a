namespace IpvsPS.KernelTests.Diagnosis;

internal sealed partial record BrokenSetup
{
    private const string FromServer1 = "10.77.0.11";

    /// <summary>
    /// Twenty, five of them with two faults, as BlindSetups.md lists them: chosen by someone who had not read the rules. The stage's
    /// servers listen on port 80 throughout, so that a stopped web server is a port on which nobody listens; number 12 is by
    /// iptables, since the user-mode kernel has no nftables.
    /// </summary>
    public static IReadOnlyList<BrokenSetup> Unseen { get; } =
    [
        new(
            "1: NAT, the answers leave by another router",
            "10.80.10.1:80",
            Outside,
            Nat("10.80.10.1:80") + "s1 ip route replace default via 10.77.0.254; s2 ip route replace default via 10.77.0.254",
            "s1 ip route replace default via 10.77.0.1; s2 ip route replace default via 10.77.0.1",
            ["R204"],
            "S113"
        ),
        new("2: NAT, the servers are entered without -m", "10.80.10.2:80", Outside, Route("10.80.10.2:80"), string.Empty, ["R209"], "S112"),
        new(
            "3: DR, the virtual address on lo with /24",
            "10.77.0.214:80",
            Beside,
            "d ip address add 10.77.0.214/32 dev lan; s1 ip address add 10.77.0.214/24 dev lo; s2 ip address add 10.77.0.214/24 dev lo; "
                + Route("10.77.0.214:80"),
            "d ip address del 10.77.0.214/32 dev lan; s1 ip address del 10.77.0.214/24 dev lo; s2 ip address del 10.77.0.214/24 dev lo",
            ["R219"],
            "S112",
            "R202"
        ),
        new(
            "4: DR, the settings of ARP on lo alone",
            "10.77.0.200:80",
            Beside,
            Route("10.77.0.200:80")
                + "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=0 net.ipv4.conf.lan.arp_announce=0 "
                + "net.ipv4.conf.lo.arp_ignore=1 net.ipv4.conf.lo.arp_announce=2",
            "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=1 net.ipv4.conf.lan.arp_announce=2 "
                + "net.ipv4.conf.lo.arp_ignore=0 net.ipv4.conf.lo.arp_announce=0",
            ["R210"]
        )
        {
            IsSilent = false,
        },
        new(
            "5: DR, the director is the servers' gateway",
            "10.77.0.200:80",
            Outside,
            Route("10.77.0.200:80") + "c ip route add 10.77.0.200/32 via 10.78.0.1 src 10.78.0.100",
            "c ip route del 10.77.0.200/32",
            ["R215"],
            "S112"
        ),
        new(
            "6: DR, the servers' port is another",
            "10.77.0.200:8080",
            Beside,
            "d ipvsadm -A -t 10.77.0.200:8080 -s rr; d ipvsadm -a -t 10.77.0.200:8080 -r 10.77.0.11:80 -g; "
                + "d ipvsadm -a -t 10.77.0.200:8080 -r 10.77.0.12:80 -g",
            string.Empty,
            ["R208"]
        )
        {
            IsSilent = false,
        },
        new(
            "7: DR, the program listens on the server's own address alone",
            "10.77.0.190:53",
            Beside,
            "d ipvsadm -A -u 10.77.0.190:53 -s rr; d ipvsadm -a -u 10.77.0.190:53 -r 10.77.0.11 -g; "
                + "d ipvsadm -a -u 10.77.0.190:53 -r 10.77.0.12 -g",
            string.Empty,
            ["R208"]
        )
        {
            IsSilent = false,
        },
        new(
            "8: tunnel, rp_filter of the real servers",
            "10.77.0.201:80",
            Beside,
            Tunnel("10.77.0.201:80")
                + "s1 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1; s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1",
            "s1 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=2; s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=2",
            ["R211"],
            "S112"
        ),
        new(
            "9: tunnel, the director's word of packets that are too long is dropped",
            "10.77.0.201:80",
            Beside,
            Tunnel("10.77.0.201:80") + "d iptables-legacy -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP",
            "d iptables-legacy -F",
            ["D031"]
        )
        {
            IsSilent = false,
        },
        new(
            "10: NAT, masquerading without conntrack",
            "10.80.10.10:80",
            Outside,
            Nat("10.80.10.10:80")
                + "s1 ip route replace default via 10.77.0.254; s2 ip route replace default via 10.77.0.254; "
                + "d iptables-legacy -t nat -A POSTROUTING -d 10.77.0.0/24 -j MASQUERADE",
            "s1 ip route replace default via 10.77.0.1; s2 ip route replace default via 10.77.0.1; d iptables-legacy -t nat -F",
            ["D018"],
            "R204",
            "S113"
        ),
        new(
            "11: NAT, invalid packets are dropped in FORWARD",
            "10.80.10.11:80",
            Outside,
            Nat("10.80.10.11:80") + "d iptables-legacy -A FORWARD -m conntrack --ctstate INVALID -j DROP",
            "d iptables-legacy -F",
            ["D020"],
            "S113"
        ),
        new(
            "12: NAT, the director's policy of INPUT",
            "10.80.10.12:80",
            Outside,
            Nat("10.80.10.12:80")
                + "d iptables-legacy -P INPUT DROP; d iptables-legacy -A INPUT -p icmp -j ACCEPT; "
                + "d iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT",
            "d iptables-legacy -P INPUT ACCEPT; d iptables-legacy -F",
            ["D020"]
        ),
        new(
            "13: NAT, a rule of PREROUTING takes the packets",
            "10.80.10.13:80",
            Outside,
            Nat("10.80.10.13:80") + "d iptables-legacy -t nat -A PREROUTING -d 10.80.10.13 -p tcp --dport 80 -j REDIRECT --to-ports 8080",
            "d iptables-legacy -t nat -F",
            ["D029"]
        ),
        new(
            "14: NAT, persistence leads to a server of weight 0 that is stopped",
            "10.80.10.14:80",
            Outside,
            "d ipvsadm -A -t 10.80.10.14:80 -s rr -p 600; d ipvsadm -a -t 10.80.10.14:80 -r 10.77.0.11:8099 -m; "
                + "if c bash -c 'echo > /dev/tcp/10.80.10.14/80' 2>/dev/null; then exit 1; fi; "
                + "d ipvsadm -a -t 10.80.10.14:80 -r 10.77.0.12:80 -m; d ipvsadm -e -t 10.80.10.14:80 -r 10.77.0.11:8099 -m -w 0",
            string.Empty,
            ["D011"],
            "R208"
        ),
        new(
            "15: NAT, the client is a real server",
            "10.80.10.15:80",
            FromServer1,
            Nat("10.80.10.15:80") + "if s1 timeout 1 bash -c 'echo > /dev/tcp/10.80.10.15/80' 2>/dev/null; then exit 1; fi",
            string.Empty,
            ["R205", "R207"],
            "S113"
        )
        {
            IsSilent = false,
        },
        new(
            "16: NAT, forwarding is off, and a server has no way back",
            "10.80.10.16:80",
            Outside,
            Nat("10.80.10.16:80") + "d sysctl -qw net.ipv4.ip_forward=0; s2 ip route del default via 10.77.0.1",
            "d sysctl -qw net.ipv4.ip_forward=1; s2 ip route replace default via 10.77.0.1",
            ["D001", "R204"],
            "S113"
        ),
        new(
            "17: DR, one server lacks the virtual address, nobody listens on the other",
            "10.77.0.215:8080",
            Beside,
            "d ip address add 10.77.0.215/32 dev lan; s2 ip address add 10.77.0.215/32 dev lo; " + Route("10.77.0.215:8080"),
            "d ip address del 10.77.0.215/32 dev lan; s2 ip address del 10.77.0.215/32 dev lo",
            ["R209", "R208"]
        )
        {
            IsSilent = false,
        },
        new(
            "18: NAT over IPv6, forwarding is off, and the virtual address is on no link",
            "[fd00:81::18]:80",
            "fd00:78::100",
            "d ipvsadm -A -t [fd00:81::18]:80 -s rr; d ipvsadm -a -t [fd00:81::18]:80 -r [fd00:77::11]:80 -m; "
                + "c ip route add fd00:81::/64 via fd00:78::1; d sysctl -qw net.ipv6.conf.all.forwarding=0",
            "c ip route del fd00:81::/64; d sysctl -qw net.ipv6.conf.all.forwarding=1",
            ["D001", "D003"]
        ),
        new(
            "19: DR, the director does not answer ARP, and a server's firewall",
            "10.77.0.216:80",
            Beside,
            "d ip link add vips type dummy; d ip link set vips up; d ip address add 10.77.0.216/32 dev vips; "
                + "s1 ip address add 10.77.0.216/32 dev lo; s2 ip address add 10.77.0.216/32 dev lo; "
                + Route("10.77.0.216:80")
                + "d sysctl -qw net.ipv4.conf.all.arp_ignore=1; s2 iptables-legacy -A INPUT -p tcp --dport 80 -j DROP",
            "d ip link del vips; s1 ip address del 10.77.0.216/32 dev lo; s2 ip address del 10.77.0.216/32 dev lo; "
                + "d sysctl -qw net.ipv4.conf.all.arp_ignore=0; s2 iptables-legacy -F",
            ["N305", "R220"]
        ),
        new(
            "20: a firewall mark that nothing sets, and a server that is not in the network",
            "10.80.10.20:80",
            Outside,
            WithoutTrafficControl
                + "d ipvsadm -A -f 2 -s rr; d ipvsadm -a -f 2 -r 10.77.0.11:80 -m; d ipvsadm -a -f 2 -r 10.77.0.12:80 -m; "
                + "d iptables-legacy -t mangle -A PREROUTING -d 10.80.10.20 -p tcp --dport 80 -j MARK --set-mark 1; "
                + "c ip link set to-$S1 down; d ip neigh flush dev lan",
            "d iptables-legacy -t mangle -F; c ip link set to-$S1 up; d ip neigh flush dev lan" + WithTrafficControl,
            ["D030", "R202"]
        )
        {
            Ask = "-FirewallMark 2",
        },
    ];

    private static string Nat(string service) => Serve(service, "-m", ":80");

    private static string Route(string service) => Serve(service, "-g", string.Empty);

    private static string Tunnel(string service) => Serve(service, "-i", string.Empty);

    private static string Serve(string service, string method, string port) =>
        $"d ipvsadm -A -t {service} -s rr; d ipvsadm -a -t {service} -r 10.77.0.11{port} {method}; "
        + $"d ipvsadm -a -t {service} -r 10.77.0.12{port} {method}; ";
}
