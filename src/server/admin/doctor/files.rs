//! Files and folders: checks who may read and who may change them.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Findings, certificate};
use crate::config::Config;
use crate::health::disk;
use crate::store::beside;

/// A rule about a file's permissions.
#[derive(Clone, Copy)]
struct Guard {
    /// The permission bits, in octal, that must not be set.
    forbidden: u32,
    /// The command that mends it, without the path.
    mend: &'static str,
    /// What others can do while a forbidden bit is set.
    danger: &'static str,
}

/// Only the owner may do anything.
const PRIVATE_FOLDER: Guard = Guard { forbidden: 0o077, mend: "chmod 700", danger: "Others may look into" };
const PRIVATE_FILE: Guard = Guard { forbidden: 0o077, mend: "chmod 600", danger: "Others may read" };
/// The group may read it too, such as that of the program that renews the certificate.
const SECRET: Guard = Guard { forbidden: 0o037, mend: "chmod 640", danger: "Others may read" };
/// Others may read it and not change it: who changes it decides for whom reports are sealed.
const UNCHANGEABLE: Guard = Guard { forbidden: 0o022, mend: "chmod go-w", danger: "Others may change" };

pub(super) fn inspect(config: &Config, file: &Path, findings: &mut Findings) {
    check_mode("config", file, UNCHANGEABLE, findings);
    check_mode("recipients-file", &config.recipients, UNCHANGEABLE, findings);
    let database = &config.database;
    check_mode("folder", disk::folder(database), PRIVATE_FOLDER, findings);
    check_mode("database", database, PRIVATE_FILE, findings);
    check_owner(database, findings);
    if let Some(tls) = &config.tls {
        check_mode("tls-key", &tls.key, SECRET, findings);
        certificate::inspect_file(&tls.certificate, findings);
    }
}

fn check_mode(about: &'static str, path: &Path, guard: Guard, findings: &mut Findings) {
    let shown = path.display();
    match path.metadata() {
        Err(error) => findings.wrong(about, format!("{shown} cannot be looked at: {error}. Is it there?")),
        Ok(data) if data.mode() & guard.forbidden != 0 => {
            findings.wrong(about, format!("{} {shown}. Run: {} {shown}", guard.danger, guard.mend));
        }
        Ok(data) => {
            findings.ok(about, format!("{shown} has mode {:04o}.", data.mode() & 0o7777));
        }
    }
}

/// Checks that the database belongs to the owner of its folder. The server could not write that of
/// another user.
fn check_owner(database: &Path, findings: &mut Findings) {
    let owner_of = |path: &Path| path.metadata().map(|data: Metadata| data.uid());
    let files = ["", "-wal", "-shm"].map(|suffix| beside(database, suffix));
    let Ok(owner) = owner_of(disk::folder(database)) else {
        return findings.look("owner", "The owner of the folder cannot be seen. Run this as root.");
    };
    let foreign = files.iter().find(|file| owner_of(file).is_ok_and(|other| other != owner));
    match foreign {
        None => findings.ok("owner", "Folder and database belong to one user."),
        Some(file) => findings.wrong(
            "owner",
            format!(
                "{} does not belong to the owner of its folder, and the server may not open it. \
                 Run: chown --reference={} {0}",
                file.display(),
                disk::folder(database).display()
            ),
        ),
    }
}
