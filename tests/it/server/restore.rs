//! A server that is put back from a backup, through a pipe from the real age into the real program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::server::backup::{Key, backup, configure, done, failed_with, zegeld};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::practice::{Practice, only};

/// A site with a desk, and a key for its backups on another computer.
pub struct Backed {
    pub key: Key,
    pub file: PathBuf,
    pub elsewhere: TempDir,
}

impl Backed {
    /// From now on the site can be backed up.
    pub fn of(site: &Practice) -> Self {
        let key = Key::new();
        let elsewhere = TempDir::new().unwrap();
        key.configure(site.folder());
        Self { key, file: elsewhere.path().join("zegel.age"), elsewhere }
    }

    pub fn make(&self, site: &Practice) {
        done(&backup(site.folder(), &self.file));
    }

    /// `age -d -i backup.key FILE | zegeld restore -`
    pub fn restore(&self, folder: &Path) -> Output {
        restore(folder, &self.key.open(&self.file).stdout)
    }

    /// The same site, whose disk broke, put back.
    pub fn put_back(&self, site: Practice) -> Practice {
        site.after(|folder| {
            lose(folder);
            done(&self.restore(folder));
        })
    }
}

/// The database is gone.
pub fn lose(folder: &Path) {
    for name in ["zegel.db", "zegel.db-wal", "zegel.db-shm"] {
        drop(fs::remove_file(folder.join(name)));
    }
}

/// Restores what is given on standard input.
pub fn restore(folder: &Path, opened: &[u8]) -> Output {
    given(zegeld(folder, &["restore", "-"]), opened)
}

/// A program with this on its standard input.
pub fn given(mut command: Command, input: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may refuse before it has read everything.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

/// A site with one desk.
pub fn desk() -> (Practice, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    (site, anna)
}

/// A site with a desk, and what makes its backups.
pub fn backed_desk() -> (Practice, Backed) {
    let (site, _) = desk();
    let backed = Backed::of(&site);
    (site, backed)
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let ours = files.filter(|name| name.starts_with("zegel.db"));
    let mut names: Vec<String> =
        ours.filter(|name| !name.ends_with(".lock") && !name.ends_with(".reserve")).collect();
    names.sort();
    names
}

#[test]
fn after_a_restore_a_report_is_read_and_answered_and_its_code_works() {
    let (site, mut anna) = desk();
    let backed = Backed::of(&site);
    let token = site.report("en", &[("story", "Worth keeping.")]).token().to_owned();
    let id = only(&anna);
    anna.run(&["reply", "--yes", &id, "--text", "Before."]).done();
    backed.make(&site);
    let site = backed.put_back(site);
    anna.at(&site.desk);
    assert_eq!(mode(&site.folder().join("zegel.db")), 0o600);

    let shown = anna.run(&["read", &id]).done();
    assert!(shown.out.contains("Worth keeping.") && shown.out.contains("Before."), "{}", shown.out);
    assert!(shown.said().contains("was put back from a backup"), "{}", shown.err);
    assert!(!anna.run(&["inbox"]).done().said().contains("was put back"), "once is enough");
    anna.run(&["reply", "--yes", &id, "--text", "After."]).done();
    let reporter = site.reporter("en", &token);
    reporter.writes("Still me.");
    assert!(reporter.looks().contains("Before.") && reporter.looks().contains("After."));
    assert!(anna.run(&["read", &id]).done().out.contains("Still me."));
}

#[test]
fn a_real_age_feeds_the_restore_through_a_pipe() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Piped.")]);
    backed.make(&site);
    let site = site.after(|folder| {
        lose(folder);
        let line = format!(
            "age -d -i {} {} | {} restore - --config {}",
            backed.key.path().display(),
            backed.file.display(),
            crate::support::programs::zegeld_path(),
            folder.join("zegeld.toml").display()
        );
        let ended = Command::new("sh").args(["-c", &line]).output().unwrap();
        done(&ended);
        assert!(String::from_utf8_lossy(&ended.stdout).contains("threads 1, entries 1"));
        assert_eq!(names(folder), ["zegel.db", "zegel.db.backup"]);
    });
    assert_eq!(site.stored().len(), 1);
}

#[test]
fn what_is_past_its_retention_does_not_come_back() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Old.")]);
    site.report("en", &[("story", "New.")]);
    backed.make(&site);
    // Half a year later, as the backup sees it.
    let old = backed.elsewhere.path().join("old.db");
    fs::write(&old, backed.key.open(&backed.file).stdout).unwrap();
    let connection = Connection::open(&old).unwrap();
    let one: Vec<u8> = connection.query_row("select id from thread limit 1", [], |row| row.get(0)).unwrap();
    let body = "select substr(sealed, 3000, 32) from body join entry on body = key where thread = ?1";
    let body: Vec<u8> = connection.query_row(body, [&one], |row| row.get(0)).unwrap();
    connection.execute("update thread set week = week - 27 where id = ?1", [&one]).unwrap();
    drop(connection);
    let site = site.after(|folder| {
        lose(folder);
        let ended = zegeld(folder, &["restore", old.to_str().unwrap()]).output().unwrap();
        done(&ended);
        assert!(String::from_utf8_lossy(&ended.stdout).contains("past their retention and removed: 1"));
        assert_eq!(names(folder), ["zegel.db", "zegel.db.backup"]);
        let left = fs::read(folder.join("zegel.db")).unwrap();
        assert!(
            crate::support::http::find(&left, &one).is_none()
                && crate::support::http::find(&left, &body).is_none()
        );
    });
    assert_eq!(site.stored().len(), 1);
}

