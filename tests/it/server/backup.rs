//! Sealed backups, made by the real program while the real server serves, and opened by the real age.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use tempfile::TempDir;
use zegel_core::backup::{CONFIGURATION, Check, beside, check_file};
use zegeld::config::Backup;

use crate::support::caseworker::{Caseworker, mode};
use crate::support::http::find;
use crate::support::practice::Practice;
use crate::support::program::{Program, files, opened, report, story};
use crate::support::programs::zegeld_path;
use crate::support::site::said;

/// A recipient that stands in configurations of tests.
pub const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// `[backup]` with so many weeks.
pub fn config(weeks: u16) -> Backup {
    toml::from_str(&format!("recipient = \"{RECIPIENT}\"\nweeks = {weeks}\n")).unwrap()
}

/// A key for backups, made by `age-keygen`.
pub struct Key {
    folder: TempDir,
    pub recipient: String,
}

impl Key {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("backup.key");
        let made = Command::new("age-keygen").arg("-o").arg(&path).output().unwrap();
        assert!(made.status.success());
        let file = fs::read_to_string(&path).unwrap();
        let recipient = file.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
        Self { folder, recipient }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("backup.key")
    }

    /// Names it in the configuration in a folder.
    pub fn configure(&self, folder: &Path) {
        configure(folder, &self.recipient);
    }

    /// What `age -d` makes of a backup.
    pub fn open(&self, file: &Path) -> Output {
        Command::new("age").arg("-d").arg("-i").arg(self.path()).arg(file).output().unwrap()
    }
}

/// Names a recipient of backups in the configuration in a folder.
pub fn configure(folder: &Path, recipient: &str) {
    let path = folder.join("zegeld.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("{text}\n[backup]\nrecipient = \"{recipient}\"\nweeks = 4\n")).unwrap();
}

/// The real program with the configuration in a folder.
pub fn zegeld(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(zegeld_path());
    command.args(arguments).arg("--config").arg(folder.join("zegeld.toml"));
    command.stdin(Stdio::null());
    command
}

/// Makes a backup of the site in a folder.
pub fn backup(folder: &Path, to: &Path) -> Output {
    zegeld(folder, &["backup", "--to", to.to_str().unwrap()]).output().unwrap()
}

pub fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// It must have failed with a fact and an advice, of which this is a part.
pub fn failed_with(output: &Output, part: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && text.contains(part), "{part:?} is not in: {text}");
    assert!(text.trim_end().lines().count() >= 2, "no advice: {text}");
}

/// The configuration that is sealed beside a backup.
fn configuration(file: &Path) -> [PathBuf; 2] {
    CONFIGURATION.map(|(suffix, _)| beside(file, suffix))
}

pub fn note(file: &Path) -> Check {
    serde_json::from_slice(&fs::read(check_file(file)).unwrap()).unwrap()
}

/// A demo with a backup key, and a place for backups.
pub fn demo() -> (TempDir, Program, Key, PathBuf) {
    let folder = TempDir::new().unwrap();
    let program = Program::demo(folder.path());
    let key = Key::new();
    key.configure(folder.path());
    let file = key.folder.path().join("zegel.age");
    (folder, program, key, file)
}

