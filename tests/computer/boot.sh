# Boots a copy of a Debian tree with its own systemd: sh boot.sh TREE DISK, as root in namespaces
# of its own (mount, process, cgroup, network, host name, IPC). What it writes is on the disk, a folder in
# memory, and is there when it is booted from it again.
set -eu
tree=$1
cd "$2"

mount --make-rprivate /
mkdir -p upper work root
mount -t overlay -o "lowerdir=$tree,upperdir=upper,workdir=work" overlay root
cd root

# As much of the kernel as a computer of this kind has, and nothing of the host's settings to write.
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm dev/mapper
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mknod dev/loop-control c 10 237
for number in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do mknod "dev/loop$number" b 7 "$number"; done
if [ -e /dev/mapper/control ]; then mknod dev/mapper/control c 10 236; fi
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd

# These would hold the package manager's lock just when it is needed.
ln -sf /dev/null etc/systemd/system/apt-daily.timer
ln -sf /dev/null etc/systemd/system/apt-daily-upgrade.timer

mkdir -p run/host
pivot_root . run/host
umount -l /run/host
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal --show-status=0