#[test]
fn nothing_is_restored_over_a_database_or_over_what_is_left_of_one() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Here.")]);
    backed.make(&site);
    site.report("en", &[("story", "Later.")]);
    failed_with(&backed.restore(site.folder()), "there is a database already");
    let site = site.after(|folder| {
        failed_with(&backed.restore(folder), "there is a database already");
        // What the log holds is a part of the database.
        fs::rename(folder.join("zegel.db"), folder.join("kept")).unwrap();
        failed_with(&backed.restore(folder), "zegel.db-wal");
        fs::rename(folder.join("kept"), folder.join("zegel.db")).unwrap();
    });
    assert_eq!(site.stored().len(), 2, "all that was there is there");
}

/// A folder as `zegeld init` or the package leaves it: a configuration that names its own, empty database.
fn fresh() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut init = Command::new(crate::support::programs::zegeld_path());
    done(&init.args(["init", "--dir"]).arg(folder.path()).output().unwrap());
    folder
}

#[test]
fn a_database_that_was_never_used_gives_way_to_a_backup_and_the_line_to_change_is_printed() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Kept.")]);
    backed.make(&site);
    let instance = crate::server::backup::note(&backed.file).instance;
    let folder = fresh();
    let ended = backed.restore(folder.path());
    done(&ended);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(said.contains("threads 1") && said.contains(&format!("instance = \"{instance}\"")), "{said}");
    assert_eq!(names(folder.path()), ["zegel.db"]);
    failed_with(&backed.restore(folder.path()), "there is a database already");
}

#[test]
fn an_empty_database_that_a_desk_has_proved_or_that_was_restored_gives_way_to_nothing() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    let backed = Backed::of(&site);
    backed.make(&site);
    // The backup of an empty store, put back: a desk may have to say what was withdrawn since.
    let folder = fresh();
    done(&backed.restore(folder.path()));
    failed_with(&backed.restore(folder.path()), "there is a database already");
    anna.run(&["inbox"]).done();
    failed_with(&backed.restore(site.folder()), "there is a database already");
    drop(site.after_for_real(|folder| failed_with(&backed.restore(folder), "there is a database already")));
}

#[test]
fn a_server_that_lost_its_database_is_stopped_before_one_is_restored() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Kept.")]);
    backed.make(&site);
    lose(site.folder());
    failed_with(&backed.restore(site.folder()), "another zegeld has it");
    assert!(names(site.folder()).iter().all(|name| name == "zegel.db.backup"));
    assert_eq!(backed.put_back(site).stored().len(), 1);
}

#[test]
fn a_restored_page_stays_closed_until_a_key_has_proved_itself_again() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    assert!(site.first_page().contains("Did you see something that is not right?"));
    let backed = Backed::of(&site);
    backed.make(&site);
    let site = site.after_for_real(|folder| {
        lose(folder);
        done(&backed.restore(folder));
    });
    anna.at(&site.desk);
    assert!(site.first_page().contains("You cannot report here right now."));
    assert!(anna.run(&["inbox"]).done().said().contains("opens what is sealed here"));
    assert!(site.first_page().contains("Did you see something that is not right?"));
}

#[test]
fn a_restore_that_is_broken_off_leaves_no_database_and_can_be_run_again() {
    let (site, backed) = backed_desk();
    site.report("en", &[("story", "Kept.")]);
    backed.make(&site);
    let opened = backed.key.open(&backed.file).stdout;
    let site = site.after(|folder| {
        lose(folder);
        let mut command = zegeld(folder, &["restore", "-"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(&opened[..opened.len() / 2]).unwrap();
        let draft = folder.join("zegel.db.restoring");
        while !draft.exists() {
            std::thread::yield_now();
        }
        // Another one waits for nobody and harms nothing.
        failed_with(&restore(folder, &opened), "another zegeld has it");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(names(folder), ["zegel.db.backup", "zegel.db.restoring"]);
        done(&restore(folder, &opened));
        assert_eq!(names(folder), ["zegel.db", "zegel.db.backup"]);
    });
    assert_eq!(site.stored().len(), 1);
}

#[test]
fn a_backup_of_another_installation_is_refused_where_one_is_named() {
    let (site, _anna) = desk();
    let (other, _bea) = desk();
    let backed = Backed::of(&site);
    backed.make(&site);
    let instance = crate::server::backup::note(&backed.file).instance;
    let not_it = zegel_core::id::Instance::random().unwrap();
    drop(other.after(|folder| {
        lose(folder);
        let config = fs::read_to_string(folder.join("zegeld.toml")).unwrap();
        let named =
            |id| fs::write(folder.join("zegeld.toml"), format!("instance = \"{id}\"\n{config}")).unwrap();
        named(not_it);
        failed_with(&backed.restore(folder), "and the configuration names another");
        assert!(names(folder).is_empty());
        named(instance);
        configure(folder, crate::server::backup::RECIPIENT);
        done(&backed.restore(folder));
    }));
}
