//! Lies in several steps: a server that was taken over shows one thing now and another later, so that
//! what was refused or warned of first is taken for the truth afterwards.

use serde_json::{Value, json};
use zegel::document::{NoteContent, Status};
use zegel::signature::DeskKey;

use crate::attack::{message_of, note, pins, report_of, seen, serve, serve_heads};
use crate::fixture::keys;
use crate::hostile::week;
use crate::lied::{Lied, THREAD, entry, id};

const REPLY: [&str; 5] = ["reply", THREAD, "--text", "We come on Friday at ten.", "--yes"];

/// The replies that a server was sent, if any.
fn was_answered(server: &crate::hostile::Hostile) -> bool {
    server.heard().iter().any(|heard| heard.body.contains("to-reporter"))
}

#[test]
fn a_note_of_a_former_colleague_is_not_taken_for_known_because_it_was_shown_in_the_wrong_place() {
    let bea = DeskKey::from_seed(&[5; 32]);
    let mut lied = Lied::new();
    lied.lines = format!("{}# former bea ed25519:{}\n", lied.lines, bea.public());
    lied.set = lied.lines.parse().unwrap();
    let report = entry(&id(), "from-reporter", lied.sealed(lied.report("a true report")).as_bytes());
    let forged = id();
    let closed = NoteContent::Status { status: Status::Closed, reason: None };
    let sealed = note(&lied, &bea, "bea", forged, closed);
    for (version, direction) in [(1, "desk"), (2, "from-reporter"), (3, "desk")] {
        let forged = entry(&forged, direction, sealed.as_bytes());
        let _server = serve(&mut lied, &[(&report, 1), (&forged, version)]);
        assert_eq!(lied.anna.json(&["inbox"])[0]["status"], Value::Null, "{direction}");
    }
}

