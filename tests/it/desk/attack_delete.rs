//! Attack by deletion: a server that was taken over shows reports as junk or as withdrawn, so that a
//! caseworker removes them for good.

use serde_json::json;

use crate::support::attack::{honest_at_first, pins, serve, serve_heads};
use crate::support::hostile::week;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

/// 32 bytes that prove nothing.
const FALSE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn what_was_read_here_before_is_not_junk_because_the_server_shows_junk_in_its_place() {
    let (mut liar, place, _) = honest_at_first();
    let junk = entry(&place, "from-reporter", b"junk");
    let other = entry(&id(), "from-reporter", b"more junk");
    for lie in [&[(&junk, 2)][..], &[(&other, 2)]] {
        let server = serve(&mut liar, lie);
        let ended = liar.anna.run(&["delete", "--junk", "--yes"]).done();
        assert!(ended.said().contains("no report in which nothing can be read"), "{}", ended.err);
        assert!(server.heard().iter().all(|heard| !heard.line.starts_with("DELETE")));
    }
    assert_eq!(pins(&liar)["tombstones"], json!({}));
}

#[test]
fn a_line_that_was_removed_because_the_server_said_withdrawn_is_no_deletion_to_tell_others() {
    let mut liar = LyingServer::new();
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": FALSE, "entries": [] });
    let _server = serve_heads(&mut liar, vec![head], &[]);
    let advised = liar.anna.run(&["read", THREAD]).failed_with("remove the line with: zegel delete");
    assert!(advised.out.is_empty());
    liar.anna.run(&["delete", THREAD, "--yes"]).done();
    assert_eq!(pins(&liar)["tombstones"], json!({}));
}
