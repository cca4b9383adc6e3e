//! Files and folders: who may read and who may change them.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Findings, certificate};
use crate::config::Config;
use crate::health::disk;
use crate::store::beside;

/// What nobody else may do with a file (octal permissions).
#[derive(Clone, Copy)]
struct Guard {
    /// The permissions that nobody else may have.
    forbidden: u32,
    /// What to do about it, before the path.
    mend: &'static str,
    /// What others could do.
    danger: &'static str,
}

/// Nobody but its owner does anything.
const PRIVATE_FOLDER: Guard = Guard { forbidden: 0o077, mend: "chmod 700", danger: "Others may look into" };
const PRIVATE_FILE: Guard = Guard { forbidden: 0o077, mend: "chmod 600", danger: "Others may read" };
/// Its group may read it, such as that of the program that renews it.
const SECRET: Guard = Guard { forbidden: 0o037, mend: "chmod 640", danger: "Others may read" };
/// Whoever changes it decides for whom reports are sealed.
const UNCHANGEABLE: Guard = Guard { forbidden: 0o022, mend: "chmod go-w", danger: "Others may change" };

pub(super) fn look(config: &Config, file: &Path, findings: &mut Findings) {
    guard("config", file, UNCHANGEABLE, findings);
    guard("recipients-file", &config.recipients, UNCHANGEABLE, findings);
    let database = &config.database;
    guard("folder", disk::folder(database), PRIVATE_FOLDER, findings);
    guard("database", database, PRIVATE_FILE, findings);
    owner(database, findings);
    if let Some(tls) = &config.tls {
        guard("tls-key", &tls.key, SECRET, findings);
        certificate::of_file(&tls.certificate, findings);
    }
}

fn guard(about: &'static str, path: &Path, guard: Guard, findings: &mut Findings) {
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

/// A database of another user than its folder's could not be written by the server.
fn owner(database: &Path, findings: &mut Findings) {
    let of = |path: &Path| path.metadata().map(|data: Metadata| data.uid());
    let files = ["", "-wal", "-shm"].map(|suffix| beside(database, suffix));
    let Ok(owner) = of(disk::folder(database)) else {
        return findings.look("owner", "The owner of the folder cannot be seen. Run this as root.");
    };
    let foreign = files.iter().find(|file| of(file).is_ok_and(|other| other != owner));
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
