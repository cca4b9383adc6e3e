//! Reading and answering on a computer without a network: everything sealed is carried there in a
//! folder, and what is written comes back in it. Through the real server and the real program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::caseworker::{Caseworker, Ended, mode};
use crate::support::hostile::{ok, with_status};
use crate::support::lying_server::{LyingServer, entry, id};
use crate::support::practice::{Practice, Reporter};

/// Anna's computer reaches the server, and her key only signs. Bea's opens, and reaches nothing.
/// Cas is a colleague who works online.
pub struct Desks {
    pub site: Practice,
    pub anna: Caseworker,
    pub bea: Caseworker,
    pub cas: Caseworker,
    pub medium: TempDir,
}

impl Desks {
    pub fn new() -> Self {
        let (mut anna, lines) = Caseworker::with_key("anna");
        let (bea, bea_lines) = Caseworker::with_key("bea");
        let (mut cas, cas_lines) = Caseworker::with_key("cas");
        let signs = lines.lines().next().unwrap();
        let site = Practice::of(&bea.identity(), &format!("{signs}\n{bea_lines}{cas_lines}"));
        anna.at(&site.desk);
        cas.at(&site.desk);
        Self { site, anna, bea, cas, medium: TempDir::new().unwrap() }
    }

    /// The same desks after something was done to their server.
    pub fn after(mut self, done: impl FnOnce(Practice) -> Practice) -> Self {
        self.site = done(self.site);
        self.anna.at(&self.site.desk);
        self.cas.at(&self.site.desk);
        self
    }

    pub fn report(&self, story: &str) -> Reporter<'_> {
        self.site.report("en", &[("story", story)])
    }

    pub fn folder(&self) -> PathBuf {
        self.medium.path().join("desk")
    }

    pub fn folder_text(&self) -> String {
        self.folder().display().to_string()
    }

    pub fn fetch(&self) -> Ended {
        self.anna.run(&["fetch", "--to", &self.folder_text()])
    }

    pub fn send(&self) -> Ended {
        self.anna.run(&["send", "--from", &self.folder_text()])
    }

    /// Bea, with the folder in the place of the server.
    pub fn offline(&self, arguments: &[&str]) -> Ended {
        self.bea.run(&[&["--folder", &self.folder_text()], arguments].concat())
    }

    pub fn offline_json(&self, arguments: &[&str]) -> Value {
        self.bea.json(&[&["--folder", &self.folder_text()], arguments].concat())
    }

    /// The id of the only report, as the folder has it.
    pub fn only(&self) -> String {
        let list = self.offline_json(&["inbox"]);
        assert_eq!(list.as_array().unwrap().len(), 1);
        list[0]["id"].as_str().unwrap().to_owned()
    }

    pub fn out(&self) -> Vec<PathBuf> {
        below(&self.folder().join("out"))
    }
}

