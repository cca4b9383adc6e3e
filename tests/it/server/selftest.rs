//! `zegeld selftest`: the whole way of a report, and what the running server gives to anybody.
//! Where something real is broken it fails, says which step, and remembers it for the desk.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::desk::verify::{between, rewrite};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::http::Answer;
use crate::support::machine::{Machine, doctor_at};
use crate::support::practice::{Practice, free_address};
use crate::support::programs::zegeld_path;

/// How it ended, and what it said.
pub struct Tested {
    pub code: Option<i32>,
    pub said: String,
}

/// Runs it at a configuration.
pub fn selftest(config: &Path, further: &[&str]) -> Tested {
    let ended = Command::new(zegeld_path())
        .args(["selftest", "--config"])
        .arg(config)
        .args(further)
        .output()
        .unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    Tested { code: ended.status.code(), said: String::from_utf8(said).unwrap() }
}

impl Tested {
    /// It must have failed at this step.
    pub fn failed_at(&self, words: &str) {
        assert_eq!(self.code, Some(1), "{}", self.said);
        let lines: Vec<&str> = self.said.lines().collect();
        assert!(
            lines.len() == 2 && lines[0].contains(words) && lines[1].contains("zegeld doctor"),
            "{}",
            self.said
        );
    }

    pub fn passed(&self) {
        assert_eq!((self.code, self.said.lines().count()), (Some(0), 1), "{}", self.said);
    }
}

/// A real site that takes reports, and its caseworker.
pub fn open_site() -> (Practice, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    (site, anna)
}

fn remembered(site: &Practice) -> (PathBuf, Value) {
    let path = site.config().with_file_name("selftest.json");
    let json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    (path, json)
}

/// The address that a hostile server has, as a place.
fn place(url: &str) -> &str {
    url.trim_start_matches("http://")
}

/// The self-test adds nothing to the live keys or store.
#[test]
fn it_goes_the_whole_way_and_leaves_nothing_in_the_live_store() {
    let (site, anna) = open_site();
    site.report("nl", &[("story", "Een echte melding.")]);
    let before = anna.json(&["inbox"]);
    let recipients = fs::read(site.config().with_file_name("recipients.txt")).unwrap();
    selftest(&site.config(), &[]).passed();
    assert_eq!(anna.json(&["inbox"]).as_array().unwrap().len(), before.as_array().unwrap().len());
    assert_eq!(fs::read(site.config().with_file_name("recipients.txt")).unwrap(), recipients);
    let (path, json) = remembered(&site);
    assert_eq!((json, mode(&path)), (serde_json::json!({ "failed": null }), 0o644));
    doctor_at(&site.config(), &[]).says("selftest", "ok", "passed").says("collection", "ok", "last fetched");
}

/// The names of all that stands in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn its_own_store_lies_on_the_disk_of_the_real_one_and_goes_with_it() {
    let (site, _) = open_site();
    selftest(&site.config(), &[]).passed();
    let before = names(site.folder());
    // One that was killed left this.
    for name in ["zegel.db.selftest", "zegel.db.selftest-wal"] {
        fs::write(site.folder().join(name), "left behind").unwrap();
    }
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| selftest(&site.config(), &[]).passed());
        }
    });
    assert_eq!(names(site.folder()), before);
    fs::create_dir(site.folder().join("zegel.db.selftest")).unwrap();
    selftest(&site.config(), &[]).failed_at("no store could be made beside the database");
}

#[test]
fn a_page_that_is_closed_with_the_numbers_is_no_failure() {
    let (_, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    selftest(&site.config(), &[]).passed();
}

/// Numbers and links as organisations have them are found on the pages as they are written there.
#[test]
fn numbers_with_any_signs_are_found_on_the_pages() {
    let (_, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines).after_for_real(|folder| {
        let line = |id: &str, number: &str, link: &str| {
            format!("[[helpline]]\nid = \"{id}\"\nnumber = '{number}'\nlink = \"{link}\"\n")
        };
        let helplines = [
            line("112", "+31\u{a0}(0)20 <&> 12", "tel:+31(0)2012"),
            line("fier", "chat & \" more", "https://x.example/?a=1&b=2"),
        ];
        fs::write(folder.join("lines.toml"), helplines.concat()).unwrap();
        let config = folder.join("zegeld.toml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, format!("helplines = \"lines.toml\"\n{text}")).unwrap();
    });
    selftest(&site.config(), &[]).passed();
}

