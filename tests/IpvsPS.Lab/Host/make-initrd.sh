# make-initrd.sh DIRECTORY: makes DIRECTORY/initrd and DIRECTORY/vmlinuz of a kernel's package and busybox's, unpacked there.
# The initrd loads the drivers, mounts the machine's root over 9p and goes on with the script that the user-mode kernel starts with.
set -e
cd "$1"
export PATH=$PATH:/usr/sbin:/sbin
version=$(ls lib/modules)
cp boot/vmlinuz-* vmlinuz
depmod -b "$PWD" "$version"
rm -rf initrd.d
mkdir -p initrd.d/dev initrd.d/machine initrd.d/modules
cp bin/busybox initrd.d/busybox
for name in virtio_pci virtio_console 9pnet_virtio 9p overlay; do
  modprobe -d "$PWD" -S "$version" --show-depends "$name" | sed -n 's/^insmod //p'
done | awk '!seen[$1]++ { print $1 }' | while read -r module; do
  cp "$module" initrd.d/modules/
  echo "insmod /modules/${module##*/}"
done >initrd.d/load
cat >initrd.d/init <<'END'
#!/busybox sh
for name in sh mount insmod switch_root sed cat; do /busybox ln -s /busybox "/$name"; done
export PATH=/
mount -t devtmpfs dev /dev
. /load
mkdir() { /busybox mkdir "$@"; }
mkdir -p /proc
mount -t proc proc /proc
scratch=$(sed 's/.*lab=\([^ ]*\).*/\1/' /proc/cmdline)
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro root /machine || exit 1
mount --move /dev /machine/dev
exec switch_root /machine /bin/bash "$scratch/init.sh" "$scratch"
END
chmod 755 initrd.d/init
(cd initrd.d && find . | ../bin/busybox cpio -o -H newc 2>/dev/null | gzip -1) >initrd
rm -rf initrd.d
