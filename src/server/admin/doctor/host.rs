//! Host: inspects where the machine could write a program's memory to a disk, and its clock.

use std::fs;
use std::path::Path;

use super::Findings;
use super::volume::{Cipher, cipher_of_file};
use crate::config::Installation;
use zegel_core::calendar::{Clock, Day};
use zegel_core::doctor::swaps_on_disk;

/// Inspects all that depends on no configuration that can be read.
pub(super) fn inspect(installation: &Installation, findings: &mut Findings) {
    swap(installation, findings);
    core_dumps(findings);
    hibernation(findings);
    clock(findings);
    synchronised(findings);
}

/// Checks that no swap is on a disk unencrypted.
fn swap(installation: &Installation, findings: &mut Findings) {
    let Ok(table) = fs::read_to_string("/proc/swaps") else {
        return findings.look("swap", "/proc/swaps cannot be read. Look yourself: swapon --show");
    };
    let mut open = swaps_on_disk(&table);
    open.retain(|name| cipher_of_file(Path::new(name)) != Cipher::Encrypted);
    if open.is_empty() {
        return findings.ok("swap", "No memory goes to a disk unencrypted.");
    }
    let open = open.join(", ");
    if is_kept_from_swap(installation) {
        findings.look(
            "swap",
            format!(
                "The unit keeps zegeld out of {open}, but a proxy on this machine holds the same words. \
                 Run swapoff -a and take it out of /etc/fstab, or encrypt it."
            ),
        );
    } else {
        findings.wrong(
            "swap",
            format!(
                "What people write may be left in {open}, which is not encrypted as far as can be seen. \
                 Run swapoff -a and take it out of /etc/fstab, or encrypt it."
            ),
        );
    }
}

/// Whether the systemd unit keeps zegeld out of the swap (`MemorySwapMax=0`).
fn is_kept_from_swap(installation: &Installation) -> bool {
    let group = Path::new("/sys/fs/cgroup/system.slice").join(installation.control_group());
    let most = fs::read_to_string(group.join("memory.swap.max"));
    most.is_ok_and(|most| most.trim() == "0")
}

/// Checks where core dumps of other programs go. zegeld itself is not dumpable.
fn core_dumps(findings: &mut Findings) {
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or_default();
    match pattern.trim() {
        "" => findings.ok("core", "A crash of any program writes no memory to a disk."),
        pattern => findings.look(
            "core",
            format!(
                "zegeld writes no memory when it crashes, but a proxy may: core dumps go to {pattern}. \
                 Write an empty kernel.core_pattern into /etc/sysctl.d, or Storage=none into coredump.conf."
            ),
        ),
    }
}

fn hibernation(findings: &mut Findings) {
    let read = |path| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    let resume = read("/sys/power/resume");
    let disk = read("/sys/power/disk");
    let can_hibernate = !matches!(resume.as_str(), "" | "0:0") && !disk.contains("[disabled]");
    if can_hibernate {
        findings.look(
            "hibernation",
            format!(
                "This machine can write all its memory to the device {resume}. \
                 Run: systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target"
            ),
        );
    } else {
        findings.ok("hibernation", "This machine does not write its memory to a disk to sleep.");
    }
}

/// Checks the clock against the file of this program, which was written before today.
fn clock(findings: &mut Findings) {
    let today = Clock::system().day();
    let file = std::env::current_exe().and_then(fs::metadata).and_then(|data| data.modified());
    match file.ok().and_then(Day::from_system_time) {
        Some(made) if made > today => findings.wrong(
            "clock",
            format!(
                "The clock says {today}, and this program is of {made}. Set it: reports would be \
                 kept for the wrong time."
            ),
        ),
        _ => findings.ok("clock", format!("The clock says {today}.")),
    }
}

fn synchronised(findings: &mut Findings) {
    if Path::new("/run/systemd/timesync/synchronized").exists() {
        findings.ok("synchronised", "The clock is set from the network.");
    } else {
        findings.look(
            "synchronised",
            "It cannot be seen here whether the clock is set from the network. Look: timedatectl",
        );
    }
}
