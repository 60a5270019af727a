# PID 1 of the lab's kernel. The kernel passes the scratch directory as the only argument.
# The machine's files appear through an overlay whose upper layer is memory, so the guest may
# write anywhere and the machine keeps none of it; only the scratch directory is really shared.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
scratch=$1

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lab /run/modules/lib /run/layers /run/root
ln -s /usr/lib/uml/modules /run/modules/lib/modules
mount -t hostfs -o "$scratch" none /run/lab
mount -t tmpfs -o mode=755 tmpfs /run/layers
mkdir /run/layers/upper /run/layers/work

modprobe -d /run/modules overlay
mount -t overlay -o lowerdir=/,upperdir=/run/layers/upper,workdir=/run/layers/work overlay /run/root
for directory in dev proc sys run; do
  mount --rbind "/$directory" "/run/root/$directory"
done
exec chroot /run/root /bin/bash /run/lab/inside.sh
