namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>
/// A set-up that somebody has broken, in the words of operators: ip, ipvsadm, sysctl and iptables in the traffic stage's namespaces,
/// <c>d</c> the director, <c>s1</c> to <c>s3</c> the servers, <c>c</c> the client.
/// </summary>
/// <param name="Thread">The public thread that it is taken from, or the part of the LVS-HOWTO.</param>
/// <param name="Service">The service's address and port, where Debug-IpvsService is asked about it.</param>
/// <param name="Client">The client's address.</param>
/// <param name="Make">Makes the set-up, broken.</param>
/// <param name="Mend">Takes away what <paramref name="Make"/> did to the stage; the services are gone by themselves.</param>
/// <param name="Causes">The rules that are right: each must be among the first three findings.</param>
/// <param name="Also">Rules that hold as well, as a consequence of the fault or beside it.</param>
internal sealed partial record BrokenSetup(
    string Thread,
    string Service,
    string Client,
    string Make,
    string Mend,
    string[] Causes,
    params string[] Also
)
{
    /// <summary>Whether the client gets no answer at all; other faults hit some clients, or some requests.</summary>
    public bool IsSilent { get; init; } = true;

    /// <summary>Whether it takes a kernel with iptables.</summary>
    public bool HasIptables => Make.Contains("tables-legacy", StringComparison.Ordinal);

    /// <summary>Other parameters of Debug-IpvsService.</summary>
    public string Parameters { get; init; } = string.Empty;

    /// <summary>How Debug-IpvsService is asked about the service: by its address unless another way is needed.</summary>
    public string? Ask { get; init; }

    private const string Outside = "10.78.0.100";
    private const string Beside = "10.77.0.100";
    private const string Beside6 = "fd00:77::100";

    /// <summary>
    /// Twenty, five of them with two faults. They come from issue threads and the LVS-HOWTO, in the threads' own set-ups as far as the
    /// stage goes.
    /// </summary>
    public static IReadOnlyList<BrokenSetup> All { get; } =
    [
        new(
            "keepalived#2213: DR, asked from the director itself",
            "10.77.0.200:80",
            "10.77.0.200",
            "d ipvsadm -A -t 10.77.0.200:80 -s rr; d ipvsadm -a -t 10.77.0.200:80 -r 10.77.0.11 -g; "
                + "d ipvsadm -a -t 10.77.0.200:80 -r 10.77.0.12 -g",
            "",
            ["R215"]
        )
        {
            IsSilent = false,
        },
        new(
            "keepalived#2243: NAT, the backend's answers leave by its own default route",
            "10.80.9.2:80",
            Outside,
            "d ipvsadm -A -t 10.80.9.2:80 -s wlc -p 50; d ipvsadm -a -t 10.80.9.2:80 -r 10.77.0.11:80 -m; "
                + "s1 ip route replace default via 10.77.0.254",
            "s1 ip route replace default via 10.77.0.1",
            ["R204"],
            "S113"
        ),
        new(
            "kube-router#151: NAT, the client is in the servers' network",
            "10.80.9.3:80",
            Beside,
            "d ipvsadm -A -t 10.80.9.3:80 -s rr; d ipvsadm -a -t 10.80.9.3:80 -r 10.77.0.11:80 -m",
            "",
            ["R205"],
            "R204",
            "S113"
        ),
        new(
            "kubernetes#108319: the weight stays 0 after a restart",
            "10.80.9.4:80",
            Outside,
            "d ipvsadm -A -t 10.80.9.4:80 -s rr; d ipvsadm -a -t 10.80.9.4:80 -r 10.77.0.11:80 -m -w 0",
            "",
            ["S102"]
        ),
        new(
            "Docker: NAT, its policy of FORWARD",
            "10.80.9.5:80",
            Outside,
            "d ipvsadm -A -t 10.80.9.5:80 -s rr; d ipvsadm -a -t 10.80.9.5:80 -r 10.77.0.11:80 -m; d iptables-legacy -P FORWARD DROP; "
                + "d iptables-legacy -N DOCKER-USER; d iptables-legacy -A FORWARD -j DOCKER-USER; "
                + "d iptables-legacy -A FORWARD -o docker0 -j ACCEPT",
            "d iptables-legacy -P FORWARD ACCEPT; d iptables-legacy -F; d iptables-legacy -X",
            ["D020"],
            "S113"
        ),
        new(
            "keepalived#2163: UDP, the flow stays with a server that was removed",
            "10.80.9.6:53",
            Outside,
            "d ipvsadm -A -u 10.80.9.6:53 -s rr; d ipvsadm -a -u 10.80.9.6:53 -r 10.77.0.11:5353 -m; "
                + "c bash -c 'echo x > /dev/udp/10.80.9.6/53'; d ipvsadm -a -u 10.80.9.6:53 -r 10.77.0.12:53 -m; "
                + "d ipvsadm -d -u 10.80.9.6:53 -r 10.77.0.11:5353",
            "",
            ["D012"]
        )
        {
            IsSilent = false,
        },
        new(
            "kubernetes#105505: the node of a pod is gone, and its address still in the table",
            "10.80.9.7:80",
            Outside,
            "d ipvsadm -A -t 10.80.9.7:80 -s rr; d ipvsadm -a -t 10.80.9.7:80 -r 10.77.0.99:80 -m",
            "d ip neigh flush dev lan",
            ["R216"],
            "R202",
            "S113"
        )
        {
            Parameters = "-Active",
        },
        new(
            "LVS-HOWTO, LVS-NAT: MASQUERADE for clients beside the servers, and conntrack is off",
            "10.80.9.8:80",
            Beside,
            "d ipvsadm -A -t 10.80.9.8:80 -s rr; d ipvsadm -a -t 10.80.9.8:80 -r 10.77.0.11:80 -m; "
                + "d iptables-legacy -t nat -A POSTROUTING -s 10.77.0.0/24 -d 10.77.0.0/24 -j MASQUERADE",
            "d iptables-legacy -t nat -F",
            ["D018"],
            "R204",
            "R205",
            "S113"
        ),
        new(
            "LVS-HOWTO, the ARP problem: DR, the real server answers for the virtual address",
            "10.77.0.200:80",
            Beside,
            "d ipvsadm -A -t 10.77.0.200:80 -s wlc; d ipvsadm -a -t 10.77.0.200:80 -r 10.77.0.11 -g; "
                + "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=0 net.ipv4.conf.lan.arp_announce=0",
            "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=1 net.ipv4.conf.lan.arp_announce=2",
            ["R210"]
        )
        {
            IsSilent = false,
        },
        new(
            "LVS-HOWTO, LVS-DR: the virtual address as an alias of the real server's network card",
            "10.77.0.213:80",
            Beside,
            "d ip address add 10.77.0.213/32 dev lan; s2 ip address add 10.77.0.213/32 dev lan; "
                + "d ipvsadm -A -t 10.77.0.213:80 -s wlc; d ipvsadm -a -t 10.77.0.213:80 -r 10.77.0.12 -g",
            "d ip address del 10.77.0.213/32 dev lan; s2 ip address del 10.77.0.213/32 dev lan",
            ["R212"],
            "R209"
        )
        {
            IsSilent = false,
        },
        new(
            "keepalived#2342: DR over IPv6, the real server does not have the virtual address",
            "[fd00:77::211]:80",
            Beside6,
            "d ip address add fd00:77::211/128 dev lan nodad preferred_lft 0; "
                + "d ipvsadm -A -t [fd00:77::211]:80 -s rr; d ipvsadm -a -t [fd00:77::211]:80 -r [fd00:77::11]:80 -g",
            "d ip address del fd00:77::211/128 dev lan",
            ["R209"],
            "S112"
        ),
        new(
            "keepalived#306: DR, the program listens on the server's own address alone",
            "10.77.0.204:53",
            Beside,
            "d ipvsadm -A -u 10.77.0.204:53 -s rr; d ipvsadm -a -u 10.77.0.204:53 -r 10.77.0.11 -g",
            "",
            ["R208"]
        )
        {
            IsSilent = false,
        },
        BehindARouter("LVS-HOWTO, LVS-DR: the real server is behind a router"),
        new(
            "LVS-HOWTO, LVS-DR: the director is the real servers' default gateway",
            "10.77.0.200:80",
            Outside,
            "d ipvsadm -A -t 10.77.0.200:80 -s rr; d ipvsadm -a -t 10.77.0.200:80 -r 10.77.0.11 -g; "
                + "c ip route add 10.77.0.200/32 via 10.78.0.1 src 10.78.0.100",
            "c ip route del 10.77.0.200/32",
            ["R215"],
            "S112"
        ),
        new(
            "katran#24: tunnel, rp_filter of the real server",
            "10.77.0.201:80",
            Beside,
            "d ipvsadm -A -t 10.77.0.201:80 -s rr; d ipvsadm -a -t 10.77.0.201:80 -r 10.77.0.11 -i; "
                + "s1 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1",
            "s1 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=2",
            ["R211"],
            "S112"
        ),
        new(
            "keepalived#1076 and #2243: NAT, forwarding is off and the gateway is another",
            "10.80.9.16:80",
            Outside,
            "d ipvsadm -A -t 10.80.9.16:80 -s rr; d ipvsadm -a -t 10.80.9.16:80 -r 10.77.0.11:80 -m; d sysctl -qw net.ipv4.ip_forward=0; "
                + "s1 ip route replace default via 10.77.0.254",
            "d sysctl -qw net.ipv4.ip_forward=1; s1 ip route replace default via 10.77.0.1",
            ["D001", "R204"],
            "S113"
        ),
        new(
            "LVS-HOWTO, LVS-DR: one real server answers ARP, the other lacks the virtual address",
            "10.77.0.212:80",
            Beside,
            "d ip address add 10.77.0.212/32 dev lan; s1 ip address add 10.77.0.212/32 dev lo; "
                + "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=0; d ipvsadm -A -t 10.77.0.212:80 -s rr; "
                + "d ipvsadm -a -t 10.77.0.212:80 -r 10.77.0.11 -g; d ipvsadm -a -t 10.77.0.212:80 -r 10.77.0.12 -g",
            "d ip address del 10.77.0.212/32 dev lan; s1 ip address del 10.77.0.212/32 dev lo; "
                + "s1 sysctl -qw net.ipv4.conf.lan.arp_ignore=1",
            ["R210", "R209"],
            "S112"
        )
        {
            IsSilent = false,
        },
        new(
            "kubernetes#72236 and katran#24: tunnel, a firewall and rp_filter",
            "10.77.0.203:80",
            Beside,
            "d ipvsadm -A -t 10.77.0.203:80 -s rr; d ipvsadm -a -t 10.77.0.203:80 -r 10.77.0.12 -i; "
                + "s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=1; d iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT; "
                + "d iptables-legacy -A INPUT -d 10.77.0.203 -j DROP",
            "s2 sysctl -qw net.ipv4.conf.ipvs-ipip.rp_filter=2; d iptables-legacy -F",
            ["D020", "R211"]
        ),
        new(
            "kubernetes, dual stack: NAT over IPv6, forwarding is off and nothing listens on the target port",
            "[fd00:80::19]:80",
            "fd00:78::100",
            "d ipvsadm -A -t [fd00:80::19]:80 -s rr; d ipvsadm -a -t [fd00:80::19]:80 -r [fd00:77::11]:8080 -m; "
                + "d sysctl -qw net.ipv6.conf.all.forwarding=0",
            "d sysctl -qw net.ipv6.conf.all.forwarding=1",
            ["D001", "R208"],
            "S113"
        ),
        new(
            "bernat.ch and wenlxie.github.io: tunnel, full-size packets do not fit, and a drained server under sh",
            "10.77.0.201:80",
            Beside,
            "d ipvsadm -A -t 10.77.0.201:80 -s sh; d ipvsadm -a -t 10.77.0.201:80 -r 10.77.0.11 -i; "
                + "d ipvsadm -a -t 10.77.0.201:80 -r 10.77.0.12 -i -w 0",
            "",
            ["R213", "S105"]
        )
        {
            IsSilent = false,
        },
    ];

    /// <summary>Both this list and the third one have it.</summary>
    private static BrokenSetup BehindARouter(string thread) =>
        new(
            thread,
            "10.77.0.204:80",
            Beside,
            "d ip route add 10.99.0.0/24 via 10.77.0.12; d ipvsadm -A -t 10.77.0.204:80 -s rr; "
                + "d ipvsadm -a -t 10.77.0.204:80 -r 10.99.0.5 -g",
            "d ip route del 10.99.0.0/24",
            ["R203"],
            "S112"
        )
        {
            IsSilent = false,
        };
}
