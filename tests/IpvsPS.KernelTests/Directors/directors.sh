# Joins a client, two directors and two servers, a namespace each, whose names are the arguments, by one LAN of the client's:
#
#   client 10.77.0.100 -+-- lan 10.77.0.1 and .2    directors
#                       +-- lan 10.77.0.11 and .12  servers, whose default gateway is 10.77.0.254
#
# 10.77.0.200 is served by DR, 10.77.0.201 by NAT; these and 10.77.0.254 belong to the director that is active.
# The client is also all of 10.79.0.0/16, from where it asks what is served by NAT: the answers must pass the director.
set -e
client=$1 one=$2 two=$3 first=$4 second=$5

ip -n "$client" -batch - <<END
link add lan type bridge
address add 10.77.0.100/24 dev lan
link set lan up
route add local 10.79.0.0/16 dev lo
END
number=0
for member in "$one:1" "$two:2" "$first:11" "$second:12"; do
  number=$((number + 1))
  name=${member%:*}
  ip -n "$client" -batch - <<END
link add port$number type veth peer name lan netns $name
link set port$number master lan up
END
  ip -n "$name" -batch - <<END
address add 10.77.0.${member#*:}/24 dev lan
link set lan up
END
done
for director in "$one" "$two"; do
  ip -n "$director" route add 10.79.0.0/16 via 10.77.0.100
  # What comes in by the LAN goes out by it: without this, the servers are told to go past the director.
  ip netns exec "$director" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.lan.send_redirects=0
done
for server in "$first" "$second"; do
  ip -n "$server" route add default via 10.77.0.254
done
