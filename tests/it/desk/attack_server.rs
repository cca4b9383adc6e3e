//! Attack in several steps: a server that was taken over shows one thing now and another later, so that
//! what was refused or warned of first is taken for the truth afterwards.

use serde_json::{Value, json};
use zegel_core::document::{NoteContent, Status};
use zegel_core::signature::DeskKey;

use crate::support::attack::{honest_at_first, message_of, note, pins, report_of, seen, serve, serve_heads};
use crate::support::fixture::keys;
use crate::support::hostile::week;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

const REPLY: [&str; 5] = ["reply", THREAD, "--text", "We come on Friday at ten.", "--yes"];

/// The replies that a server was sent, if any.
fn was_answered(server: &crate::support::hostile::Hostile) -> bool {
    server.heard().iter().any(|heard| heard.body.contains("to-reporter"))
}

#[test]
fn a_note_of_a_former_colleague_is_not_taken_for_known_because_it_was_shown_in_the_wrong_place() {
    let bea = DeskKey::from_seed(&[5; 32]);
    let mut liar = LyingServer::new();
    liar.lines = format!("{}# former bea ed25519:{}\n", liar.lines, bea.public());
    liar.set = liar.lines.parse().unwrap();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("a true report")).as_bytes());
    let forged = id();
    let closed = NoteContent::Status { status: Status::Closed, reason: None };
    let sealed = note(&liar, &bea, "bea", forged, closed);
    for (version, direction) in [(1, "desk"), (2, "from-reporter"), (3, "desk")] {
        let forged = entry(&forged, direction, sealed.as_bytes());
        let _server = serve(&mut liar, &[(&report, 1), (&forged, version)]);
        assert_eq!(liar.anna.json(&["inbox"])[0]["status"], Value::Null, "{direction}");
    }
}

#[test]
fn no_answer_goes_to_who_writes_in_a_thread_whose_report_the_server_hides() {
    let mut liar = LyingServer::new();
    let report = id();
    let message = id();
    let report = entry(&report, "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let junk = entry(&report["id"].as_str().unwrap().parse().unwrap(), "from-reporter", b"junk");
    let honest = serve(&mut liar, &[(&report, 1)]);
    liar.anna.run(&["read", THREAD]).done();
    drop(honest);
    let own = message_of(&liar, message, "Please tell me what you will do.", &keys());
    let own = entry(&message, "from-reporter", own.as_bytes());
    for lie in [&[(&own, 1)][..], &[(&junk, 2), (&own, 1)]] {
        for _ in 0..2 {
            let server = serve(&mut liar, lie);
            liar.anna.run(&["read", THREAD]).done();
            liar.anna.run(&REPLY).failed_with("not the one somebody read first");
            assert!(!was_answered(&server));
        }
    }
    let server = serve(&mut liar, &[(&report, 3)]);
    liar.anna.run(&REPLY).done();
    assert!(was_answered(&server));
    drop(server);
    // A person may decide to go on all the same.
    let server = serve(&mut liar, &[(&own, 1)]);
    liar.anna.run(&["settle", THREAD, "--yes"]).done();
    liar.anna.run(&REPLY).done();
    assert!(was_answered(&server));
}

#[test]
fn who_hides_a_report_that_was_read_cannot_withdraw_it_with_a_secret_of_their_own() {
    let true_keys = keys();
    let own_keys = keys();
    let mut liar = LyingServer::new();
    let report = id();
    let own = id();
    let report = entry(&report, "from-reporter", report_of(&liar, "HE LOCKS THEM IN", &true_keys).as_bytes());
    let own = entry(&own, "from-reporter", report_of(&liar, "I made it up", &own_keys).as_bytes());
    for lie in [&[(&report, 1), (&own, 1)][..], &[(&own, 1)], &[(&own, 1)]] {
        let _server = serve(&mut liar, lie);
        liar.anna.run(&["inbox"]).done();
    }
    let secret = own_keys.withdrawal().to_text();
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": secret, "entries": [] });
    let server = serve_heads(&mut liar, vec![head], &[]);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.said().contains("was withdrawn, and does not prove it"), "{}", list.err);
    assert_eq!(pins(&liar)["tombstones"], json!({}));
    drop(server);
}

#[test]
fn where_the_report_does_not_open_no_message_says_by_what_it_is_withdrawn() {
    let own_keys = keys();
    let mut liar = LyingServer::new();
    let report = id();
    let message = id();
    // As a new colleague sees it, before it was sealed anew.
    let closed = entry(&report, "from-reporter", zegel_of_others().as_bytes());
    let own = message_of(&liar, message, "x", &own_keys);
    let own = entry(&message, "from-reporter", own.as_bytes());
    let server = serve(&mut liar, &[(&closed, 1), (&own, 1)]);
    liar.anna.run(&["inbox"]).done();
    drop(server);
    let secret = own_keys.withdrawal().to_text();
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": secret, "entries": [] });
    let _server = serve_heads(&mut liar, vec![head], &[]);
    liar.anna.run(&["inbox"]).done();
    assert_eq!(pins(&liar)["tombstones"], json!({}));
}

