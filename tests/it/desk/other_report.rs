//! Another report in the place of the one that was read: the server puts its own there under another id,
//! so that nothing stands under the same id that could be compared.

use serde_json::Value;
use zegel::identity::Identity;
use zegel_core::document::{EntryDigest, NoteContent, SignedNote};
use zegel_core::id::EntryId;
use zegel_core::seal::ForDesk;

use crate::support::caseworker::export_to_police;
use crate::support::fixture::instance;
use crate::support::hostile::Hostile;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

/// What may not happen to such a case before a person has decided.
const ACTS: [&[&str]; 3] = [
    &["reply", "6a1d", "--text", "We come on Friday.", "--yes"],
    &export_to_police("6a1d", "many"),
    &["delete", "6a1d", "--yes"],
];

/// Something that the server wrote, and the report that was there before.
struct Two {
    liar: LyingServer,
    read: EntryId,
    sealed: ForDesk,
    forged: Value,
}

impl Two {
    fn new() -> Self {
        let liar = LyingServer::new();
        let sealed = liar.sealed(liar.report("the words that were read"));
        let forged = liar.sealed(liar.report("Where do you meet?"));
        let forged = entry(&id(), "from-reporter", forged.as_bytes());
        Self { liar, read: id(), sealed, forged }
    }

    fn true_report(&self) -> Value {
        entry(&self.read, "from-reporter", self.sealed.as_bytes())
    }

    /// Nothing is sent but what asks, and nothing is forgotten.
    fn refuses_all(&self, server: &Hostile) {
        for act in ACTS {
            self.liar.anna.run(act).failed_with("holds a document that is not the one somebody read first");
        }
        let seen = self.liar.anna.run(&["read", "6a1d"]).done();
        assert!(seen.out.contains("zegel settle 6a1d3c52"), "{}", seen.out);
        for heard in server.heard() {
            assert!(heard.line == "POST /desk/v1/session" || heard.line.starts_with("GET"), "{}", heard.line);
        }
    }
}

#[test]
fn it_gets_no_answer_until_a_person_decides_however_often_it_is_shown() {
    let mut two = Two::new();
    let honest = two.liar.serve(vec![two.true_report()]);
    two.liar.anna.run(&["inbox"]).done();
    drop(honest);
    // The one that was read is hidden, or spoilt.
    let spoilt = entry(&two.read, "from-reporter", b"junk");
    for lie in [vec![two.forged.clone()], vec![spoilt, two.forged.clone()]] {
        let server = two.liar.serve(lie);
        two.refuses_all(&server);
        two.refuses_all(&server);
        let row = &two.liar.anna.json(&["inbox"])[0];
        assert_eq!(row["reasons"][0], "other-document");
    }
    let honest = two.liar.serve(vec![two.true_report()]);
    two.liar.anna.run(ACTS[0]).done();
    drop(honest);
    let server = two.liar.serve(vec![two.forged.clone()]);
    two.refuses_all(&server);
    two.liar.anna.run(&["settle", "6a1d", "--yes"]).done();
    two.liar.anna.run(ACTS[0]).done();
    assert!(server.heard().iter().any(|heard| heard.line.starts_with("POST /desk/v1/threads/")));
}

#[test]
fn what_a_colleague_signed_to_have_read_protects_a_computer_that_never_saw_it() {
    let mut two = Two::new();
    let identity: Identity = std::fs::read_to_string(two.liar.anna.identity()).unwrap().parse().unwrap();
    let document = identity.open_document(&two.sealed).unwrap().digest;
    let content = NoteContent::Seen { entries: vec![EntryDigest { entry: two.read, document }] };
    let note = id();
    let day = "2026-11-24".parse().unwrap();
    let sealed_for = two.liar.set.fingerprint().to_string();
    let seen = SignedNote { author: "anna".to_owned(), day, lamport: 1, sealed_for, content };
    let seen = seen.sign(&two.liar.key(), instance(), THREAD.parse().unwrap(), note);
    let seen = entry(&note, "desk", two.liar.set.seal(seen).unwrap().as_bytes());
    let spoilt = entry(&two.read, "from-reporter", b"junk");
    for lie in [vec![seen.clone(), two.forged.clone()], vec![seen.clone(), spoilt, two.forged.clone()]] {
        let server = two.liar.serve(lie);
        assert!(!two.liar.anna.state().exists(), "nothing was ever seen here");
        two.refuses_all(&server);
        std::fs::remove_dir_all(two.liar.anna.state()).unwrap();
    }
}

#[test]
fn a_message_that_is_new_is_no_other_report() {
    let mut two = Two::new();
    let message = two.liar.serve(vec![two.true_report()]);
    two.liar.anna.run(&["inbox"]).done();
    drop(message);
    let junk = entry(&id(), "from-reporter", b"junk");
    let _server = two.liar.serve(vec![two.true_report(), junk]);
    two.liar.anna.run(ACTS[0]).done();
}
