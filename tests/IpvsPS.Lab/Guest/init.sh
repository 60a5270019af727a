# PID 1 of the lab's kernels. The kernel, or the stock kernel's initrd, passes the scratch directory as the only argument.
# The machine's files appear through an overlay whose upper layer is memory, so the guest may
# write anywhere and the machine keeps none of it; only the scratch directory is really shared.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
scratch=$1
source "$scratch/options"

mountpoint -q /proc || mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lab /run/modules/lib /run/layers /run/root
ln -s "$modules" /run/modules/lib/modules
if [[ $stock == 1 ]]; then
  mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 scratch /run/lab
else
  mount -t hostfs -o "$scratch" none /run/lab
fi
mount -t tmpfs -o mode=755 tmpfs /run/layers
mkdir /run/layers/upper /run/layers/work

modprobe -d /run/modules overlay
mount -t overlay -o lowerdir=/,upperdir=/run/layers/upper,workdir=/run/layers/work overlay /run/root
for directory in dev proc sys run; do
  mount --rbind "/$directory" "/run/root/$directory"
done
exec chroot /run/root /bin/bash /run/lab/inside.sh