type Break = (&'static str, fn(&str, &mut Answer));

/// What a visitor of the running server gets otherwise than it should be; each alone.
const PAGES: [Break; 5] = [
    ("first page", |line, answer| {
        if line == "GET /nl/" {
            answer.body = answer.text().replace("0900\u{2011}8844", "0900\u{2011}8845").into_bytes();
        }
    }),
    ("first page", |line, answer| {
        if line == "GET /bg/" {
            rewrite(answer, "href=\"tel:112\"", "href=\"tel:113\"");
            answer.body = answer.text().replace("href=\"tel:112\"", "href=\"tel:113\"").into_bytes();
        }
    }),
    ("first page", |line, answer| {
        if line == "GET /ro/" {
            answer.status = 503;
        }
    }),
    ("first page", |_, answer| {
        answer.head = answer.head.replace("default-src 'none'", "default-src *");
    }),
    // What stands in between passes no form on.
    ("look up a code", |_, _| {}),
];

#[test]
fn a_page_without_a_number_a_language_or_its_policy_fails() {
    let (site, _) = open_site();
    for (number, (words, change)) in PAGES.into_iter().enumerate() {
        let server = between(&site, change);
        let tested = selftest(&site.config(), &["--page", place(&server.url)]);
        assert!(tested.said.contains(words), "break {number}: {}", tested.said);
        tested.failed_at(words);
    }
    // Between the tests only the page in between was broken.
    doctor_at(&site.config(), &[]).says("selftest", "wrong", "look up a code");
    selftest(&site.config(), &[]).passed();
    doctor_at(&site.config(), &[]).says("selftest", "ok", "passed");
}

#[test]
fn a_server_that_is_away_or_cannot_look_into_its_store_fails() {
    let (site, _) = open_site();
    selftest(&site.config(), &["--page", "127.0.0.1:1"]).failed_at("first page");
    selftest(&site.config(), &["--desk", "unix:/nowhere/desk.sock"]).failed_at("caseworkers");
    // The table goes under the running server.
    let database = site.config().with_file_name("zegel.db");
    let ended = Command::new("sqlite3").arg(&database).arg("drop table meta").status();
    assert!(ended.unwrap().success());
    selftest(&site.config(), &[]).failed_at("caseworkers");
}

#[test]
fn damage_to_the_database_of_the_running_server_is_found() {
    let (site, _) = open_site();
    let path = site.config().with_file_name("zegel.db");
    let moved = Command::new("sqlite3").arg(&path).arg("pragma wal_checkpoint").output();
    assert!(moved.unwrap().status.success(), "what is in the log is in the file too");
    let database = fs::File::options().write(true).open(&path).unwrap();
    // All but the first two pages: the tables are still there.
    let size = usize::try_from(database.metadata().unwrap().len()).unwrap();
    database.write_all_at(&vec![0x55; size - 8192], 8192).unwrap();
    selftest(&site.config(), &[]).failed_at("the database is damaged");
}

/// A server that ends with the test.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a server, and waits until it has said that it serves.
pub fn serve(mut command: Command) -> Running {
    let mut server = Running(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut said = BufReader::new(server.0.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("started") {
        line.clear();
        assert_ne!(said.read_line(&mut line).unwrap(), 0, "it did not start");
    }
    // Read on, so that the server never finds it closed.
    std::thread::spawn(move || said.lines().map_while(Result::ok).for_each(drop));
    server
}

#[test]
fn it_finds_the_server_behind_socket_files_too() {
    let (_, lines) = Caseworker::with_key("anna");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("recipients.txt"), lines).unwrap();
    let config = "organisation.name = \"Stichting Proef\"\nlisten = \"unix:page.sock\"\nrecipients = \"recipients.txt\"\n\
                  database = \"zegel.db\"\nexit_url = \"https://www.example.org/\"\n[desk]\nlisten = \"unix:desk.sock\"\n";
    fs::write(file("zegeld.toml"), config).unwrap();
    let mut command = Command::new(zegeld_path());
    command.args(["serve", "--config"]).arg(file("zegeld.toml"));
    let _server = serve(command);
    selftest(&file("zegeld.toml"), &[]).passed();
    // As systemd has them: a name, and the socket under that name.
    fs::write(file("zegeld.toml"), config.replace("unix:page.sock", "systemd:page")).unwrap();
    let page = format!("unix:{}", file("page.sock").display());
    selftest(&file("zegeld.toml"), &["--page", &page]).passed();
    selftest(&file("zegeld.toml"), &[]).failed_at("first page");
}

#[test]
fn behind_tls_of_the_program_it_believes_the_certificate_of_the_configuration_alone() {
    let machine = Machine::new();
    let page = free_address();
    let desk = free_address();
    machine.write("both.pem", include_str!("../support/self_signed.pem"));
    machine.write("other.pem", include_str!("../support/ended.pem"));
    machine.configure("127.0.0.1:8600", &page);
    machine.configure("127.0.0.1:8601", &desk);
    machine.configure("[desk]", "[tls]\ncertificate = \"both.pem\"\nkey = \"both.pem\"\n[desk]");
    let config = machine.path("zegeld.toml");
    let mut command = Command::new(zegeld_path());
    command.args(["serve", "--config"]).arg(&config);
    let _server = serve(command);
    selftest(&config, &[]).passed();
    machine.configure("certificate = \"both.pem\"", "certificate = \"other.pem\"");
    selftest(&config, &[]).failed_at("first page");
}
