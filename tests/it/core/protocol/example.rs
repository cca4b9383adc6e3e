//! The walk of one report from its token to the rows of a real store, as the page prints it.

use data_encoding::HEXLOWER;
use rusqlite::Connection;
use serde_json::Value;
use zegel::identity::Identity;
use zegel_core::calendar::{Day, Week};
use zegel_core::document::{Answers, EntryDigest, NoteContent, Report, Writing};
use zegel_core::id::{EntryId, FormId};
use zegel_core::seal::{Document, ForDesk, Recipients};
use zegel_core::thread::{Entry, SealedEntry};
use zegel_core::token::{Keys, Kind, Token};
use zegeld::store::{Options, Store};

use super::page::{Fact, fact};
use super::{values, vector};
use crate::support::fixture::instance;

const SECTION: &str = "One report, from token to row";

const LANGUAGE: &str = "nl";

/// All that the walk needs.
struct Walk {
    token: Value,
    form: Value,
    keys: Keys,
    day: Day,
    set: Recipients,
    identity: Identity,
}

impl Walk {
    fn new() -> Self {
        let token = vector("tokens", 0);
        let keys = Token::parse(token["token"].as_str().unwrap()).unwrap().keys(instance());
        let set = vector("fingerprints", 0);
        let set: Recipients = set["recipients"][0].as_str().unwrap().parse().unwrap();
        // The set's one recipient is that of the token's reply seed.
        let seed = HEXLOWER.decode(token["reply_seed_hex"].as_str().unwrap().as_bytes()).unwrap();
        let identity = Identity::generate("anna", seed.try_into().unwrap(), [0; 32]);
        Self { token, form: vector("entry_ids", 0), keys, day: "2026-11-24".parse().unwrap(), set, identity }
    }

    fn text(&self, field: &str) -> String {
        self.token[field].as_str().unwrap().to_owned()
    }

    fn answers(&self) -> Answers {
        serde_json::from_value(self.form["answers"].clone()).unwrap()
    }

    fn report(&self) -> Report {
        let writing = Writing {
            answers: self.answers(),
            language: LANGUAGE.to_owned(),
            day: self.day,
            reply_to: self.keys.reply_to().unwrap(),
            marks: Vec::new(),
            sealed_for: self.set.fingerprint().to_string(),
            withdrawal: self.keys.withdrawal().digest(),
        };
        Report::new(writing, self.keys.author_key())
    }

    fn entry_id(&self) -> EntryId {
        let form: FormId = self.form["form_hex"].as_str().unwrap().parse().unwrap();
        self.keys.entry_id(form, Kind::Report, &self.answers())
    }
}

pub fn facts() -> Vec<Fact> {
    let walk = Walk::new();
    let sealed = walk.set.seal(walk.report()).unwrap();
    let opened = walk.identity.open_document(&sealed).unwrap();
    let (class, _) = sealed.outside().unwrap();
    let json = String::from_utf8(walk.report().into_json().as_bytes().to_vec()).unwrap();
    let (beginning, _) = json.split_once(",\"author_key\"").unwrap();
    let canonical = String::from_utf8(walk.answers().canonical()).unwrap();
    let rows = Rows::of(&walk, &sealed);
    let secret = walk.keys.withdrawal();
    let mut facts = vec![
        fact(SECTION, "Token", values![walk.text("token")]),
        fact(SECTION, "Its bytes", values![walk.text("token_bytes_hex")]),
        fact(SECTION, "Installation", values![instance()]),
        fact(SECTION, "Mailbox key", values![*walk.keys.mailbox_key().to_text()]),
        fact(SECTION, "Form, answers", values![walk.form["form_hex"].as_str().unwrap(), canonical]),
        fact(SECTION, "Document", values![walk.day, LANGUAGE, beginning, json.len(), class.size()]),
        fact(SECTION, "Its digest", values![opened.digest]),
        fact(SECTION, "Age file", age_file(&sealed)),
        fact(SECTION, "First reader", values![seen(&walk, &opened.digest)]),
        fact(SECTION, "Withdrawal", values![secret.to_text(), secret.digest()]),
    ];
    facts.extend(rows.facts());
    facts
}

/// Its first line, the type of its one stanza, and the length of what follows the header.
fn age_file(sealed: &ForDesk) -> Vec<String> {
    let bytes = sealed.as_bytes();
    let mac = crate::support::http::find(bytes, b"\n--- ").unwrap() + 1;
    let header = std::str::from_utf8(&bytes[..mac]).unwrap();
    let mac_line = bytes[mac..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut lines = header.lines();
    let first = lines.next().unwrap();
    let stanza = lines.next().unwrap().split(' ').nth(1).unwrap();
    values![first, stanza, bytes.len() - mac - mac_line]
}

/// What the first reader signs, up to the digest.
fn seen(walk: &Walk, digest: &str) -> String {
    let read = EntryDigest { entry: walk.entry_id(), document: digest.to_owned() };
    let seen = serde_json::to_string(&NoteContent::Seen { entries: vec![read] }).unwrap();
    seen.split_once(digest).unwrap().0.to_owned()
}

/// What a real store has of it, before and after the withdrawal.
struct Rows {
    mailbox: Vec<u8>,
    week: i32,
    entry: Vec<u8>,
    direction: u8,
    withdrawal: Vec<u8>,
}

impl Rows {
    fn of(walk: &Walk, sealed: &ForDesk) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("zegel.db"), Options::default()).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mailbox = walk.keys.mailbox_key().mailbox();
        let entry = Entry { id: walk.entry_id(), sealed: SealedEntry::FromReporter(sealed.clone()) };
        runtime.block_on(store.put(mailbox, entry, walk.day.week())).unwrap();
        let (mailbox_row, week, entry, direction, body) =
            runtime.block_on(store.on_sqlite(|store| Ok(stored(store)))).unwrap();
        assert!(body == sealed.as_bytes());
        let secret = walk.keys.withdrawal().clone();
        runtime.block_on(store.withdraw(mailbox, secret, walk.day.week())).unwrap();
        let withdrawal = runtime.block_on(store.on_sqlite(|store| Ok(withdrawn(store)))).unwrap();
        runtime.block_on(store.close());
        Self { mailbox: mailbox_row, week, entry, direction, withdrawal }
    }

    fn facts(&self) -> Vec<Fact> {
        let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
        vec![
            fact(SECTION, "Row of `thread`", values![hex(&self.mailbox), self.week, Week::from_number(0)]),
            fact(SECTION, "Row of `entry`", values![hex(&self.entry), self.direction]),
            fact(SECTION, "Row of `thread` after it", values![hex(&self.withdrawal)]),
        ]
    }
}

type Stored = (Vec<u8>, i32, Vec<u8>, u8, Vec<u8>);

fn stored(store: &Connection) -> Stored {
    let sql = "select mailbox, week, entry.id, direction, sealed from thread
               join entry on entry.thread = thread.id join body on body.key = entry.body where withdrawal is null";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    store.query_row(sql, [], row).unwrap()
}

fn withdrawn(store: &Connection) -> Vec<u8> {
    let entries: i64 = store.query_row("select count(*) from entry", [], |row| row.get(0)).unwrap();
    assert_eq!(entries, 0);
    store.query_row("select withdrawal from thread where mailbox is null", [], |row| row.get(0)).unwrap()
}
