//! Another document under a known entry: it is said on every desk, and stops what cannot be undone until
//! a person decides.

use zegel_core::document::{NoteContent, Report, Resealed};
use zegel_core::id::ThreadId;
use zegel_core::thread::Direction;

use crate::support::caseworker::{Caseworker, export_to_police};
use crate::support::fixture::{answers, keys, writing};
use crate::support::insider::{Insider, digest};
use crate::support::practice::{Practice, only, two_desks};

/// Bea puts another report in the place of the one in `thread`, with all that a key that opens may
/// do, and signs that she sealed it anew.
fn rewrite(site: &Practice, bea: &Caseworker, thread: &str, story: &str) {
    let thread: ThreadId = thread.parse().unwrap();
    let mut insider = Insider::of(&site.desk, bea);
    let lines = insider.entries(thread);
    let report = lines.iter().find(|line| line.direction == Direction::FromReporter).unwrap();
    let keys = keys();
    let mut words = writing(answers(&[("story", story)]), &keys);
    words.sealed_for = insider.set().fingerprint().to_string();
    let other = insider.set().seal(Report::new(words, keys.author_key())).unwrap();
    let was = digest(&report.sealed.0);
    let now = digest(other.as_bytes());
    let set = insider.set().fingerprint().to_string();
    let entries = vec![Resealed { entry: report.id, was, now }];
    insider.notes(thread, "bea", 2, NoteContent::Resealed { set, entries });
    insider.replaces(report, other.as_bytes());
}

/// What cannot be undone is refused, and the way on is said.
fn stops(desk: &Caseworker, id: &str) {
    for verb in [
        &["reply", id, "--text", "We come on Friday.", "--yes"][..],
        &["delete", id, "--yes"],
        &export_to_police(id, "many"),
        &["export", id, "--confirm", "--yes"],
    ] {
        let ended = desk.run(verb).ended_with(4).failed_with("not the one somebody read first");
        assert!(ended.said().contains(&format!("zegel settle {}", &id[..8])), "{}", ended.err);
    }
}

#[test]
fn another_document_is_said_on_every_desk_and_stops_what_cannot_be_undone() {
    let (site, anna, bea) = two_desks();
    site.report("en", &[("story", "He locks the girls in.")]);
    let id = only(&anna);
    anna.run(&["read", &id]).done();
    rewrite(&site, &bea, &id, "I made all of this up. Sorry.");
    // A computer that never saw the first one knows it by what anna signed.
    let mut new = Caseworker::new();
    new.file("config/zegel/identity.txt", std::fs::read(anna.identity()).unwrap());
    new.at(&site.desk);
    for desk in [&anna, &new] {
        for _ in 0..2 {
            let list = desk.run(&["inbox"]).done();
            assert!(list.said().contains("is not the document that was read first"), "{}", list.err);
            assert!(list.out.contains("OTHER DOCUMENT THAN READ"), "{}", list.out);
        }
        let shown = desk.run(&["read", &id]).done();
        assert!(shown.out.contains("anna read another document under it"), "{}", shown.out);
        stops(desk, &id);
    }
    assert!(anna.run(&["read", &id]).done().out.contains("This computer remembers another document"));
    assert_eq!(new.json(&["inbox"])[0]["unread"], true, "reading it does not make it read");
    // Sealing it anew silences nothing.
    rewrite(&site, &bea, &id, "Really, I made it up.");
    stops(&new, &id);

    anna.run(&["settle", &id]).failed_with("Nothing was done");
    stops(&anna, &id);
    anna.run(&["settle", &id, "--yes"]).done();
    anna.run(&["settle", &id]).failed_with("nothing to decide");
    anna.run(&["reply", &id, "--text", "Is that so?", "--yes"]).done();
    // It was decided on one computer, and for one document.
    stops(&new, &id);
    rewrite(&site, &bea, &id, "Once more.");
    stops(&anna, &id);
}

#[test]
fn the_same_document_sealed_by_somebody_else_is_no_other_document() {
    let (site, anna, bea) = two_desks();
    site.report("en", &[("story", "He locks the girls in.")]);
    let id = only(&anna);
    anna.run(&["read", &id]).done();
    let thread: ThreadId = id.parse().unwrap();
    let mut insider = Insider::of(&site.desk, &bea);
    let identity = crate::desk::case_work::identity(&bea);
    for line in insider.entries(thread) {
        let sealed = zegel_core::seal::ForDesk::from_bytes(line.sealed.0.clone()).unwrap();
        let anew = identity.reseal(&sealed, &insider.set()).unwrap();
        insider.replaces(&line, anew.as_bytes());
    }
    for desk in [&anna, &bea] {
        let list = desk.run(&["inbox"]).done();
        assert!(!list.err.contains("Please note"), "{}", list.err);
    }
    anna.run(&["reply", &id, "--text", "Thank you.", "--yes"]).done();
}

#[test]
fn an_entry_that_a_colleague_has_read_and_the_server_hides_is_said() {
    let (site, anna, bea) = two_desks();
    site.report("en", &[("story", "He locks the girls in.")]);
    let id = only(&anna);
    let thread: ThreadId = id.parse().unwrap();
    let mut insider = Insider::of(&site.desk, &anna);
    let hidden = zegel_core::document::EntryDigest {
        entry: zegel_core::id::EntryId::random().unwrap(),
        document: "0".repeat(64),
    };
    insider.notes(thread, "anna", 1, NoteContent::Seen { entries: vec![hidden.clone()] });
    let list = bea.run(&["inbox"]).done();
    let said = format!("A colleague has read {}, and the server does not show it", hidden.entry);
    assert!(list.said().contains(&said), "{}", list.err);
}
