//! Volume: inspects whether the disk under the store is encrypted, whether it records when files are
//! read, and how much room it has.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Findings;
use crate::health::disk;

/// Seconds between two writings of a journal, from which on it was tried that no report's time is in it.
const SELDOM: u32 = 600;

/// Where the kernel lists block devices by number.
const DEVICES: &str = "/sys/dev/block";

/// Whether what is written to a volume is encrypted on this machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Encrypted,
    Open,
    Unknown,
}

/// A line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
struct Mount {
    device: String,
    place: PathBuf,
    options: String,
    kind: String,
    source: String,
    /// Of the file system, wherever it is mounted.
    own_options: String,
}

pub(super) fn inspect(database: &Path, findings: &mut Findings) {
    let folder = disk::folder(database);
    match mount_of(folder) {
        Some(mount) => {
            encryption(&mount, folder, findings);
            times(&mount, findings);
            journal(&mount, findings);
        }
        None => findings.look(
            "volume",
            format!(
                "It cannot be seen on which volume {} lies. See that it is there, and encrypted.",
                folder.display()
            ),
        ),
    }
    room(database, findings);
}

fn encryption(mount: &Mount, folder: &Path, findings: &mut Findings) {
    let place = folder.display();
    let kind = &mount.kind;
    match mount.cipher() {
        Cipher::Encrypted => findings.ok("volume", format!("{place} lies on an encrypted volume.")),
        Cipher::Open => findings.look(
            "volume",
            format!(
                "{place} lies on {}, which is not encrypted as far as can be seen. What is withdrawn can \
                 survive there, sealed. Move it to a volume of cryptsetup (LUKS).",
                mount.source
            ),
        ),
        Cipher::Unknown => findings.look(
            "volume",
            format!("It cannot be seen whether {place} is encrypted ({kind}). Ask whoever runs the disk."),
        ),
    }
}

fn times(mount: &Mount, findings: &mut Findings) {
    match mount.options.split(',').find(|option| matches!(*option, "noatime" | "relatime")) {
        Some("noatime") => findings.ok("atime", "The volume does not note when files are read."),
        _ => findings.look(
            "atime",
            format!(
                "The volume at {} notes when files are read. Mount it with noatime.",
                mount.place.display()
            ),
        ),
    }
}

/// The journal of ext4 is written every five seconds, unless the mount says otherwise.
fn journal(mount: &Mount, findings: &mut Findings) {
    let place = mount.place.display();
    let seconds = mount.own_options.split(',').find_map(|option| option.strip_prefix("commit="));
    match seconds.and_then(|seconds| seconds.parse::<u32>().ok()) {
        _ if mount.kind != "ext4" => findings.look(
            "journal",
            format!(
                "The volume at {place} is {}. Only of ext4 it is known what it keeps of when reports came.",
                mount.kind
            ),
        ),
        Some(seconds) if seconds >= SELDOM => {
            findings.ok("journal", "The volume's journal hardly notes when reports came.");
        }
        _ => findings.look(
            "journal",
            format!(
                "The journal of the volume at {place} notes when reports came. Mount it with commit=600."
            ),
        ),
    }
}

fn room(database: &Path, findings: &mut Findings) {
    let stored = disk::size(database);
    let Some(free) = disk::free(database) else {
        return findings.look("disk", "The room on the disk cannot be seen. Look: df -h");
    };
    let text = format!("{} free on the disk, for a store of {}.", size(free), size(stored));
    if free < disk::urgent(stored) {
        findings.wrong("disk", format!("{text} The night's shuffle does not end any more. Make room now."));
    } else if free < disk::enough(stored) {
        findings.look(
            "disk",
            format!("{text} The shuffle, its log and a backup need three times the store. Make room."),
        );
    } else {
        findings.ok("disk", text);
    }
}

/// Formats a number of bytes for a person.
pub(super) fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes.div_ceil(1024)),
        mega @ 1..10240 => format!("{mega} MiB"),
        mega => format!("{} GiB", mega >> 10),
    }
}

/// The encryption of a block device, or of the volume on which a file lies.
pub(super) fn cipher_of_file(path: &Path) -> Cipher {
    match fs::metadata(path) {
        Ok(data) if data.rdev() != 0 => cipher(&number(data.rdev())),
        _ => mount_of(path).map_or(Cipher::Unknown, |mount| mount.cipher()),
    }
}

/// The mount on which a path lies: the one with the longest mount point above it, and the last of
/// these, which covers the others.
fn mount_of(path: &Path) -> Option<Mount> {
    let path = path.canonicalize().ok()?;
    let table = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let above = table.lines().filter_map(Mount::read).filter(|mount| path.starts_with(&mount.place));
    above.max_by_key(|mount| mount.place.components().count())
}

impl Mount {
    fn read(line: &str) -> Option<Self> {
        let (left, right) = line.split_once(" - ")?;
        let left: Vec<&str> = left.split(' ').collect();
        let right: Vec<&str> = right.split(' ').collect();
        Some(Self {
            device: (*left.get(2)?).to_owned(),
            place: unescaped(left.get(4)?).into(),
            options: (*left.get(5)?).to_owned(),
            kind: (*right.first()?).to_owned(),
            source: unescaped(right.get(1)?),
            own_options: (*right.get(2)?).to_owned(),
        })
    }

    /// Some file systems have a number of their own; then the device is known by its name.
    fn cipher(&self) -> Cipher {
        if !self.device.starts_with("0:") {
            return cipher(&self.device);
        }
        let device = fs::metadata(&self.source).ok().filter(|data| data.rdev() != 0);
        device.map_or(Cipher::Unknown, |data| cipher(&number(data.rdev())))
    }
}

/// The encryption of a device with this number. One that is not encrypted itself is still encrypted if
/// all devices that it is made of are.
fn cipher(device: &str) -> Cipher {
    let place = Path::new(DEVICES).join(device);
    if !place.exists() {
        return Cipher::Unknown;
    }
    if fs::read_to_string(place.join("dm/uuid")).is_ok_and(|uuid| uuid.starts_with("CRYPT-")) {
        return Cipher::Encrypted;
    }
    let below = fs::read_dir(place.join("slaves")).into_iter().flatten().flatten();
    let numbers = below.map(|entry| fs::read_to_string(entry.path().join("dev")).unwrap_or_default());
    let ciphers: Vec<Cipher> = numbers.map(|number| cipher(number.trim())).collect();
    let all = !ciphers.is_empty() && ciphers.iter().all(|cipher| *cipher == Cipher::Encrypted);
    if all { Cipher::Encrypted } else { Cipher::Open }
}

/// A device number as the kernel writes it: `MAJOR:MINOR`.
fn number(device: u64) -> String {
    format!("{}:{}", rustix::fs::major(device), rustix::fs::minor(device))
}

/// Decodes a field of the mount table, where white space and backslashes are written in octal.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
