# Runs keepalived's checkers on a file in a namespace of its own and prints the table that they make, the thresholds in it,
# and after "--- log" what keepalived said. Everything routes into a link that swallows it, so that no check ends soon.
# With few processes: they are what takes long in the lab, and this runs for each file.
set -e
netns=$1
file=$2
hosts=$(</etc/hosts)
[[ $hosts == *" $HOSTNAME"* ]] || echo "127.0.0.1 $HOSTNAME" >> /etc/hosts
cd "${file%/*}"
log=/run/$netns.log
: > "$log"
# To wait by reading what nobody writes.
[[ -p /run/never ]] || mkfifo /run/never
exec {never}<> /run/never
ip netns exec "$netns" keepalived -n -l -D -C -i lab -f "${file##*/}" -p "/run/$netns.pid" -c "/run/$netns-checkers.pid" > "$log" 2>&1 &
for ((i = 0; i < 200; i++)); do
  mapfile -t lines < "$log"
  [[ ${lines[*]} != *'Startup complete'* && ${lines[*]} != *'no configuration to run'* ]] || break
  kill -0 $! 2> /dev/null || break
  read -r -t 0.05 -u "$never" || true
done
nsenter --net="/run/netns/$netns" ipvsadm -Sn
nsenter --net="/run/netns/$netns" ipvsadm -Ln --thresholds | grep -E '^ +->.* [0-9]+ +[0-9]+ ' || true
printf '%s\n' '--- log' "$(<"$log")"
kill $! 2> /dev/null && wait $! || true
