# Runs the command in $1/command, with its environment before it, as a container of docs/kubernetes/daemonset.yaml does: in mounts of its
# own, all of them read-only but /run/ipvsps of the node, a /tmp in memory, and what a privileged container may write.
# $2 is the module's folder, which an image has among the modules of all users.
set -e
folder=$1
module=$2
modules=/usr/local/share/powershell/Modules
account=/run/secrets/kubernetes.io/serviceaccount
mkdir -p /run/ipvsps "$modules" "$account"
mount --bind /run/ipvsps /run/ipvsps
mount -t tmpfs tmpfs "$modules"
mkdir "$modules/IpvsPS"
mount --bind "$module" "$modules/IpvsPS"
mount -t tmpfs tmpfs "$account"
cp "$folder/token" "$folder/ca.crt" "$account"
[ -e /usr/bin/pwsh ] || ln -s /usr/local/bin/pwsh /usr/bin/pwsh
mapfile -d '' -t command < "$folder/command"
mount -t tmpfs -o size=64m tmpfs /tmp
mapfile -t mounts < /proc/self/mountinfo
for line in "${mounts[@]}"; do
  read -r _ _ _ _ place _ <<< "$line"
  case $place in
    /proc* | /sys* | /dev* | /tmp* | /run/ipvsps | /run/netns*) ;;
    # Some are below others by now, and out of reach.
    *) mount -o remount,bind,ro "$place" 2> /dev/null || true ;;
  esac
done
for place in / /etc /usr/bin /var /run /root "$modules" "$modules/IpvsPS" "$account"; do
  if : 2> /dev/null > "$place/written"; then
    echo "$place can be written." >&2
    exit 1
  fi
done
cd /
exec env -i "${command[@]}"