#[test]
fn a_backup_made_while_reports_come_in_holds_each_that_was_acknowledged_before_it() {
    let (folder, program, key, file) = demo();
    let public = program.public;
    let acknowledged = Mutex::new(BTreeSet::new());
    let stop = AtomicBool::new(false);
    let before = std::thread::scope(|scope| {
        for client in 0..2 {
            let acknowledged = &acknowledged;
            let stop = &stop;
            scope.spawn(move || {
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let words = format!("Client {client}, report {number}.");
                    assert_eq!(report(public, &words).unwrap().0.h1(), said("en").token.sent_title);
                    acknowledged.lock().unwrap().insert(words);
                }
            });
        }
        while acknowledged.lock().unwrap().len() < 20 {
            std::thread::yield_now();
        }
        let before = acknowledged.lock().unwrap().clone();
        let made = backup(folder.path(), &file);
        stop.store(true, Ordering::Relaxed);
        done(&made);
        before
    });

    let elsewhere = TempDir::new().unwrap();
    let plain = key.open(&file);
    done(&plain);
    let database = elsewhere.path().join("zegel.db");
    fs::write(&database, &plain.stdout).unwrap();
    let sqlite = Command::new("sqlite3").arg(&database).arg("pragma integrity_check").output().unwrap();
    assert_eq!(sqlite.stdout, b"ok\n", "stock tools open it");
    fs::copy(folder.path().join("identity.txt"), elsewhere.path().join("identity.txt")).unwrap();
    let found: BTreeSet<String> = opened(elsewhere.path()).0.iter().map(story).collect();
    assert_eq!(before.difference(&found).count(), 0);
    assert_eq!(note(&file).threads, found.len() as u64);
    assert_eq!((note(&file).entries, note(&file).bytes), (found.len() as u64, plain.stdout.len() as u64));

    // The server was not disturbed, and can empty its log.
    assert!(program.report("After it.").is_some());
    assert!(program.stop().0.success());
    assert!(!folder.path().join("zegel.db-wal").exists());
    let all: BTreeSet<String> = opened(folder.path()).0.iter().map(story).collect();
    assert_eq!(acknowledged.into_inner().unwrap().difference(&all).count(), 0);
}

