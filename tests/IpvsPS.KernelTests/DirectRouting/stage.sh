# A client, a director and a pod on one network, as arguments: 10.77.0.100, .1 and .11. The director has the virtual
# address 10.77.0.200 on its lan link and answers for it; in the pod it is for the tests to set up.
set -e
client=$1 director=$2 pod=$3
ip -n "$client" -batch - <<END
link add lan type bridge
address add 10.77.0.100/24 dev lan
address add fd00:77::100/64 dev lan nodad
link set lan up
link add to-director type veth peer name lan netns $director
link set to-director master lan up
link add to-pod type veth peer name lan netns $pod
link set to-pod master lan up
END
ip -n "$director" -batch - <<END
address add 10.77.0.1/24 dev lan
address add fd00:77::1/64 dev lan nodad
address add 10.77.0.200/32 dev lan
address add fd00:77::200/128 dev lan nodad
link set lan up
END
ip -n "$pod" -batch - <<END
address add 10.77.0.11/24 dev lan
address add fd00:77::11/64 dev lan nodad
link set lan up
END
