# Runs keepalived's checkers on a file in a namespace of its own and prints the table that they make, the thresholds in it,
# and after "--- log" what keepalived said. Everything routes into a link that swallows it, so that no check ends soon.
set -e
netns=$1
file=$2
grep -q " $(hostname)$" /etc/hosts || echo "127.0.0.1 $(hostname)" >> /etc/hosts
cd "$(dirname "$file")"
log=/run/$netns.log
ip netns exec "$netns" keepalived -n -l -D -C -i lab -f "$(basename "$file")" -p "/run/$netns.pid" -c "/run/$netns-checkers.pid" > "$log" 2>&1 &
for _ in $(seq 200); do
  grep -qE 'Startup complete|no configuration to run' "$log" && break
  kill -0 $! 2> /dev/null || break
  sleep 0.05
done
ip netns exec "$netns" ipvsadm -Sn
ip netns exec "$netns" ipvsadm -Ln --thresholds | grep -E '^ +->.* [0-9]+ +[0-9]+ ' || true
echo '--- log'
cat "$log"
kill $! 2> /dev/null && wait $! || true
