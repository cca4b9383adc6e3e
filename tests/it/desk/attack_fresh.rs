//! Attack on a new computer, which has seen nothing yet: what it learns from a server that was taken over
//! does not outlast that server.

use crate::support::attack::{message_of, report_of, serve};
use crate::support::fixture::keys;
use crate::support::hostile::{ok, session, week};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

#[test]
fn a_server_that_was_put_back_is_read_anew_and_shows_what_was_a_lie() {
    let mut liar = LyingServer::new();
    let place = id();
    let fake = entry(&place, "from-reporter", report_of(&liar, "I made it up", &keys()).as_bytes());
    let report = entry(&place, "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let lying = serve(&mut liar, &[(&fake, 1)]);
    liar.anna.run(&["inbox"]).done();
    drop(lying);
    // The honest one out of a backup, with the same numbers.
    let mut session = session(&liar.lines);
    session["generation"] = serde_json::json!("ffeeddccbbaa99887766554433221100");
    let session = session.to_string();
    let line = report.to_string();
    let list = ok(serde_json::json!({ "threads": [{ "id": THREAD, "week": week(), "withdrawal": null, "entries": [{ "id": place, "version": 1 }] }] }).to_string());
    let _server = liar.any(move |path| match path {
        "POST /desk/v1/session" => ok(&session),
        "GET /desk/v1/threads" => list.clone(),
        path if path.starts_with("GET /desk/v1/entries") => ok(&line),
        _ => ok("{}"),
    });
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.said().contains("is not the document that was read first"), "{}", list.err);
    let shown = liar.anna.run(&["read", THREAD]).done();
    assert!(shown.out.contains("HE LOCKS THEM IN"), "{}", shown.out);
}

#[test]
fn who_writes_beside_a_report_that_does_not_open_yet_gets_no_answer() {
    let mut liar = LyingServer::new();
    let (_, others) = crate::support::fixture::hybrid_desk();
    let closed = others.seal(crate::support::fixture::report("sealed before anna came", &keys())).unwrap();
    let closed = entry(&id(), "from-reporter", closed.as_bytes());
    let message = id();
    let own = message_of(&liar, message, "Please tell me what you will do.", &keys());
    let own = entry(&message, "from-reporter", own.as_bytes());
    let server = serve(&mut liar, &[(&closed, 1), (&own, 1)]);
    let reply = ["reply", THREAD, "--text", "We come on Friday.", "--yes"];
    liar.anna.run(&reply).failed_with("does not say where an answer can go");
    assert!(server.heard().iter().all(|heard| !heard.body.contains("to-reporter")));
}
