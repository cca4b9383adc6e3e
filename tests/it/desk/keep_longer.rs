//! What is kept longer than the retention has a note that says why; a withdrawn thread is never kept.
//!
//! `zegel keep`: a thread is kept longer than the retention with a note that says why, and never when its
//! reporter took it back.

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;
use zegel_core::thread::Direction;

use crate::support::desk_client::Desk;
use crate::support::fixture::{ForDeskRaw, hybrid_desk};
use crate::support::site::Site;

/// A note as a desk sends it. What is in it, the server cannot tell.
fn note(site: &Site) -> Value {
    note_for(&site.recipients)
}

fn note_for(recipients: &Recipients) -> Value {
    let sealed = recipients.seal(ForDeskRaw(b"{}".to_vec())).unwrap();
    let id = EntryId::random().unwrap();
    json!({ "id": id, "direction": "desk", "sealed": BASE64.encode(sealed.as_bytes()) })
}

fn keep(desk: &mut Desk<'_>, thread: ThreadId, note: &Value) -> u16 {
    desk.request("POST", &format!("/desk/v1/threads/{thread}/keep"), note.to_string().as_bytes()).status
}

fn purge(site: &Site) -> usize {
    site.runtime.block_on(site.app.purge()).unwrap()
}

#[test]
fn a_thread_that_is_kept_longer_stays_for_a_whole_retention_and_holds_the_note() {
    let site = Site::with(|setup| setup.config.retention.weeks = 3);
    site.report("en", "Kept.");
    let thread = site.threads()[0].id;
    site.report("en", "Not kept.");
    site.weeks_later(3);
    let note = note(&site);
    assert_eq!(keep(&mut Desk::login(&site), thread, &note), 200);
    site.weeks_later(1);
    assert_eq!(purge(&site), 1);
    assert_eq!(site.threads().iter().map(|thread| thread.id).collect::<Vec<_>>(), [thread]);
    let entries = site.entries();
    let notes: Vec<_> = entries.iter().filter(|entry| entry.sealed.direction() == Direction::Desk).collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(json!(notes[0].id), note["id"]);
    site.weeks_later(2);
    assert_eq!(purge(&site), 0);
    site.weeks_later(1);
    assert_eq!(purge(&site), 1);
}

#[test]
fn the_same_wish_sent_twice_is_one_note_and_prolongs_once() {
    let site = Site::start();
    site.report("en", "Kept.");
    let thread = site.threads()[0].id;
    let note = note(&site);
    let mut desk = Desk::login(&site);
    assert_eq!(keep(&mut desk, thread, &note), 200);
    site.weeks_later(3);
    assert_eq!(keep(&mut desk, thread, &note), 200);
    assert_eq!(site.rows(), [1, 2, 2, 0]);
    assert_eq!(site.threads()[0].week, "2026-W48".parse().unwrap());
}

#[test]
fn what_is_not_there_or_was_withdrawn_is_not_kept() {
    let site = Site::start();
    let token = site.report("en", "Taken back.");
    let thread = site.threads()[0].id;
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    site.weeks_later(1);
    let mut desk = Desk::login(&site);
    assert_eq!(keep(&mut desk, thread, &note(&site)), 404);
    assert_eq!(keep(&mut desk, ThreadId::random().unwrap(), &note(&site)), 404);
    assert_eq!(
        desk.request("POST", "/desk/v1/threads/x/keep", note(&site).to_string().as_bytes()).status,
        404
    );
    assert_eq!(site.rows(), [1, 0, 0, 1]);
    assert_eq!(site.threads()[0].week, "2026-W48".parse().unwrap());
}

#[test]
fn only_a_sealed_note_keeps_a_thread_longer() {
    let site = Site::start();
    site.report("en", "Here.");
    let thread = site.threads()[0].id;
    site.weeks_later(1);
    let mut desk = Desk::login(&site);
    for direction in ["to-reporter", "from-reporter"] {
        let mut other = note(&site);
        other["direction"] = direction.into();
        assert_eq!(keep(&mut desk, thread, &other), 422, "{direction}");
    }
    let mut junk = note(&site);
    junk["sealed"] = BASE64.encode(b"junk").into();
    assert_eq!(keep(&mut desk, thread, &junk), 422);
    let more = format!("{}{}", site.recipients.text(), hybrid_desk().1.text());
    let more: Recipients = more.parse().unwrap();
    assert_eq!(keep(&mut desk, thread, &note_for(&more)), 409, "sealed for another set");
    assert_eq!(keep(&mut desk, thread, &json!({})), 400);
    assert_eq!(keep(&mut desk, thread, &json!({ "entries": [note(&site)] })), 400);
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    assert_eq!(site.threads()[0].week, "2026-W48".parse().unwrap());
}

#[test]
fn a_key_that_only_signs_keeps_nothing_longer() {
    let seed = [3; 32];
    let site = Site::with(|setup| {
        let file = &setup.config.recipients;
        let lines = std::fs::read_to_string(file).unwrap();
        let carrier = DeskKey::from_seed(&seed).public();
        std::fs::write(file, format!("{lines}# desk courier ed25519:{carrier}\n")).unwrap();
    });
    site.report("en", "Here.");
    let thread = site.threads()[0].id;
    let mut courier = Desk::login_with(&site, DeskKey::from_seed(&seed));
    assert_eq!(keep(&mut courier, thread, &note(&site)), 403);
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    assert_eq!(keep(&mut Desk::login(&site), thread, &note(&site)), 200);
}
