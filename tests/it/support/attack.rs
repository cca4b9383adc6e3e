//! A server that was taken over and is asked several times: what it lists, and what it gives, each
//! as a test says.

use serde_json::{Value, json};
use zegel_core::calendar::Clock;
use zegel_core::document::{EntryDigest, Message, NoteContent, Position, Report, SignedNote};
use zegel_core::id::EntryId;
use zegel_core::seal::ForDesk;
use zegel_core::signature::DeskKey;
use zegel_core::token::Keys;

use crate::support::fixture::{answers, instance, writing};
use crate::support::hostile::{Hostile, ok, week};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

/// Serves one thread with these entries, each under this version of its body.
pub fn serve(liar: &mut LyingServer, entries: &[(&Value, u64)]) -> Hostile {
    let ids: Vec<Value> =
        entries.iter().map(|(entry, version)| json!({ "id": entry["id"], "version": version })).collect();
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": null, "entries": ids });
    let lines: Vec<Value> = entries.iter().map(|(entry, version)| versioned(entry, *version)).collect();
    serve_heads(liar, vec![head], &lines)
}

/// A server that was honest at first: anna has listed its one report, which is told by its id and line.
pub fn honest_at_first() -> (LyingServer, EntryId, Value) {
    let mut liar = LyingServer::new();
    let place = id();
    let report = entry(&place, "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let honest = serve(&mut liar, &[(&report, 1)]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    (liar, place, report)
}

fn versioned(entry: &Value, version: u64) -> Value {
    let mut entry = entry.clone();
    entry["version"] = json!(version);
    entry
}

/// Serves any list with any lines.
pub fn serve_heads(liar: &mut LyingServer, heads: Vec<Value>, lines: &[Value]) -> Hostile {
    let list = json!({ "threads": heads }).to_string();
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    liar.raw(move |line| match line {
        "GET /desk/v1/threads" => ok(&list),
        line if line.starts_with("GET /desk/v1/entries") => ok(&lines),
        _ => ok("{}"),
    })
}

/// A report by whoever has these keys: the server, say, with a code of its own.
pub fn report_of(liar: &LyingServer, story: &str, keys: &Keys) -> ForDesk {
    let mut words = writing(answers(&[("story", story)]), keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    liar.sealed(Report::new(words, keys.author_key()))
}

/// A message by whoever has these keys.
pub fn message_of(liar: &LyingServer, id: EntryId, text: &str, keys: &Keys) -> ForDesk {
    let mut words = writing(answers(&[("story", text)]), keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    liar.set.seal(Message::new(words, Position::default(), id, &keys.author_key())).unwrap()
}

/// A note signed with any key, sealed for the desk.
pub fn note(liar: &LyingServer, key: &DeskKey, author: &str, id: EntryId, content: NoteContent) -> ForDesk {
    let sealed_for = liar.set.fingerprint().to_string();
    let day = Clock::system().day();
    let note = SignedNote { author: author.to_owned(), day, lamport: 1, sealed_for, content };
    liar.set.seal(note.sign(key, instance(), THREAD.parse().unwrap(), id)).unwrap()
}

/// What a colleague who opened this entry signs that they read.
pub fn seen(liar: &LyingServer, entry: EntryId, sealed: &ForDesk) -> NoteContent {
    let file = std::fs::read_to_string(liar.anna.identity()).unwrap();
    let identity: zegel::identity::Identity = file.parse().unwrap();
    let document = identity.open_document(sealed).unwrap().digest;
    NoteContent::Seen { entries: vec![EntryDigest { entry, document }] }
}

/// What this computer remembers.
pub fn pins(liar: &LyingServer) -> Value {
    let file = liar.anna.state().join(format!("{}.json", instance()));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}
