# Builds the stage: a client, a director and three servers, a namespace each, whose names are the arguments.
#
#   client  wan 10.78.0.100 ---- front 10.78.0.1  director       to what is served by NAT: 10.80.0.0/16 and fd00:80::/64
#   client  lan 10.77.0.100 -+-- lan   10.77.0.1  director       a bridge: to what is served by DR and TUN, 10.77.0.200
#                            +-- lan   10.77.0.11 to .13 servers and up, fd00:77::200
#
# Of 10.77.0.160/27 all is served by DR: each test takes an address that no other one has.
# What else a real server of the DR and TUN methods needs is for Enable-IpvsDirectRouting to set up.
# The director's virtual IPv6 addresses are deprecated (preferred_lft 0): it would send tunnel packets from one of them, as the
# longest prefix, and a server's ip6tnl link throws away what comes from an address that the server has too.
# The client is also all of 10.79.0.0/16. What is sent to 10.80.5.0/24 gets the firewall mark 5 where it enters the director.
set -e
client=$1 director=$2
shift 2

ip -n "$client" -batch - <<END
link add lan type bridge
address add 10.77.0.100/24 dev lan
address add fd00:77::100/64 dev lan nodad
link set lan up
link add wan type veth peer name front netns $director
address add 10.78.0.100/24 dev wan
address add fd00:78::100/64 dev wan nodad
link set wan up
route add local 10.79.0.0/16 dev lo
route add 10.80.0.0/16 via 10.78.0.1
route add fd00:80::/64 via fd00:78::1
link add to-director type veth peer name lan netns $director
link set to-director master lan up
END
ip -n "$director" -batch - <<END
address add 10.77.0.1/24 dev lan
address add fd00:77::1/64 dev lan nodad
address add 10.77.0.200/32 dev lan
route add local 10.77.0.160/27 dev lo
address add 10.77.0.201/32 dev lan
address add 10.77.0.202/32 dev lan
address add 10.77.0.203/32 dev lan
address add 10.77.0.204/32 dev lan
address add 10.77.0.207/32 dev lan
address add 10.77.0.209/32 dev lan
address add 10.77.0.230/32 dev lan
address add 10.77.0.231/32 dev lan
address add 10.77.0.232/32 dev lan
address add 10.77.0.236/32 dev lan
address add 10.77.0.237/32 dev lan
address add 10.77.0.238/32 dev lan
address add fd00:77::200/128 dev lan nodad preferred_lft 0
address add fd00:77::205/128 dev lan nodad preferred_lft 0
address add fd00:77::206/128 dev lan nodad preferred_lft 0
address add fd00:77::208/128 dev lan nodad preferred_lft 0
address add fd00:77::230/128 dev lan nodad preferred_lft 0
address add fd00:77::235/128 dev lan nodad preferred_lft 0
address add fd00:77::236/128 dev lan nodad preferred_lft 0
address add fd00:77::237/128 dev lan nodad preferred_lft 0
link set lan up
address add 10.78.0.1/24 dev front
address add fd00:78::1/64 dev front nodad
link set front up
route add local 10.80.0.0/16 dev lo
route add local fd00:80::/64 dev lo
route add 10.79.0.0/16 via 10.78.0.100
END
ip netns exec "$director" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
modprobe -a -d /run/modules sch_ingress cls_u32 act_skbedit
tc -n "$director" qdisc add dev front clsact
tc -n "$director" filter add dev front ingress protocol ip u32 match ip dst 10.80.5.0/24 action skbedit mark 5

number=0
for server; do
  number=$((number + 1))
  ip -n "$client" -batch - <<END
link add to-$server type veth peer name lan netns $server
link set to-$server master lan up
END
  # As most distributions have it, and as would throw away what comes out of a tunnel.
  ip netns exec "$server" sysctl -qw net.ipv4.conf.all.rp_filter=1
  ip -n "$server" -batch - <<END
address add 10.77.0.1$number/24 dev lan
address add fd00:77::1$number/64 dev lan nodad
link set lan up
route add local 10.77.0.160/27 dev lo
route add default via 10.77.0.1
route add default via fd00:77::1
END
  # What comes in GUE leaves it as ipip, which Enable-IpvsDirectRouting leaves to ip.
  ip -n "$server" fou add port 6080 gue
done
