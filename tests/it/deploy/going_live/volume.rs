//! The volume. The kernel, which opens it, is not the computer's own: where it has no device mapper, the passphrase is
//! tried on the volume, and a file stands in the place of what would be in it. `tests/run` says so.

use std::fs;
use std::process::Command;

use crate::support::computer::Computer;
use crate::support::until::until;

/// The device of the volume. The computer has none to give: a file stands for the disk.
pub const DEVICE: &str = "/srv/zegel.luks";

/// Makes that file.
pub const A_DISK: &str = "fallocate -l 400M /srv/zegel.luks";

/// What is typed in the place of the command that opens it.
pub const IN_ITS_PLACE: &str = "cryptsetup open --test-passphrase /srv/zegel.luks";

/// Makes, or finds again, the file that stands for what is in it.
pub const STAND_IN: &str = "truncate --size 400M /srv/opened && ln -s /srv/opened /dev/mapper/zegel-volume";

pub fn has_mapper() -> bool {
    fs::read_to_string("/proc/devices").unwrap().contains("device-mapper")
}

/// Closes it, as the end of a machine does; this kernel goes on.
pub fn close() {
    if has_mapper() {
        let removed = Command::new("dmsetup").args(["remove", "--retry", "zegel-volume"]).output();
        removed.expect("dmsetup, without which the next run finds the volume open");
    }
}

/// A file that is deleted on it leaves holes in the file in which the volume lies.
pub fn gives_back_what_is_freed(server: &Computer) {
    let below = if has_mapper() { "/srv/zegel.luks" } else { "/srv/opened" };
    let blocks = || server.run(&format!("sync; stat --format %b {below}")).trim().parse::<u64>().unwrap();
    server.run("dd if=/dev/urandom of=/var/lib/zegel/freed bs=1M count=32 status=none");
    let before = blocks();
    server.run("rm /var/lib/zegel/freed");
    // 32 MiB in blocks of 512 bytes, less what else was written meanwhile.
    until("holes", || blocks() + 60_000 < before);
}
