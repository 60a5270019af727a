# The set-ups of the fourth list: bash fourth-setups.sh PREFIX NUMBER up|break|ask|down. Each has namespaces of its own, named
# PREFIX and: c client, d director, r1 and r2 real servers, s the switch between them.
#
#   nat_bed   c 198.51.100.10 -- front 198.51.100.1  d  back 192.0.2.1 -- s -- lan 192.0.2.11 r1, 192.0.2.12 r2
#   lan_bed   c lan 192.0.2.100, d lan 192.0.2.1, r1 lan 192.0.2.11, r2 lan 192.0.2.12, all on s
set -e
prefix=$1 number=$2 action=$3
here=$(dirname "${BASH_SOURCE[0]}")
state=/tmp/fourth-$prefix
mkdir -p "$state"

on() { nsenter --net="/run/netns/$prefix$1" "${@:2}"; }
net() { ip -n "$prefix$1" -batch -; }
sysctls() { on "$1" sysctl -qw "${@:2}"; }
tables() { on "$1" ipvsadm "${@:2}"; }
firewall() { on "$1" iptables-legacy -w "${@:2}"; }

# serve HOST WHAT...: starts the host's service anew.
serve() {
  silence "$1"
  rm -f "$state/$1.ready"
  on "$1" perl "$here/fourth-server.pl" "$1" "$state/$1.ready" "${@:2}" </dev/null >/dev/null 2>&1 &
  until [ -e "$state/$1.ready" ]; do sleep 0.02; done
}

silence() {
  local held
  held=$(ip netns pids "$prefix$1")
  [ -z "$held" ] || kill $held
}

hosts() {
  local host
  for host in c d r1 r2 s; do
    ip netns add "$prefix$host"
    ip -n "$prefix$host" link set lo up
  done
  net s <<<'link add lan type bridge
    link set lan up'
}

# plug HOST LINK ADDRESS [ADDRESS6]: a link of the host into the switch.
plug() {
  net s <<<"link add to-$1 type veth peer name $2 netns $prefix$1
    link set to-$1 master lan up"
  net "$1" <<<"address add $3 dev $2
    ${4:+address add $4 dev $2 nodad}
    link set $2 up"
}

nat_bed() {
  hosts
  net c <<<"link add wan type veth peer name front netns ${prefix}d
    address add 198.51.100.10/24 dev wan
    address add 2001:db8:1::10/64 dev wan nodad
    link set wan up
    route add default via 198.51.100.1"
  net d <<<'address add 198.51.100.1/24 dev front
    address add 2001:db8:1::1/64 dev front nodad
    address add 198.51.100.80/32 dev front
    link set front up'
  plug d back 192.0.2.1/24 2001:db8:2::1/64
  plug r1 lan 192.0.2.11/24 2001:db8:2::11/64
  plug r2 lan 192.0.2.12/24 2001:db8:2::12/64
  net r1 <<<'route add default via 192.0.2.1'
  net r2 <<<'route add default via 192.0.2.1'
  sysctls d net.ipv4.ip_forward=1
}

lan_bed() {
  hosts
  plug c lan 192.0.2.100/24 2001:db8:2::100/64
  plug d lan 192.0.2.1/24 2001:db8:2::1/64
  plug r1 lan 192.0.2.11/24 2001:db8:2::11/64
  plug r2 lan 192.0.2.12/24 2001:db8:2::12/64
  net d <<<'address add 192.0.2.80/32 dev lan'
  sysctls d net.ipv4.ip_forward=1
}

# hold HOST [LINK] [ADDRESS]: the virtual address on a real server, not announced.
hold() {
  sysctls "$1" net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  net "$1" <<<"address add ${3:-192.0.2.80/32} dev ${2:-lo}"
}

# service METHOD SERVICE-OPTIONS...: a service and the two real servers, at the service's port or at $at.
service() {
  tables d -A "${@:2}"
  tables d -a "$2" "$3" -r "${r1:-192.0.2.11}${at:+:$at}" "$1"
  tables d -a "$2" "$3" -r "${r2:-192.0.2.12}${at:+:$at}" "$1"
}

ask() { on c perl "$here/fourth-client.pl" "$@"; }

tunnels() {
  on "$1" ip link show tunl0 >/dev/null 2>&1 || ip -n "$prefix$1" tunnel add tunl0 mode ipip
  sysctls "$1" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0
  hold "$1" tunl0
  ip -n "$prefix$1" link set tunl0 up
}

1_up() { nat_bed; serve r1 tcp/0.0.0.0/80; serve r2 tcp/0.0.0.0/80; service -m -t 198.51.100.80:80 -s rr; }
1_ask() { ask tcp 198.51.100.80 80 4; }
1_break() {
  net s <<<'address add 192.0.2.254/24 dev lan'
  net r2 <<<'route replace default via 192.0.2.254'
}

