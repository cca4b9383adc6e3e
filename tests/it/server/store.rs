//! Retention, and which files the server opens as its database.

use rusqlite::Connection;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::EntryId;
use zegel_core::signature::DeskKey;
use zegel_core::thread::{Entry, SealedEntry};
use zegeld::store::{OpenError, Options, Store};
use zegeld::web::{App, StartError};

use crate::support::desk_client::Desk;
use crate::support::site::{Form, Site, said};

fn purge(site: &Site) -> usize {
    site.runtime.block_on(site.app.purge()).unwrap()
}

#[test]
fn a_report_goes_after_the_weeks_of_the_configuration_and_not_before() {
    let site = Site::with(|setup| setup.config.retention.weeks = 4);
    let token = site.report("en", "A report.");
    site.weeks_later(4);
    assert_eq!(purge(&site), 0);
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    site.weeks_later(1);
    assert_eq!(purge(&site), 1);
    assert_eq!(site.rows(), [0; 4]);
    assert_eq!(site.look("en", &token).h1(), said("en").replies.none);
}

#[test]
fn words_of_reporter_and_desk_prolong_and_a_note_does_not() {
    let site = Site::with(|setup| setup.config.retention.weeks = 4);
    let tokens = ["message", "reply", "note", "nothing"].map(|story| site.report("en", story));
    site.weeks_later(3);
    let (reports, _) = site.opened();
    let told =
        |story: &str| reports.iter().find(|report| crate::support::program::story(report) == story).unwrap();
    Form::of(&site.look("en", &tokens[0]), "en").press(&site, "message", &[("message", "Still here.")]);
    let mut desk = Desk::login(&site);
    assert_eq!(desk.reply(&told("reply").writing, 1, "We are here.").status, 200);
    note(&site, told("note"));
    // Looking is not writing.
    site.look("en", &tokens[3]);
    assert_eq!(site.rows(), [4, 7, 7, 0]);

    site.weeks_later(2);
    assert_eq!(purge(&site), 2);
    let (reports, messages) = site.opened();
    let mut left: Vec<String> = reports.iter().map(crate::support::program::story).collect();
    left.sort();
    assert_eq!((left, messages.len()), (vec!["message".to_owned(), "reply".to_owned()], 1));
    site.weeks_later(3);
    assert_eq!(purge(&site), 2);
    assert_eq!(site.rows(), [0; 4]);
}

/// Puts a signed note into the thread of a report.
fn note(site: &Site, report: &zegel_core::document::ReceivedReport) {
    let thread = crate::support::desk_client::thread_of(site, &report.writing);
    let id = EntryId::random().unwrap();
    let content = NoteContent::Text { text: "For colleagues.".to_owned() };
    let note = SignedNote {
        author: "anna".to_owned(),
        day: "2026-12-15".parse().unwrap(),
        lamport: 1,
        sealed_for: site.recipients.fingerprint().to_string(),
        content,
    };
    let key = DeskKey::from_seed(site.identity.signing_seed().unwrap());
    let sealed = site.recipients.seal(note.sign(&key, site.instance(), thread, id)).unwrap();
    let entry = Entry { id, sealed: SealedEntry::Desk(sealed) };
    site.runtime.block_on(site.store.add(thread, vec![entry], "2026-W51".parse().unwrap())).unwrap();
}

#[test]
fn the_marks_of_a_withdrawn_report_go_with_the_retention() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    site.weeks_later(10);
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    site.weeks_later(26);
    assert_eq!(purge(&site), 0);
    assert_eq!(site.rows(), [1, 0, 0, 1]);
    site.weeks_later(1);
    assert_eq!(purge(&site), 1);
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn a_restart_keeps_everything_and_the_same_installation() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let instance = site.instance();
    let rows = site.rows();
    let (reports, _) = site.opened();
    Desk::login(&site).reply(&reports[0].writing, 1, "An answer.");
    let site = site.restarted();
    assert_eq!((site.instance(), site.rows()[0]), (instance, rows[0]));
    assert!(site.look("en", &token).says("An answer."));
}

#[test]
fn a_database_of_another_installation_stops_the_start() {
    let site = Site::start();
    let config = |instance: String| {
        let mut config = zegeld::config::Config::read(&site.file("zegeld.toml")).unwrap();
        config.instance = Some(instance);
        config
    };
    let start = |instance: String| {
        let clock = zegel_core::calendar::Clock::system();
        site.runtime.block_on(App::start(
            config(instance),
            site.recipients.clone(),
            site.store.clone(),
            clock,
        ))
    };
    assert!(start(site.instance().to_string()).is_ok());
    for other in [zegel_core::id::Instance::random().unwrap().to_string(), "x".to_owned(), String::new()] {
        assert!(matches!(start(other), Err(StartError::OtherInstance(found)) if found == site.instance()));
    }
}

#[test]
fn a_file_of_a_later_version_or_of_no_database_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let later = folder.path().join("later.db");
    drop(Store::open(&later, Options::default()).unwrap());
    Connection::open(&later).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Store::open(&later, Options::default()), Err(OpenError::Later)));
    Connection::open(&later).unwrap().pragma_update(None, "user_version", -1).unwrap();
    assert!(matches!(Store::open(&later, Options::default()), Err(OpenError::Later)));

    let text = folder.path().join("text.db");
    let words = "This is no database, and it is longer than a header of SQLite would be. ".repeat(20);
    std::fs::write(&text, &words).unwrap();
    assert!(Store::open(&text, Options::default()).is_err());
    assert_eq!(std::fs::read_to_string(&text).unwrap(), words);
    assert!(Store::open(&folder.path().join("no/such/folder.db"), Options::default()).is_err());
}

#[test]
fn the_store_has_no_clock_and_no_counter() {
    let site = Site::start();
    site.report("en", "A report.");
    let columns = site.runtime.block_on(site.store.rows()).unwrap();
    let mut names: Vec<String> = columns
        .iter()
        .flat_map(|row| row.columns.iter().map(|(column, _)| format!("{}.{column}", row.table)))
        .filter(|name| !name.starts_with("meta."))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "body.key",
            "body.sealed",
            "entry.body",
            "entry.direction",
            "entry.id",
            "entry.thread",
            "thread.id",
            "thread.mailbox",
            "thread.week",
            "thread.withdrawal"
        ]
    );
    let thread = &columns.iter().find(|row| row.table == "thread").unwrap().columns;
    let (_, week) = thread.iter().find(|(column, _)| column == "week").unwrap();
    assert_eq!(*week, "2026-W48".parse::<zegel_core::calendar::Week>().unwrap().to_number().to_string());
}
