# Builds the walkthrough's stage: the host with a bridge, as Docker makes it, two pods that serve a page
# each, and a client pod. A pod is a network namespace without a name, held by one process, whose id is
# printed as NAME=PID.
set -e
here=$(dirname "$0")

sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 net.ipv4.vs.conntrack=1
ip link add br0 type bridge
ip address add 172.17.0.1/16 dev br0
ip link set br0 up

add_pod() { # NAME ADDRESS COMMAND...
  local name=$1 address=$2
  shift 2
  unshare --net "$@" </dev/null >/dev/null 2>&1 &
  local pid=$! home
  home=$(readlink /proc/self/ns/net)
  until [[ $(readlink "/proc/$pid/ns/net") != "$home" ]]; do sleep 0.01; done
  ip link add "veth-$name" type veth peer name eth0 netns "$pid"
  ip link set "veth-$name" master br0 up
  nsenter --net="/proc/$pid/ns/net" ip -batch - <<END
link set lo up
address add $address/16 dev eth0
link set eth0 up
route add default via 172.17.0.1
END
  echo "$name=$pid"
}

add_pod pod1 172.17.0.3 perl "$here/pod-server.pl" pod1 80
add_pod pod2 172.17.0.4 perl "$here/pod-server.pl" pod2 80
add_pod client 172.17.0.5 sleep infinity