2_up() { 1_up; }
2_ask() { 1_ask; }
2_break() {
  firewall d -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
  firewall d -A INPUT -i lo -j ACCEPT
  firewall d -A INPUT -p icmp -j ACCEPT
  firewall d -A INPUT -p tcp --dport 22 -j ACCEPT
  firewall d -P INPUT DROP
}

3_up() {
  lan_bed
  serve r1 tcp/0.0.0.0/80
  serve r2 tcp/0.0.0.0/80
  at=80 service -m -t 192.0.2.80:8080 -s rr
  firewall d -t nat -A POSTROUTING -d 192.0.2.0/24 -p tcp --dport 80 -j MASQUERADE
  sysctls d net.ipv4.vs.conntrack=1
}
3_ask() { ask tcp 192.0.2.80 8080 4; }
3_break() { sysctls d net.ipv4.vs.conntrack=0; }

4_up() {
  lan_bed
  hold r1
  hold r2
  serve r1 tcp/0.0.0.0/80
  serve r2 tcp/0.0.0.0/80
  service -g -t 192.0.2.80:80 -s rr
}
4_ask() { ask tcp 192.0.2.80 80 4; }
4_break() { serve r2 tcp/192.0.2.12/80; }

5_up() { 4_up; }
5_ask() { 4_ask; }
# The real server asks for the client anew, as after a while without traffic, and names the virtual address as its own. The
# client does not take back within a second what it has just learned.
5_break() {
  sysctls r1 net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0
  ip -n "${prefix}r1" neighbor flush dev lan
  sleep 1.1
  4_ask >/dev/null
}

6_up() {
  lan_bed
  hold r1
  hold r2
  serve r1 tcp/0.0.0.0/80
  serve r2 tcp/0.0.0.0/80
  service -g -t 192.0.2.80:80 -s rr
}
6_ask() { ask tcp 192.0.2.80 80 4; }
6_break() {
  tables d -C
  serve r1 tcp/0.0.0.0/8080
  serve r2 tcp/0.0.0.0/8080
  at=8080 service -g -t 192.0.2.80:80 -s rr
}

7_up() {
  nat_bed
  hold r1 lo 198.51.100.80/32
  hold r2 lo 198.51.100.80/32
  sysctls d net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.back.rp_filter=0 net.ipv4.conf.back.accept_local=1
  serve r1 tcp/0.0.0.0/80
  serve r2 tcp/0.0.0.0/80
  service -g -t 198.51.100.80:80 -s rr
}
7_ask() { 1_ask; }
7_break() { sysctls d net.ipv4.conf.back.accept_local=0; }

8_up() {
  lan_bed
  tunnels r1
  tunnels r2
  serve r1 tcp/0.0.0.0/80
  serve r2 tcp/0.0.0.0/80
  service -i -t 192.0.2.80:80 -s rr
}
8_ask() { ask tcp 192.0.2.80 80 4; }
8_break() {
  sysctls r1 net.ipv4.conf.all.rp_filter=1
  sysctls r2 net.ipv4.conf.all.rp_filter=1
}

9_up() {
  8_up
  # A packet for each segment, as on a wire.
  ip -n "${prefix}c" link set lan gso_max_segs 1
}
9_ask() { ask tcp 192.0.2.80 80 4 20000; }
9_break() {
  ip -n "${prefix}c" route flush cache
  firewall d -A INPUT -p icmp -j DROP
  firewall d -A OUTPUT -p icmp -j DROP
}

10_up() {
  nat_bed
  firewall d -t mangle -A PREROUTING -d 198.51.100.80 -p tcp -m multiport --dports 80,443 -j MARK --set-mark 1
  serve r1 tcp/0.0.0.0/80 tcp/0.0.0.0/443
  serve r2 tcp/0.0.0.0/80 tcp/0.0.0.0/443
  service -m -f 1 -s rr
}
10_ask() {
  ask tcp 198.51.100.80 80 4
  ask tcp 198.51.100.80 443 4
}
10_break() { firewall d -t mangle -F; }

11_up() { 1_up; tables d -E -t 198.51.100.80:80 -s rr -p 300; }
11_ask() { 1_ask; }
# The application of the real server that the client is bound to has stopped, and a health checker has put its weight to 0.
11_break() {
  local bound
  bound=$(1_ask | cut -d= -f1)
  silence "$bound"
  tables d -e -t 198.51.100.80:80 -r "192.0.2.1${bound#r}:80" -m -w 0
}

12_up() { nat_bed; serve r1 udp/0.0.0.0/514; serve r2 udp/0.0.0.0/514; service -m -u 198.51.100.80:514 -s rr; }
12_ask() { ask udp 198.51.100.80 514 1 1 40514; }
# The real server that the client's flow is bound to is taken away, and with it its entry.
12_break() {
  local bound
  bound=$(12_ask | cut -d= -f1)
  silence "$bound"
  ip -n "$prefix$bound" link set lan down
  tables d -d -u 198.51.100.80:514 -r "192.0.2.1${bound#r}:514"
}

