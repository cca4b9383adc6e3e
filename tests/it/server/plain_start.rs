//! The server as its help starts it, `zegeld init` and `zegeld serve` in a folder, and by every other
//! name that the folder has: all that is done with a report can be done there.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::server::backup::{RECIPIENT, configure};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, Reporter, Serves, free_address};
use crate::support::programs::zegeld_path;
use crate::support::until::until;

/// As the help says.
fn plain(folder: &Path) -> Command {
    zegeld(folder, &["serve"])
}

fn by_name(folder: &Path) -> Command {
    zegeld(folder, &["serve", "--config", "zegeld.toml"])
}

/// From the folder above.
fn from_above(folder: &Path) -> Command {
    let name = folder.file_name().unwrap();
    let config = Path::new(name).join("zegeld.toml");
    zegeld(folder.parent().unwrap(), &["serve", "--config", config.to_str().unwrap()])
}

/// By a link beside it that leads to the folder, with signs that mean something to SQLite and a shell.
fn by_a_link(folder: &Path) -> Command {
    let link = folder.join("file:it's \"here\"?mode=ro&x#%41");
    if !link.is_symlink() {
        symlink(folder, &link).unwrap();
    }
    let config = Path::new(link.file_name().unwrap()).join("zegeld.toml");
    zegeld(folder, &["serve", "--config", config.to_str().unwrap()])
}

fn zegeld(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(zegeld_path());
    command.args(arguments).current_dir(folder);
    command
}

/// What one of the other verbs says in a folder.
fn says(folder: &Path, arguments: &[&str]) -> String {
    let ended = zegeld(folder, arguments).output().unwrap();
    let said = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
    assert!(ended.status.success(), "{arguments:?}: {said}");
    said
}

/// A server that was made by `zegeld init`, and a caseworker who has opened it.
struct Place {
    site: Practice,
    anna: Caseworker,
    lines: String,
}

impl Place {
    fn new(serves: Serves) -> Self {
        // A folder with signs that SQLite and a shell could take for their own.
        let folder = tempfile::Builder::new().prefix("it's a \"place\" ").tempdir().unwrap();
        Self::within(folder, serves, |_| ())
    }

    fn within(folder: TempDir, serves: Serves, prepare: impl FnOnce(&Path)) -> Self {
        let (mut anna, lines) = Caseworker::with_key("anna");
        says(folder.path(), &["init"]);
        let page = free_address();
        let desk = free_address();
        let config = folder.path().join("zegeld.toml");
        let text = fs::read_to_string(&config).unwrap();
        let text = text.replace("127.0.0.1:8600", &page).replace("127.0.0.1:8601", &desk);
        fs::write(&config, text).unwrap();
        configure(folder.path(), RECIPIENT);
        fs::write(folder.path().join("recipients.txt"), &lines).unwrap();
        prepare(folder.path());
        let site = Practice::serve(folder, serves, &page, &desk);
        anna.at(&site.desk);
        anna.run(&["inbox"]).done();
        Self { site, anna, lines }
    }

    /// A report of ten and more entries, and its id.
    fn long_report(&self, story: &str) -> (Reporter<'_>, String) {
        let before = self.ids();
        let reporter = self.site.report("en", &[("story", story)]);
        let id = self.ids().into_iter().find(|id| !before.contains(id)).unwrap();
        self.anna.run(&["reply", "--yes", &id, "--text", "An answer."]).done();
        assert!(reporter.looks().contains("An answer."));
        for number in 0..4 {
            reporter.writes(&format!("Message {number}."));
            self.anna.run(&["note", &id, "--text", &format!("Note {number}.")]).done();
        }
        assert!(self.anna.run(&["read", &id]).done().out.contains("Message 3."));
        (reporter, id)
    }

    /// The ids of all reports that are not withdrawn.
    fn ids(&self) -> Vec<String> {
        let list = self.anna.json(&["inbox"]);
        let there = list.as_array().unwrap().iter().filter(|row| row["withdrawn"] != true);
        there.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    fn folder(&self) -> &Path {
        self.site.folder()
    }

    /// The last words of all reports were half a year and more ago.
    fn grows_old(database: &Path) {
        let sql = "update thread set week = week - 30";
        assert!(Command::new("sqlite3").arg(database).arg(sql).status().unwrap().success());
    }

    /// The whole story of several reports, and what is done with the server beside it.
    fn tells_the_story(mut self) {
        let (reporter, _) = self.long_report("The first.");
        reporter.withdraws();
        assert_eq!(self.ids(), Vec::<String>::new());

        let (_, id) = self.long_report("The second.");
        self.anna.run(&["delete", &id, "--yes"]).done();
        assert_eq!(self.ids(), Vec::<String>::new());

        let (reporter, id) = self.long_report("The third.");
        let token = reporter.token().to_owned();
        self.is_sealed_for_another();
        assert!(self.anna.run(&["read", &id]).done().out.contains("The third."));
        assert!(self.site.reporter("en", &token).looks().contains("An answer."));

        let backup = self.folder().join("backup.age");
        says(self.folder(), &["backup", "--to", "backup.age"]);
        assert!(backup.exists());
        assert!(says(self.folder(), &["selftest"]).contains("passed"));

        Self::grows_old(&self.folder().join("zegel.db"));
        assert!(!says(self.folder(), &["purge"]).contains("threads removed: 0"));
        assert_eq!(self.ids(), Vec::<String>::new());

        self.long_report("The fourth.");
        let Self { site, anna, lines } = self;
        let site = site.after_for_real(|folder| Self::grows_old(&folder.join("zegel.db")));
        until("it purges at the start", || site.said().contains("purged threads: "));
        self = Self { site, anna, lines };
        assert_eq!(self.ids(), Vec::<String>::new());
        let said = self.site.said();
        assert!(!said.contains("failed") && !said.contains("not confined"), "{said}");
    }

    /// Another caseworker comes, and all is sealed for both.
    fn is_sealed_for_another(&self) {
        let (_, more) = Caseworker::with_key("bea");
        let lines = format!("{}{more}", self.lines);
        self.site.reload_with(&lines);
        let set: zegel_core::seal::Recipients = lines.parse().unwrap();
        self.anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
        self.anna.run(&["reseal"]).done();
    }
}

#[test]
fn all_can_be_done_with_a_server_that_was_started_as_the_help_says() {
    Place::new(plain).tells_the_story();
}

#[test]
fn all_can_be_done_with_a_server_whose_configuration_is_named_from_its_folder() {
    Place::new(by_name).tells_the_story();
}

#[test]
fn all_can_be_done_with_a_server_whose_configuration_is_named_from_above() {
    Place::new(from_above).tells_the_story();
}

#[test]
fn all_can_be_done_with_a_server_that_is_started_by_a_link() {
    Place::new(by_a_link).tells_the_story();
}

/// Such as on a volume of its own: what SQLite writes beside the database lies there too.
#[test]
fn all_can_be_done_where_the_database_is_a_link_to_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let volume = elsewhere.path().to_owned();
    let place = Place::within(folder, plain, |folder| {
        for name in ["zegel.db", "zegel.db.lock"] {
            fs::rename(folder.join(name), volume.join(name)).unwrap();
        }
        symlink(volume.join("zegel.db"), folder.join("zegel.db")).unwrap();
    });
    place.tells_the_story();
}