/// A report that no key of this desk opens.
fn zegel_of_others() -> zegel_core::seal::ForDesk {
    let (_, set) = crate::support::fixture::hybrid_desk();
    set.seal(crate::support::fixture::report("not for anna", &keys())).unwrap()
}

#[test]
fn what_a_colleague_read_is_not_forgotten_when_the_server_hides_the_colleagues_word() {
    let mut liar = LyingServer::new();
    let place = id();
    let read = id();
    let true_report = liar.sealed(liar.report("HE LOCKS THEM IN"));
    let seen = seen(&liar, place, &true_report);
    let seen = entry(&read, "desk", note(&liar, &liar.key(), "anna", read, seen).as_bytes());
    let fake = entry(&place, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    let report = entry(&place, "from-reporter", true_report.as_bytes());
    // With the colleague's word, then twice without.
    for lie in [&[(&fake, 1), (&seen, 1)][..], &[(&fake, 1)], &[(&fake, 1)]] {
        let server = serve(&mut liar, lie);
        liar.anna.run(&["inbox"]).done();
        liar.anna.run(&REPLY).ended_with(4).failed_with("not the one somebody read first");
        assert!(!was_answered(&server));
    }
    // The true one needs no decision, whatever version the server says that it is.
    let _server = serve(&mut liar, &[(&report, 1), (&seen, 1)]);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(!list.said().contains("is not the document"), "{}", list.err);
    liar.anna.run(&REPLY).done();
}

#[test]
fn other_versions_in_a_list_destroy_no_sealed_copies() {
    let (mut liar, place, _) = honest_at_first();
    let junk = entry(&place, "from-reporter", b"junk");
    let fake = entry(&place, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    for lie in [(&junk, 2), (&fake, 3), (&junk, 4)] {
        let _server = serve(&mut liar, &[lie]);
        liar.anna.run(&["inbox"]).done();
        liar.anna.run(&["inbox"]).done();
    }
    let empty = serve_heads(&mut liar, Vec::new(), &[]);
    liar.anna.run(&["inbox"]).done();
    let shown = liar.anna.run(&["read", THREAD]).done();
    assert!(shown.out.contains("HE LOCKS THEM IN"), "{}", shown.out);
    drop(empty);
}

#[test]
fn a_lie_under_the_true_version_does_not_stay_in_the_cache() {
    let (mut liar, place, report) = honest_at_first();
    let fake = entry(&place, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    let lying = serve(&mut liar, &[(&fake, 2)]);
    assert!(liar.anna.run(&["inbox"]).done().said().contains("is not the document"));
    drop(lying);
    // The same number with the true bytes, as an honest server comes back.
    let _honest = serve(&mut liar, &[(&report, 2)]);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(!list.said().contains("is not the document"), "{}", list.err);
    liar.anna.run(&REPLY).done();
}

#[test]
fn another_report_beside_the_one_that_a_colleague_read_gets_no_answer_while_that_one_is_hidden() {
    let mut liar = LyingServer::new();
    let place = id();
    let read = id();
    let other = id();
    let true_report = liar.sealed(liar.report("HE LOCKS THEM IN"));
    let seen = seen(&liar, place, &true_report);
    let seen = entry(&read, "desk", note(&liar, &liar.key(), "anna", read, seen).as_bytes());
    let fake = entry(&other, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    for lie in [&[(&fake, 1), (&seen, 1)][..], &[(&fake, 1)], &[(&fake, 1)]] {
        let server = serve(&mut liar, lie);
        let list = liar.anna.run(&["inbox"]).done();
        assert!(list.said().contains("and the server does not show it"), "{}", list.err);
        liar.anna.run(&REPLY).ended_with(4).failed_with("not the one somebody read first");
        liar.anna.run(&["delete", THREAD, "--yes"]).failed_with("not the one somebody read first");
        assert!(!was_answered(&server));
    }
    let server = serve(&mut liar, &[(&fake, 1), (&seen, 1)]);
    liar.anna.run(&["settle", THREAD, "--yes"]).done();
    liar.anna.run(&REPLY).done();
    assert!(was_answered(&server));
}

#[test]
fn a_report_that_does_not_open_any_more_is_not_deleted_without_a_decision() {
    let (mut liar, place, _) = honest_at_first();
    let junk = entry(&place, "from-reporter", b"junk");
    let _server = serve(&mut liar, &[(&junk, 2)]);
    for _ in 0..2 {
        let ended = liar.anna.run(&["delete", THREAD, "--yes"]).ended_with(4);
        assert!(ended.said().contains("has changed since last time"), "{}", ended.err);
    }
    liar.anna.run(&["settle", THREAD, "--yes"]).done();
    liar.anna.run(&["delete", THREAD, "--yes"]).done();
}
