//! `zegel backup-check`: on the computer with the key for backups, whether a backup is what was put in.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use zegel_core::backup::check_file;

use crate::server::backup::{Key, backup, configure, done, note};
use crate::server::restore::desk;
use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::programs::zegeld_path;
use crate::support::terminal::Terminal;

const PASSPHRASE: &str = "the lamp above the stairs hums at night";

/// A site whose backups are for a post-quantum key, which a passphrase protects.
struct Hybrid {
    site: Practice,
    holder: Caseworker,
    folder: TempDir,
}

impl Hybrid {
    fn new() -> Self {
        let (site, _anna) = desk();
        let holder = Caseworker::new();
        let folder = TempDir::new().unwrap();
        let passphrase = holder.file("passphrase", PASSPHRASE);
        let made = holder.run(&[
            "keygen",
            "--backup",
            "--out",
            "backup.key",
            "--passphrase-file",
            passphrase.to_str().unwrap(),
        ]);
        let made = made.done();
        configure(site.folder(), made.out.lines().last().unwrap());
        site.report("en", &[("story", "Backed up.")]);
        let hybrid = Self { site, holder, folder };
        done(&backup(hybrid.site.folder(), &hybrid.file()));
        hybrid
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("zegel.age")
    }

    fn arguments<'a>(&self, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let fixed = ["backup-check", file, "--identity", "backup.key", "--passphrase-file", "passphrase"];
        [&fixed[..], more].concat()
    }
}

#[test]
fn a_backup_for_a_protected_post_quantum_key_is_proved_and_restored_without_another_program() {
    let hybrid = Hybrid::new();
    let file = hybrid.file().display().to_string();
    let before = hybrid.holder.files();
    let checked = hybrid.holder.run(&hybrid.arguments(&file, &[])).done();
    assert!(checked.said().contains("opens with this key, whole and unchanged: 1 reports, 1 entries"));
    let json = hybrid.holder.json(&hybrid.arguments(&file, &[]));
    assert_eq!(json["database"], note(&hybrid.file()).database);

    let opened = |restore: &[&str]| {
        let mut open = hybrid.holder.start(&hybrid.arguments(&file, &["--open"]));
        let pipe: Stdio = open.stdout.take().unwrap().into();
        let ended = Command::new(zegeld_path()).args(restore).stdin(pipe).output().unwrap();
        let open = open.wait_with_output().unwrap();
        done(&ended);
        done(&open);
        String::from_utf8(ended.stdout).unwrap()
    };
    assert!(opened(&["restore", "--try", "-"]).contains("it can be restored: threads 1, entries 1"));
    let elsewhere = TempDir::new().unwrap();
    let config = elsewhere.path().join("zegeld.toml");
    fs::copy(hybrid.site.folder().join("zegeld.toml"), &config).unwrap();
    opened(&["restore", "-", "--config", config.to_str().unwrap()]);
    assert!(elsewhere.path().join("zegel.db").exists());
    assert_eq!(hybrid.holder.files(), before, "nothing of it was written here");
}

#[test]
fn the_configuration_of_that_day_comes_back_as_well_and_over_nothing() {
    let hybrid = Hybrid::new();
    let file = hybrid.file().display().to_string();
    let into_folder = hybrid.arguments(&file, &["--configuration", "old"]);
    let said = hybrid.holder.run(&into_folder).done().said();
    for name in ["zegeld.toml", "recipients.txt"] {
        let opened = hybrid.holder.home().join("old").join(name);
        assert!(said.contains(&format!("old/{name} was written")), "{said}");
        assert_eq!(fs::read(&opened).unwrap(), fs::read(hybrid.site.folder().join(name)).unwrap());
        assert_eq!(crate::support::caseworker::mode(&opened), 0o600);
    }
    hybrid.holder.run(&into_folder).failed_with("old/zegeld.toml");
    let sealed = fs::read(hybrid.folder.path().join("zegel.age.recipients")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"), "nobody else reads who the caseworkers are");

    // A backup of an earlier version has none, and is a backup all the same.
    fs::remove_file(hybrid.folder.path().join("zegel.age.config")).unwrap();
    hybrid.holder.run(&hybrid.arguments(&file, &[])).done();
    hybrid
        .holder
        .run(&hybrid.arguments(&file, &["--configuration", "older"]))
        .failed_with("zegel.age.config");
}

#[test]
fn a_backup_that_is_not_what_was_put_in_is_found() {
    let hybrid = Hybrid::new();
    let file = hybrid.file();
    let whole = fs::read(hybrid.file()).unwrap();
    let name = file.display().to_string();
    let fails = |part: &str| hybrid.holder.run(&hybrid.arguments(&name, &["--open"])).failed_with(part);
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(&file, &changed).unwrap();
    assert!(fails("is not what zegeld backup wrote").out.is_empty());

    // Whoever changes the file can change its note too; what is sealed cannot be changed.
    let check = note(&file);
    let write_check = |check: &zegel_core::backup::Check| {
        fs::write(check_file(&file), serde_json::to_vec(check).unwrap()).unwrap();
    };
    let sealed = |bytes: &[u8]| {
        use sha2::Digest;
        data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
    };
    for bytes in [&changed[..], &whole[..whole.len() - 1], &whole[..whole.len() / 2]] {
        fs::write(&file, bytes).unwrap();
        write_check(&zegel_core::backup::Check { sealed: sealed(bytes), ..check.clone() });
        assert!(fails("does not open to what was put in").out.is_empty());
    }
    fs::write(&file, &whole).unwrap();
    write_check(&zegel_core::backup::Check { bytes: check.bytes + 4096, ..check.clone() });
    assert!(fails("does not open to what was put in").out.is_empty());
    write_check(&zegel_core::backup::Check { database: sealed(b""), ..check });
    fails("does not open to what was put in");
    fs::write(check_file(&file), "{}").unwrap();
    fails("There is no");
}

#[test]
fn another_key_opens_it_not_and_a_screen_gets_nothing() {
    let hybrid = Hybrid::new();
    let file = hybrid.file().display().to_string();
    let other = Key::new();
    let other = other.path().display().to_string();
    hybrid.holder.run(&["backup-check", &file, "--identity", &other]).failed_with("sealed for another key");
    let (code, seen) = Terminal::of(&hybrid.holder, &hybrid.arguments(&file, &["--open"])).ends();
    assert_eq!(code, Some(1));
    assert!(seen.contains("would stay on this screen") && !seen.contains("SQLite"), "{seen}");
}