/// Every plain file below a folder.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub fn texts(case: &Value, kind: &str) -> Vec<String> {
    let entries = case["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == kind);
    entries.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_report_is_carried_read_and_answered_without_a_network_and_the_answer_comes_back() {
    let desks = Desks::new();
    let reporter = desks.report("Every night a car comes.");
    let fetched = desks.fetch().done();
    assert!(fetched.said().contains("Fetched: 1 sealed files, of 1 reports. Nothing was opened."));

    let list = desks.bea.run(&["open", &desks.folder_text()]).done();
    assert!(list.out.contains("1 new"), "{}", list.out);
    assert!(list.said().contains("First use of this server"), "{}", list.err);
    let id = desks.only();
    let read = desks.offline(&["read", &id[..6]]).done();
    assert!(read.out.contains("Every night a car comes."));
    assert!(read.said().contains("zegel send --from"), "{}", read.err);
    let said = desks.offline(&["reply", "--yes", &id[..6], "--text", "On which floor?"]).done().said();
    assert!(said.contains("It waits in") && !said.contains("Sent."), "{said}");
    desks.offline(&["note", &id[..6], "--text", "Seen such a car before."]).done();

    // What was written there shows there, before any journey.
    let case = desks.offline_json(&["read", &id]);
    assert_eq!(texts(&case, "reply"), ["On which floor?"]);
    assert_eq!(case["entries"][1]["on_server"], true, "as far as this computer can know");
    assert_eq!(texts(&case, "note"), ["Seen such a car before."]);
    assert_eq!(desks.offline_json(&["inbox"])[0]["unread"], false);
    assert!(!reporter.looks().contains("On which floor?"), "nothing has travelled yet");

    assert!(desks.send().done().said().contains("On the server now: 3."));
    assert!(reporter.looks().contains("On which floor?"));
    let online = desks.cas.json(&["read", &id]);
    assert_eq!(texts(&online, "reply"), ["On which floor?"]);
    assert_eq!(texts(&online, "note"), ["Seen such a car before."]);
    assert_eq!(online["junk"], 0);

    // And the next journey: her own words are still there once, with the reporter's new ones.
    reporter.writes("The second floor.");
    desks.fetch().done();
    let case = desks.offline_json(&["read", &id]);
    assert_eq!(texts(&case, "reply"), ["On which floor?"]);
    assert_eq!(texts(&case, "note"), ["Seen such a car before."]);
    assert_eq!(case["unread"].as_array().unwrap().len(), 1);
    let err = desks.offline(&["read", &id]).done().err;
    assert!(!err.contains("vanished") && !err.contains("changed"), "{err}");
}

#[test]
fn nothing_opened_is_on_the_first_computer_or_in_the_folder() {
    let desks = Desks::new();
    let reporter = desks.report("MARKEDWORDS of the reporter");
    desks.fetch().done();
    let id = desks.only();
    desks.offline(&["read", &id]).done();
    desks.offline(&["reply", "--yes", &id, "--text", "MARKEDWORDS of the desk"]).done();
    desks.offline(&["note", &id, "--text", "MARKEDWORDS of a colleague"]).done();
    desks.send().done();
    assert!(reporter.looks().contains("MARKEDWORDS of the desk"));
    desks.fetch().done();
    let mut files = below(&desks.folder());
    files.extend([desks.anna.home(), desks.bea.home()].into_iter().flat_map(below));
    assert!(files.len() > 8, "{files:?}");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        assert!(crate::support::http::find(&bytes, b"MARKEDWORDS").is_none(), "{}", file.display());
    }
    for file in below(&desks.folder()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700);
    }
}

#[test]
fn fetching_again_fetches_only_what_is_new_and_mends_what_is_damaged() {
    let desks = Desks::new();
    desks.report("one");
    let count = || desks.anna.json(&["fetch", "--to", &desks.folder_text()])["fetched"].clone();
    assert_eq!(count(), 1);
    assert_eq!(count(), 0);
    let two = desks.report("two");
    assert_eq!(count(), 1);
    assert_eq!(desks.offline_json(&["inbox"]).as_array().unwrap().len(), 2);
    // A medium that was pulled out too early.
    let sealed = below(&desks.folder()).into_iter().find(|file| file.extension().unwrap() != "json").unwrap();
    let whole = fs::read(&sealed).unwrap();
    fs::write(&sealed, &whole[..whole.len() / 2]).unwrap();
    let ended = desks.offline(&["inbox"]).done();
    assert!(ended.said().contains("1 sealed files are missing"), "{}", ended.err);
    assert_eq!(desks.offline_json(&["inbox"]).as_array().unwrap().len(), 2, "the other one is read");
    assert_eq!(count(), 1);
    assert_eq!(fs::read(&sealed).unwrap(), whole);
    // What the reporter took back leaves the folder once that is proved, to a key that can tell.
    two.withdraws();
    let sealed = || below(&desks.folder()).iter().filter(|file| file.extension().unwrap() != "json").count();
    desks.fetch().done();
    assert_eq!(sealed(), 2);
    desks.offline(&["inbox"]).done();
    assert_eq!(sealed(), 1);
}

#[test]
fn a_sending_that_was_interrupted_goes_on_and_nothing_is_there_twice() {
    let desks = Desks::new();
    let reporter = desks.report("one");
    desks.fetch().done();
    let id = desks.only();
    desks.offline(&["reply", "--yes", &id, "--text", "ARRIVES-ONCE"]).done();
    desks.offline(&["note", &id, "--text", "A note"]).done();
    let copies: Vec<(PathBuf, Vec<u8>)> =
        desks.out().into_iter().map(|file| (file.clone(), fs::read(&file).unwrap())).collect();
    desks.send().done();
    assert!(desks.out().is_empty());
    // The computer stopped after the server's answer and before the folder knew of it.
    copies.iter().for_each(|(file, bytes)| fs::write(file, bytes).unwrap());
    desks.send().done();
    assert!(desks.out().is_empty());
    assert_eq!(reporter.looks().matches("ARRIVES-ONCE").count(), 1);
    let case = desks.cas.json(&["read", &id]);
    assert_eq!((texts(&case, "reply").len(), texts(&case, "note").len()), (1, 1));
    assert!(desks.send().done().said().contains("nothing to send"));
}