/// Parts of what stands in the database that stand nowhere else.
fn planted(database: &Path) -> Vec<Vec<u8>> {
    let connection = Connection::open(database).unwrap();
    let all = |sql: &str| -> Vec<Vec<u8>> {
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    ["select id from thread", "select mailbox from thread", "select substr(sealed, 3000, 32) from body"]
        .into_iter()
        .flat_map(all)
        .collect()
}

#[test]
fn a_backup_shows_nothing_of_the_store_and_leaves_nothing_beside_it() {
    let (folder, program, key, file) = demo();
    program.report("Planted.").unwrap();
    let names =
        |folder: &Path| -> BTreeSet<PathBuf> { files(folder).into_iter().map(|(path, _)| path).collect() };
    let mut before = names(folder.path());
    done(&backup(folder.path(), &file));
    let planted = planted(&folder.path().join("zegel.db"));
    assert_eq!(planted.len(), 3);
    let plain = key.open(&file).stdout;
    for part in planted.iter().map(Vec::as_slice).chain([&b"SQLite format"[..], b"without rowid"]) {
        assert!(find(&plain, part).is_some(), "else the search finds nothing");
        for written in [&file, &check_file(&file), &configuration(&file)[0], &configuration(&file)[1]] {
            assert!(find(&fs::read(written).unwrap(), part).is_none());
            assert_eq!(mode(written), 0o600);
        }
    }
    before.insert(folder.path().join("zegel.db.backup"));
    assert_eq!(names(folder.path()), before);
    assert_eq!(zegeld::admin::backup::last(&folder.path().join("zegel.db")), Some(note(&file)));
    let written: Vec<PathBuf> = names(key.folder.path()).into_iter().collect();
    let [config, recipients] = configuration(&file);
    assert_eq!(written, [key.path(), file.clone(), check_file(&file), config, recipients]);
}

#[test]
fn what_was_withdrawn_is_in_no_backup_although_the_log_still_holds_it() {
    let (folder, program, key, file) = demo();
    let (_, token) = program.report("Taken back.").unwrap();
    let planted = planted(&folder.path().join("zegel.db"));
    crate::support::program::posted(program.public, &[("act", "withdraw-yes"), ("token", &token)]);
    let everything: Vec<u8> = files(folder.path()).into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(find(&everything, &planted[2]).is_some(), "else there is nothing to keep out");
    done(&backup(folder.path(), &file));
    let plain = key.open(&file).stdout;
    assert!(find(&plain, &planted[0]).is_some(), "the thread is there, withdrawn");
    assert!(find(&plain, &planted[1]).is_none() && find(&plain, &planted[2]).is_none());
}

/// Backups are sealed for a key that opens no report, hold nothing that was deleted, and never replace a good
/// one by half a one.
#[test]
fn a_desk_key_opens_no_backup_and_the_key_for_backups_no_report() {
    let folder = TempDir::new().unwrap();
    let desk = Key::new();
    let key = Key::new();
    let (anna, lines) = Caseworker::with_key("anna");
    let signs = lines.lines().next().unwrap();
    let mut file = fs::read_to_string(anna.identity()).unwrap();
    // The desk's other key is an X25519 one, which the stock age program knows.
    let hybrid = file.lines().find(|line| line.starts_with("AGE-SECRET-KEY-PQ-1")).unwrap().to_owned();
    file = file.replace(&hybrid, fs::read_to_string(desk.path()).unwrap().lines().last().unwrap());
    fs::write(anna.identity(), file).unwrap();
    let site = Practice::of(&anna.identity(), &format!("{signs}\n{}\n", desk.recipient));
    key.configure(site.folder());
    site.report("en", &[("story", "For the desk.")]);
    let backed = folder.path().join("zegel.age");
    done(&backup(site.folder(), &backed));
    assert!(desk.open(&backed).stdout.is_empty());
    assert!(!key.open(&backed).stdout.is_empty());
    for entry in site.stored() {
        let sealed = folder.path().join("report.age");
        fs::write(&sealed, entry.as_bytes()).unwrap();
        assert!(desk.open(&sealed).status.success());
        assert!(!key.open(&sealed).status.success());
    }
}

#[test]
fn a_full_disk_leaves_the_backup_that_was_there() {
    let (folder, program, key, _) = demo();
    let disk = TempDir::new().unwrap();
    program.report("The first.").unwrap();
    // On a small disk of its own, which nobody else sees and which goes with the shell.
    let script = format!(
        "set -e; mount -t tmpfs -o size=512k none {disk}; cd {disk}\n\
         {zegeld} backup --to b.age --config {config}; sha256sum b.age b.age.check > {out}/sums\n\
         head -c 1M /dev/urandom > filler 2> /dev/null || true\n\
         if {zegeld} backup --to b.age --config {config} 2> {out}/said; then exit 9; fi\n\
         sha256sum --quiet -c {out}/sums; ls > {out}/names; cp b.age b.age.check {out}",
        disk = disk.path().display(),
        zegeld = zegeld_path(),
        config = folder.path().join("zegeld.toml").display(),
        out = key.folder.path().display(),
    );
    let ended = Command::new("unshare").args(["-m", "sh", "-c", &script]).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let read = |name: &str| fs::read_to_string(key.folder.path().join(name)).unwrap();
    assert!(read("said").contains("b.age was not written: No space left"), "{}", read("said"));
    assert_eq!(read("names"), "b.age\nb.age.check\nb.age.config\nb.age.recipients\nfiller\n");
    assert!(key.open(&key.folder.path().join("b.age")).status.success());
}

#[test]
fn check_finds_a_changed_byte_and_says_how_far_the_store_has_gone_on() {
    let (folder, program, _key, file) = demo();
    program.report("One.").unwrap();
    done(&backup(folder.path(), &file));
    let check = || zegeld(folder.path(), &["backup", "--check", file.to_str().unwrap()]).output().unwrap();
    let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let first = check();
    done(&first);
    assert!(text(&first).contains("threads: 1 in the backup, 1 in the store"), "{}", text(&first));
    for number in 0..2 {
        program.report(&format!("More {number}.")).unwrap();
    }
    assert!(text(&check()).contains("1 in the backup, 3 in the store"));
    assert!(text(&check()).contains("WARNING"), "{}", text(&check()));

    let whole = fs::read(&file).unwrap();
    for at in [0, 200, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&file, changed).unwrap();
        failed_with(&check(), "a byte of it has changed");
    }
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    failed_with(&check(), "a byte of it has changed");
    fs::write(&file, &whole).unwrap();
    done(&check());
    fs::remove_file(check_file(&file)).unwrap();
    failed_with(&check(), "there is no note");
}
