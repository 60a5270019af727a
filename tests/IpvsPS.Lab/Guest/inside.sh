# Second half of PID 1: inside the overlay root. Loads the modules, runs the command, reports its exit code.
# /run/lab holds what the host asks for: command, environment (both NUL-separated), directory, options.
source /run/lab/options

mount -t tmpfs -o mode=1777 tmpfs /dev/shm 2>/dev/null || { mkdir -p /dev/shm; mount -t tmpfs -o mode=1777 tmpfs /dev/shm; }
mkdir -p /dev/pts /run/home
mount -t devpts -o ptmxmode=666 devpts /dev/pts
rm -rf /etc/netns
hostname lab
ip link set lo up

# PowerShell and Pester, where the machine has them for this user. PowerShell's runtime needs the addresses that the library takes,
# also where it is started without the lab's environment.
cp /run/lab/low-addresses.so /run
mapfile -d '' -t variables </run/lab/environment
while IFS=$'\t' read -r source target; do
  if [[ -d $source ]]; then
    mkdir -p "$target"
    mount --bind "$source" "$target"
  fi
done </run/lab/mounts
if [[ -e /opt/microsoft/powershell/7/pwsh ]]; then
  chmod 755 /opt/microsoft/powershell/7/pwsh
  for variable in "${variables[@]}"; do [[ $variable != DOTNET_ROOT=* ]] || export "$variable"; done
  # The variables that save system calls and work, also for a unit or a container, whose environment begins empty.
  {
    echo '#!/bin/sh'
    printf 'export DOTNET_ROOT=%q LD_PRELOAD=/run/low-addresses.so\n' "$DOTNET_ROOT"
    echo 'export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0 DOTNET_TieredPGO=0 POWERSHELL_TELEMETRY_OPTOUT=1'
    echo 'exec /opt/microsoft/powershell/7/pwsh "$@"'
  } >/usr/local/bin/pwsh
  chmod 755 /usr/local/bin/pwsh
fi

kernel=/run/modules/lib/modules/$(uname -r)
wanted=(ipv6 dummy veth bridge br_netfilter nf_conntrack nf_conntrack_netlink ip_tables ip6_tables
  iptable_nat iptable_filter iptable_mangle ip6table_nat ip6table_filter ip6table_mangle
  nf_tables nft_compat nft_ct nft_masq nft_redir xt_mark xt_conntrack xt_nat xt_MASQUERADE xt_REDIRECT
  xt_addrtype xt_tcpudp xt_multiport xt_comment xt_statistic ip_set ipip ip_gre ip6_gre sit ip6_tunnel
  fou fou6 sctp vxlan macvlan ipvlan 8021q tun nlmon netlink_diag)
if [[ $without_ipvs != 1 ]]; then
  wanted+=(xt_ipvs)
  for module in "$kernel"/kernel/net/netfilter/ipvs/*.ko; do
    module=${module##*/}
    wanted+=("${module%.ko}")
  done
fi
if [[ $stock == 1 ]]; then
  # Nothing loads modules on demand here: nftables with all of its expressions.
  for module in "$kernel"/kernel/net/{netfilter,ipv4/netfilter,ipv6/netfilter}/nft_*.ko; do
    module=${module##*/}
    wanted+=("${module%.ko}")
  done
  streams=(/dev/vport*p1 /dev/vport*p2) console=/dev/hvc0
else
  streams=(/dev/tty1 /dev/tty2) console=/dev/tty0
fi
modprobe -q -a -d /run/modules "${wanted[@]}" 2>/run/modprobe.log

mapfile -d '' -t command </run/lab/command
cd "$(</run/lab/directory)" 2>/dev/null || cd /

if [[ $terminal == 1 ]]; then
  stty -F $console rows "$rows" cols "$columns"
  env "${variables[@]}" setsid --ctty --wait "${command[@]}" <$console >$console 2>&1
  status=$?
else
  # Pipes, not terminals, are what the command sees; the terminals behind them are the way out to the host.
  mkfifo /run/out /run/err
  if [[ $stock != 1 ]]; then
    for stream in "${streams[@]}"; do stty -F "$stream" raw -echo; done
  fi
  cat /run/out >"${streams[0]}" & readers=($!)
  cat /run/err >"${streams[1]}" & readers+=($!)
  env "${variables[@]}" setsid --wait "${command[@]}" </dev/null >/run/out 2>/run/err
  status=$?
  # Whatever the command left running holds the pipes open: end it, so that the readers see the end.
  for process in /proc/[0-9]*; do
    process=${process#/proc/}
    [[ $process == 1 || " ${readers[*]} " == *" $process "* ]] || kill -KILL "$process" 2>/dev/null
  done
  wait "${readers[@]}"
fi
echo "$status" >/run/lab/status
sync /run/lab/status
perl -e 'syscall(169, 4276215469, 672274793, 1126301404, 0)' # reboot(LINUX_REBOOT_CMD_POWER_OFF), quietly
echo o >/proc/sysrq-trigger
sleep 10
