namespace IpvsPS.KernelTests.Diagnosis;

internal sealed partial record BrokenSetup
{
    /// <summary>
    /// Twenty, five of them with two faults, as ThirdBlindSetups.md lists them, on the stage: its servers listen on port 80 of every
    /// address, so that a program on another port or address is a service on a port on which nobody listens.
    /// </summary>
    public static IReadOnlyList<BrokenSetup> Third { get; } =
    [
        new(
            "1: NAT, the client is the real servers' neighbour",
            "10.80.11.1:80",
            Beside,
            Nat("10.80.11.1:80"),
            string.Empty,
            ["R205"],
            "R204",
            "S113"
        ),
        new(
            "2: NAT, Docker's policy of FORWARD",
            "10.80.11.2:80",
            Outside,
            Nat("10.80.11.2:80") + "d iptables-legacy -P FORWARD DROP",
            "d iptables-legacy -P FORWARD ACCEPT",
            ["D020"],
            "S113"
        ),
        new(
            "3: NAT, a masquerading rule that does not see IPVS's packets",
            "10.80.11.3:80",
            Outside,
            Nat("10.80.11.3:80")
                + "s1 ip route replace default via 10.77.0.254; s2 ip route replace default via 10.77.0.254; "
                + "d iptables-legacy -t nat -A POSTROUTING -m ipvs --vport 80 -j MASQUERADE",
            "s1 ip route replace default via 10.77.0.1; s2 ip route replace default via 10.77.0.1; d iptables-legacy -t nat -F",
            ["D018"],
            "R204",
            "S113"
        ),
        new(
            "4: DR, the virtual address with /24 on the servers' loopback",
            "10.77.0.241:80",
            Beside,
            "d ip address add 10.77.0.241/32 dev lan; s1 ip address add 10.77.0.241/24 dev lo; s2 ip address add 10.77.0.241/24 dev lo; "
                + Route("10.77.0.241:80"),
            "d ip address del 10.77.0.241/32 dev lan; s1 ip address del 10.77.0.241/24 dev lo; s2 ip address del 10.77.0.241/24 dev lo",
            ["R219"],
            "S112",
            "R202"
        ),
        new(
            "5: DR, a UDP program on every address answers from the server's own",
            "10.77.0.204:5311",
            Beside,
            ListenUdp + "d ipvsadm -A -u 10.77.0.204:5311 -s rr; d ipvsadm -a -u 10.77.0.204:5311 -r 10.77.0.11 -g",
            "kill $(cat /tmp/third5); rm /tmp/third5",
            ["R223"]
        )
        {
            IsSilent = false,
        },
        new(
            "6: tunnel, the director's firewall drops its own ICMP",
            "10.77.0.201:80",
            Beside,
            Tunnel("10.77.0.201:80") + "d iptables-legacy -A OUTPUT -p icmp -j DROP",
            "d iptables-legacy -F",
            ["D031"]
        )
        {
            IsSilent = false,
        },
        new(
            "7: a firewall mark, set on a link that has another name now",
            "10.80.11.7:80",
            Outside,
            "d ipvsadm -A -f 11 -s rr; d ipvsadm -a -f 11 -r 10.77.0.11 -m; d ipvsadm -a -f 11 -r 10.77.0.12 -m; "
                + "d iptables-legacy -t mangle -A PREROUTING -i eth0 -d 10.80.11.7 -p tcp --dport 80 -j MARK --set-mark 11",
            "d iptables-legacy -t mangle -F",
            ["D030"]
        )
        {
            Ask = "-FirewallMark 11",
        },
        new(
            "8: DR over IPv6, a server announces the virtual address",
            "[fd00:77::248]:80",
            Beside6,
            "s1 ip address add fd00:77::248/128 dev lan nodad; s2 ip address add fd00:77::248/128 dev lo; "
                + "d ip address add fd00:77::248/128 dev lan preferred_lft 0; "
                + "for i in $(seq 100); do if d ip -6 address show dadfailed | grep -q ::248; then break; fi; sleep 0.1; done; "
                + Route("[fd00:77::248]:80", "[fd00:77::1{0}]:80"),
            "s1 ip address del fd00:77::248/128 dev lan; s2 ip address del fd00:77::248/128 dev lo; "
                + "d ip address del fd00:77::248/128 dev lan",
            ["D005"],
            "R212",
            "S112"
        )
        {
            IsSilent = false,
        },
        new(
            "9: NAT, persistence leads to a drained server that is off",
            "10.80.11.9:80",
            Outside,
            "d ipvsadm -A -t 10.80.11.9:80 -s rr -p 600; d ipvsadm -a -t 10.80.11.9:80 -r 10.77.0.11:80 -m; "
                + "c bash -c 'echo > /dev/tcp/10.80.11.9/80'; d ipvsadm -a -t 10.80.11.9:80 -r 10.77.0.12:80 -m; "
                + "d ipvsadm -e -t 10.80.11.9:80 -r 10.77.0.11:80 -m -w 0; c ip link set to-$S1 down",
            "c ip link set to-$S1 up; d ip neigh flush dev lan",
            ["D011"],
            "R202",
            "S113"
        ),
        new(
            "10: NAT, a UDP flow stays with a server that was replaced",
            "10.80.11.10:53",
            Outside,
            "d ipvsadm -A -u 10.80.11.10:53 -s rr; d ipvsadm -a -u 10.80.11.10:53 -r 10.77.0.11:5353 -m; "
                + "c bash -c 'echo x > /dev/udp/10.80.11.10/53'; d ipvsadm -a -u 10.80.11.10:53 -r 10.77.0.12:53 -m; "
                + "d ipvsadm -d -u 10.80.11.10:53 -r 10.77.0.11:5353",
            string.Empty,
            ["D012"]
        )
        {
            IsSilent = false,
        },
        new(
            "11: NAT, a pod calls its own service",
            "10.80.11.11:80",
            FromServer1,
            Nat("10.80.11.11:80") + "if s1 timeout 1 bash -c 'echo > /dev/tcp/10.80.11.11/80' 2>/dev/null; then exit 1; fi",
            string.Empty,
            ["R207"],
            "R205",
            "S113"
        )
        {
            IsSilent = false,
        },
        new(
            "12: DR, a server is a director of the same service",
            "10.77.0.204:80",
            Beside,
            Route("10.77.0.204:80")
                + "s1 ipvsadm -A -t 10.77.0.204:80 -s rr; s1 ipvsadm -a -t 10.77.0.204:80 -r 10.77.0.11 -g; "
                + "s1 ipvsadm -a -t 10.77.0.204:80 -r 10.77.0.1 -g",
            "s1 ipvsadm -C",
            ["R222"]
        )
        {
            IsSilent = false,
        },
        BehindARouter("13: DR, the servers are in another network"),
        new(
            "14: NAT, source hashing and a drained server",
            "10.80.11.14:80",
            Outside,
            "d ipvsadm -A -t 10.80.11.14:80 -s sh; d ipvsadm -a -t 10.80.11.14:80 -r 10.77.0.11:80 -m -w 0; "
                + "d ipvsadm -a -t 10.80.11.14:80 -r 10.77.0.12:80 -m",
            string.Empty,
            ["S105"]
        )
        {
            IsSilent = false,
        },
        new(
            "15: NAT, one client has the hardware address of the former director",
            "10.80.11.15:80",
            Outside,
            Nat("10.80.11.15:80")
                + "c curl -s -m 0.3 --interface 10.79.11.1 http://10.80.11.15/ || true; "
                + "c ip neigh replace 10.78.0.1 lladdr 02:00:5e:00:01:33 dev wan nud permanent",
            "c ip neigh del 10.78.0.1 dev wan",
            ["N306"]
        ),
        new(
            "16: NAT, a port on which nobody listens, and another gateway",
            "10.80.11.16:80",
            Outside,
            "d ipvsadm -A -t 10.80.11.16:80 -s rr; d ipvsadm -a -t 10.80.11.16:80 -r 10.77.0.11:8099 -m; "
                + "d ipvsadm -a -t 10.80.11.16:80 -r 10.77.0.12:80 -m; s2 ip route replace default via 10.77.0.254",
            "s2 ip route replace default via 10.77.0.1",
            ["R208", "R204"],
            "S113"
        ),
        new(
            "17: DR, a server answers ARP, and programs listen on the servers' own addresses alone",
            "10.77.0.204:53",
            Beside,
            "d ipvsadm -A -u 10.77.0.204:53 -s rr; d ipvsadm -a -u 10.77.0.204:53 -r 10.77.0.11 -g; "
                + "d ipvsadm -a -u 10.77.0.204:53 -r 10.77.0.12 -g; "
                + "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=0 net.ipv4.conf.lan.arp_announce=0",
            "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=1 net.ipv4.conf.lan.arp_announce=2",
            ["R210", "R208"]
        )
        {
            IsSilent = false,
        },
        new(
            "18: NAT over IPv6, forwarding is off, and nobody listens on the target port",
            "[fd00:80::28]:80",
            "fd00:78::100",
            "d ipvsadm -A -t [fd00:80::28]:80 -s rr; d ipvsadm -a -t [fd00:80::28]:80 -r [fd00:77::11]:8099 -m; "
                + "d ipvsadm -a -t [fd00:80::28]:80 -r [fd00:77::12]:80 -m; d sysctl -qw net.ipv6.conf.all.forwarding=0",
            "d sysctl -qw net.ipv6.conf.all.forwarding=1",
            ["D001", "R208"],
            "S113"
        ),
        new(
            "19: tunnel, one server without a tunnel, one with a filter",
            "10.77.0.201:80",
            Beside,
            Tunnel("10.77.0.201:80") + "s1 ip link set ipvs-ipip down; s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1",
            "s1 ip link set ipvs-ipip up; s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=2",
            ["R209", "R211"],
            "R217",
            "S112"
        ),
        new(
            "20: NAT, the backup takes over: its firewall drops the master's messages, and forwarding is off",
            "10.80.11.20:80",
            Outside,
            Nat("10.80.11.20:80")
                + "d sysctl -qw net.ipv4.ip_forward=0; d ipvsadm --start-daemon backup --mcast-interface lan --syncid 11; "
                + "d iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT; "
                + "d iptables-legacy -A INPUT -p tcp --dport 80 -j ACCEPT; d iptables-legacy -A INPUT -p icmp -j ACCEPT; "
                + "d iptables-legacy -P INPUT DROP",
            "d ipvsadm --stop-daemon backup; d iptables-legacy -P INPUT ACCEPT; d iptables-legacy -F; d sysctl -qw net.ipv4.ip_forward=1",
            ["D001", "Y409"],
            "S113"
        ),
    ];

    /// <summary>A UDP socket on port 5311 of every address of the first server, until it is ended.</summary>
    private const string ListenUdp =
        "s1 perl -MSocket -e 'socket(S, PF_INET, SOCK_DGRAM, 17); bind(S, sockaddr_in(5311, INADDR_ANY)); sleep 300' "
        + "> /dev/null 2>&1 < /dev/null & echo $! > /tmp/third5; "
        + "for i in $(seq 100); do if s1 cat /proc/net/udp | grep -q 00000000:14BF; then break; fi; sleep 0.1; done; ";

    private static string Route(string service, string server) =>
        $"d ipvsadm -A -t {service} -s rr; d ipvsadm -a -t {service} -r {server.Replace("{0}", "1", StringComparison.Ordinal)} -g; "
        + $"d ipvsadm -a -t {service} -r {server.Replace("{0}", "2", StringComparison.Ordinal)} -g; ";
}