#[test]
fn a_server_that_goes_away_while_sending_loses_nothing() {
    let mut liar = LyingServer::new();
    let one = entry(&id(), "from-reporter", liar.sealed(liar.report("x")).as_bytes());
    let _server = liar.serve(vec![one]);
    let folder = liar.anna.home().join("desk").display().to_string();
    liar.anna.run(&["fetch", "--to", &folder]).done();
    for text in ["first", "second"] {
        liar.anna.run(&["--folder", &folder, "note", "6a1d", "--text", text]).done();
    }
    let home = liar.anna.home().to_owned();
    let count = |tray: &str| below(&home.join("desk").join(tray)).len();
    assert_eq!(count("out"), 2);
    let posts = AtomicUsize::new(0);
    let _server = liar.raw(move |line| {
        let is_second = line.starts_with("POST") && posts.fetch_add(1, Ordering::SeqCst) > 0;
        if is_second { with_status("503 Away", "", "{}") } else { ok("{}") }
    });
    liar.anna.run(&["send", "--from", &folder]).failed_with("refuses (503)");
    assert_eq!(count("out"), 1);
    let _server = liar.serve(Vec::new());
    liar.anna.run(&["send", "--from", &folder]).done();
    assert_eq!((count("out"), count("sent")), (0, 2));
}

#[test]
fn what_is_for_a_report_that_is_gone_is_told_and_the_rest_goes_on() {
    let desks = Desks::new();
    let gone = desks.report("goes away");
    let stays = desks.site.report("en", &[("story", "stays"), ("minor", "yes")]);
    desks.fetch().done();
    for row in desks.offline_json(&["inbox"]).as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        desks.offline(&["reply", "--yes", id, "--text", "We have read it."]).done();
    }
    gone.withdraws();
    let ended = desks.send().failed_with("Not sent: 1. All else is on the server.");
    assert!(ended.said().contains("is gone, or the reporter withdrew it"), "{}", ended.err);
    assert!(stays.looks().contains("We have read it."));
    assert_eq!(desks.out().len(), 1);
}

#[test]
fn an_armored_file_opens_like_any_other() {
    let liar = LyingServer::new();
    let sealed = liar.sealed(liar.report("through the mail"));
    let mut armored = Vec::new();
    let format = age::armor::Format::AsciiArmor;
    let mut writer = age::armor::ArmoredWriter::wrap_output(&mut armored, format).unwrap();
    writer.write_all(sealed.as_bytes()).unwrap();
    writer.finish().unwrap();
    let file = liar.anna.file("mail.age", &armored).display().to_string();
    assert!(liar.anna.run(&["open", &file]).done().out.contains("through the mail"));
    let half = liar.anna.file("half.age", &armored[..armored.len() / 2]).display().to_string();
    liar.anna.run(&["open", &half]).failed_with("is damaged");
}

#[test]
fn what_only_the_server_can_do_is_refused_in_a_folder() {
    let desks = Desks::new();
    desks.report("one");
    desks.fetch().done();
    let id = desks.only();
    for verb in [&["delete", &id, "--yes"][..], &["reseal"], &["reapply", "--yes"]] {
        desks.offline(verb).failed_with("Do it on the computer with the server.");
    }
    assert!(desks.out().is_empty());
    desks
        .bea
        .run(&["open", &desks.medium.path().display().to_string()])
        .failed_with("no folder of zegel fetch");
    desks.bea.run(&["fetch", "--to", "x"]).failed_with("No server was given");
    assert_eq!(desks.cas.json(&["inbox"]).as_array().unwrap().len(), 1);
}

/// A computer that only carries opens nothing and may not delete.
#[test]
fn a_key_that_opens_nothing_says_so_and_says_what_to_do_and_may_not_delete() {
    let desks = Desks::new();
    desks.report("one");
    let ended = desks.anna.run(&["inbox"]).done();
    let said = ended.said();
    assert!(said.contains("This key opens nothing") && said.contains("zegel fetch --to"), "{said}");
    assert!(ended.out.contains("Unreadable: 1."), "{}", ended.out);
    let id = desks.anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    desks.anna.run(&["delete", &id, "--yes"]).failed_with("may only fetch and send");
    assert_eq!(desks.cas.json(&["inbox"])[0]["id"], id);
}