13_up() {
  nat_bed
  net c <<<'route add default via 2001:db8:1::1'
  net r1 <<<'route add default via 2001:db8:2::1'
  net r2 <<<'route add default via 2001:db8:2::1'
  net d <<<'link add kube-ipvs0 type dummy
    address add 2001:db8:ff::80/128 dev kube-ipvs0 nodad'
  sysctls d net.ipv6.conf.all.forwarding=1
  serve r1 tcp/::/8080
  serve r2 tcp/::/8080
  at=8080 r1=[2001:db8:2::11] r2=[2001:db8:2::12] service -m -t [2001:db8:ff::80]:80 -s rr
}
13_ask() { ask tcp 2001:db8:ff::80 80 4; }
13_break() { sysctls d net.ipv6.conf.all.forwarding=0; }

14_up() {
  nat_bed
  net d <<<'link add kube-ipvs0 type dummy
    address add 10.96.0.80/32 dev kube-ipvs0
    route add default via 198.51.100.10'
  serve r1 tcp/0.0.0.0/8080
  serve r2 tcp/0.0.0.0/8080
  at=8080 service -m -t 10.96.0.80:80 -s rr
}
14_ask() { ask tcp 10.96.0.80 80 4; }
14_break() { net d <<<'address delete 10.96.0.80/32 dev kube-ipvs0'; }

# r1 is the second director and a real server of the first, which serves too.
15_up() {
  lan_bed
  hold r1
  serve d tcp/0.0.0.0/80
  serve r1 tcp/0.0.0.0/80
  r1=192.0.2.1 r2=192.0.2.11 service -g -t 192.0.2.80:80 -s rr
}
15_ask() { ask tcp 192.0.2.80 80 8; }
15_break() {
  tables r1 -A -t 192.0.2.80:80 -s rr
  tables r1 -a -t 192.0.2.80:80 -r 192.0.2.1:80 -g
  tables r1 -a -t 192.0.2.80:80 -r 192.0.2.11:80 -g
}

16_up() { 1_up; }
16_ask() { 1_ask; }
16_break() {
  sysctls d net.ipv4.ip_forward=0
  net r1 <<<'route delete default'
  net r2 <<<'route delete default'
}

17_up() {
  lan_bed
  net d <<<'address add 2001:db8:2::80/128 dev lan nodad'
  net r1 <<<'address add 2001:db8:2::80/128 dev lo nodad'
  net r2 <<<'address add 2001:db8:2::80/128 dev lo nodad'
  sysctls d net.ipv6.conf.all.forwarding=1
  serve r1 tcp/::/80
  serve r2 tcp/::/80
  at=80 r1=[2001:db8:2::11] r2=[2001:db8:2::12] service -g -t [2001:db8:2::80]:80 -s rr
}
17_ask() { ask tcp 2001:db8:2::80 80 4; }
17_break() {
  net r1 <<<'address delete 2001:db8:2::80/128 dev lo'
  on r2 ip6tables-legacy -w -A INPUT -p tcp --dport 80 -j DROP
}

18_up() { 8_up; }
18_ask() { 8_ask; }
18_break() {
  ip -n "${prefix}r1" link set tunl0 down
  firewall r2 -A INPUT -i lo -j ACCEPT
  firewall r2 -A INPUT -p icmp -j ACCEPT
  firewall r2 -A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT
  firewall r2 -A INPUT -j DROP
}

19_up() {
  nat_bed
  serve r1 udp/0.0.0.0/53 tcp/0.0.0.0/53
  serve r2 udp/0.0.0.0/53 tcp/0.0.0.0/53
  service -m -u 198.51.100.80:53 -s rr
  service -m -t 198.51.100.80:53 -s rr
}
19_ask() {
  ask udp 198.51.100.80 53 4
  ask tcp 198.51.100.80 53 4
}
19_break() {
  firewall d -A INPUT -p tcp -m multiport --dports 22,53 -j ACCEPT
  firewall d -A INPUT -p icmp -j ACCEPT
  firewall d -P INPUT DROP
  serve r1 udp/127.0.0.1/53 tcp/127.0.0.1/53
  serve r2 udp/127.0.0.1/53 tcp/127.0.0.1/53
}

# A node port: c and the pods are on one network, so that an answer comes back only where the node has masqueraded the request.
20_up() {
  lan_bed
  serve r1 tcp/0.0.0.0/8080
  serve r2 tcp/0.0.0.0/8080
  at=8080 service -m -t 192.0.2.1:30080 -s rr
  firewall d -t nat -A POSTROUTING -d 192.0.2.0/24 -p tcp --dport 8080 -j MASQUERADE
  sysctls d net.ipv4.vs.conntrack=1
}
20_ask() { ask tcp 192.0.2.1 30080 4; }
20_break() {
  firewall d -t nat -F
  firewall d -P FORWARD DROP
}

case $action in
  ask) "${number}_ask" | tr '\n' ' ' | sed 's/ $/\n/' ;;
  down)
    for host in c d r1 r2 s; do
      silence "$host"
      ip netns delete "$prefix$host"
    done
    rm -r "$state"
    ;;
  *) "${number}_$action" ;;
esac
