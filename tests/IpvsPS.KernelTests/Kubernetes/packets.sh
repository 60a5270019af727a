# Builds the stage of a cluster's node: two pods on it, one on another node, and a client outside, a namespace each.
# Arguments: the namespaces NODE POD1 POD2 OTHER CLIENT.
#
#   client 192.168.50.100, .200 -+- 192.168.50.1 node ---- 172.17.1.1 ---- 172.17.1.2 pod1
#   (a bridge, "the wire")       |                  +----- 172.17.2.1 ---- 172.17.2.2 pod2
#                                +- 192.168.50.2 other node, whose pod is 172.18.0.5
#
# IPv6 is 2001:db8:50::/64 on the wire, fd00:17::1:0/112 and fd00:17::2:0/112 for the pods, fd00:18::5 for the other node's.
# The other node answers the client on the wire itself: only what the node has masqueraded comes back to it.
set -e
node=$1 pod1=$2 pod2=$3 other=$4 client=$5

ip -n "$client" -batch - <<END
link add wire type bridge
address add 192.168.50.100/24 dev wire
address add 192.168.50.200/24 dev wire
address add 2001:db8:50::100/64 dev wire nodad
address add 2001:db8:50::200/64 dev wire nodad preferred_lft 0
link set wire up
link add to-node type veth peer name eth0 netns $node
link set to-node master wire up
link add to-other type veth peer name eth0 netns $other
link set to-other master wire up
END
ip -n "$node" -batch - <<END
address add 192.168.50.1/24 dev eth0
address add 2001:db8:50::1/64 dev eth0 nodad
link set eth0 up
link add veth1 type veth peer name eth0 netns $pod1
link add veth2 type veth peer name eth0 netns $pod2
address add 172.17.1.1/24 dev veth1
address add fd00:17::1:1/112 dev veth1 nodad
address add 172.17.2.1/24 dev veth2
address add fd00:17::2:1/112 dev veth2 nodad
link set veth1 up
link set veth2 up
route add 172.18.0.0/16 via 192.168.50.2
route add fd00:18::/64 via 2001:db8:50::2
END
ip -n "$other" -batch - <<END
address add 192.168.50.2/24 dev eth0
address add 2001:db8:50::2/64 dev eth0 nodad
address add 172.18.0.5/32 dev lo
address add fd00:18::5/128 dev lo nodad
link set eth0 up
route add 172.17.0.0/16 via 192.168.50.1
route add fd00:17::/64 via 2001:db8:50::1
END
number=0
for pod in "$pod1" "$pod2"; do
  number=$((number + 1))
  ip -n "$pod" -batch - <<END
address add 172.17.$number.2/24 dev eth0
address add fd00:17::$number:2/112 dev eth0 nodad
link set eth0 up
route add default via 172.17.$number.1
route add default via fd00:17::$number:1
END
done
ip -n "$client" -batch - <<END
route add 10.96.0.0/16 via 192.168.50.1
route add 198.51.100.0/24 via 192.168.50.1
route add 203.0.113.0/24 via 192.168.50.1
route add fd00:10:96::/112 via 2001:db8:50::1
route add 2001:db8:100::/64 via 2001:db8:50::1
route add 2001:db8:113::/64 via 2001:db8:50::1
END
