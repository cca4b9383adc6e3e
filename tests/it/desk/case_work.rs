//! Work on cases by a team: what one does, the others see, and nobody who left goes on.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zegel::identity::Identity;
use zegel_core::thread::SealedEntry;

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, only};
use crate::support::team::Team;

fn case(desk: &Caseworker, id: &str) -> Value {
    desk.json(&["read", id, "--keep-unread"])
}

/// The identity file of a caseworker, as somebody could still have a copy of it.
pub fn identity(desk: &Caseworker) -> Identity {
    Identity::from_file(&std::fs::read(desk.identity()).unwrap(), None).unwrap()
}

#[test]
fn what_one_does_with_a_case_the_others_see() {
    let team = Team::new();
    team.site.report("nl", &[("story", "kamer 12")]);
    let id = only(&team.anna);
    team.anna.run(&["status", &id, "question-asked", "--reason", "Which days?"]).done();
    team.bea.run(&["assign", &id, "anna"]).done();
    team.cem.run(&["label", &id, "Utrecht", "hotel"]).done();
    team.anna.run(&["label", &id, "--remove", "hotel"]).done();
    team.bea.run(&["urgent", &id]).done();
    for desk in [&team.anna, &team.bea, &team.cem] {
        let case = case(desk, &id);
        assert_eq!(case["status"], "question-asked");
        assert_eq!((&case["assigned"], &case["urgent"]), (&json!("anna"), &json!(true)));
        assert_eq!(case["labels"], json!(["utrecht"]));
        let row = &desk.json(&["inbox"])[0];
        assert_eq!(row["reasons"][0], "by-hand");
    }
    let shown = team.cem.run(&["read", &id]).done().out;
    let state = "urgent, set by hand · question asked · with anna · labels: utrecht";
    assert!(shown.contains(state), "{shown}");
    assert!(shown.contains("status question asked") && shown.contains("Which days?"), "{shown}");
    assert!(team.anna.json(&["inbox", "--mine"]).as_array().unwrap().len() == 1);
    assert!(team.bea.json(&["inbox", "--mine"]).as_array().unwrap().is_empty());
    assert!(team.bea.json(&["inbox", "--label", "hotel"]).as_array().unwrap().is_empty());
    team.anna.run(&["assign", &id, "--nobody"]).done();
    team.anna.run(&["urgent", &id, "--not"]).done();
    assert_eq!(
        (&case(&team.bea, &id)["assigned"], &case(&team.bea, &id)["urgent"]),
        (&Value::Null, &json!(false))
    );
}

#[test]
fn a_case_is_handed_over_with_words_for_who_takes_it() {
    let team = Team::new();
    team.site.report("nl", &[("story", "kamer 12")]);
    let id = only(&team.anna);
    team.anna.run(&["handover", &id, "bea", "--text", "I know this hotel."]).done();
    let shown = team.bea.run(&["read", &id]).done().out;
    assert!(shown.contains("handed over to bea") && shown.contains("I know this hotel."), "{shown}");
    assert_eq!(team.bea.json(&["inbox"])[0]["todo"], "yours");
    team.anna.run(&["handover", &id, "dora", "--text", "x"]).failed_with("Choose one of: anna, bea, cem");
    team.anna.run(&["assign", &id, "dora"]).failed_with("There is no colleague dora");
    team.anna.run(&["label", &id, "a\u{1b}[31mb"]).failed_with("This is no label");
    assert_eq!(team.anna.run(&["status", &id, "done"]).code, Some(2));
}

#[test]
fn what_is_done_goes_below_what_is_not() {
    let team = Team::new();
    team.site.report("nl", &[("story", "a"), ("when", "when-now"), ("minor", "yes")]);
    let urgent = only(&team.anna);
    team.site.report("nl", &[("story", "b")]);
    team.anna.run(&["read", &urgent]).done();
    team.anna.run(&["status", &urgent, "closed"]).done();
    let list = team.anna.json(&["inbox"]);
    assert_eq!((&list[1]["id"], &list[1]["todo"]), (&json!(urgent), &json!("done")));
}

/// A case is the same on every desk, and two who write at once lose nothing.
#[test]
fn two_who_write_at_once_lose_nothing_and_see_the_same() {
    let team = Team::new();
    let reporter = team.site.report("nl", &[("story", "kamer 12")]);
    let id = only(&team.anna);
    only(&team.bea);
    std::thread::scope(|scope| {
        for (name, desk) in [("anna", &team.anna), ("bea", &team.bea)] {
            let id = &id;
            scope.spawn(move || {
                for round in 0..4 {
                    desk.run(&["note", id, "--text", &format!("{name} {round}")]).done();
                    desk.run(&["status", id, if round % 2 == 0 { "reading" } else { "waiting" }]).done();
                    desk.run(&["label", id, &format!("{name}-{round}")]).done();
                    desk.run(&["reply", id, "--text", &format!("answer of {name} {round}"), "--yes"]).done();
                }
            });
        }
    });
    let hers = case(&team.anna, &id);
    let theirs = case(&team.cem, &id);
    assert_eq!(hers["status"], theirs["status"]);
    assert_eq!(hers["labels"].as_array().unwrap().len(), 8);
    assert_eq!(hers["labels"], theirs["labels"]);
    assert_eq!(hers["history"], theirs["history"]);
    let entries = hers["entries"].as_array().unwrap();
    let of_kind = |kind: &str| -> BTreeSet<&str> {
        entries
            .iter()
            .filter(|entry| entry["kind"] == kind)
            .map(|entry| entry["text"].as_str().unwrap())
            .collect()
    };
    assert_eq!((of_kind("note").len(), of_kind("reply").len()), (8, 8));
    let page = reporter.looks();
    assert!(page.contains("answer of anna 3") && page.contains("answer of bea 3"));
}

#[test]
fn who_leaves_is_out_at_once_and_sealing_anew_closes_their_key_out() {
    let team = Team::new();
    let reporter = team.site.report("nl", &[("story", "kamer 12 van het hotel")]);
    let id = only(&team.anna);
    team.bea.json(&["inbox"]);
    team.cem.run(&["note", &id, "--text", "a note of cem"]).done();
    team.cem.run(&["reply", &id, "--text", "an answer of cem", "--yes"]).done();
    team.anna.run(&["read", &id]).done();

    team.site.reload_with(&team.lines[..2].concat());
    team.anna.run(&["inbox"]).failed_with("other keys than those pinned");
    team.cem.run(&["inbox"]).failed_with("The server does not know this key");
    let fingerprint =
        format!("{}{}", team.lines[0], team.lines[1]).parse::<zegel_core::seal::Recipients>().unwrap();
    let fingerprint = fingerprint.fingerprint().to_string();
    team.anna.run(&["recipients", "accept", &fingerprint]).done();
    // What he wrote before is still his, on the desk that had seen it.
    assert!(team.anna.run(&["read", &id]).done().out.contains("a note of cem"));
    let cem = identity(&team.cem);
    assert!(opened_by(&cem, &team.site) > 0);

    let anna = identity(&team.anna);
    let before = documents(&anna, &team.site);
    let done = team.anna.run(&["reseal"]).done();
    assert!(done.said().contains("Sealed for the present keys: 4."), "{}", done.err);
    assert!(documents(&anna, &team.site).is_superset(&before), "each document stays, with its padding");
    assert_eq!(opened_by(&cem, &team.site), 0, "his key opens nothing more");
    let again = team.anna.run(&["reseal"]).done();
    assert!(again.said().contains("Sealed for the present keys: 0."), "{}", again.err);

    let attested = team.anna.run(&["attest", "--yes"]).done();
    assert!(
        attested.out.contains("a note of cem") && attested.out.contains("an answer of cem"),
        "{}",
        attested.out
    );
    assert!(attested.said().contains("Attested: 2 notes in 1 reports"), "{}", attested.err);

    // The others: no alarm, and nothing lost, though bea had not seen what cem wrote last.
    team.bea.run(&["recipients", "accept", &fingerprint]).done();
    for desk in [&team.anna, &team.bea] {
        let ended = desk.run(&["read", &id]).done();
        assert!(!ended.err.contains("Please note"), "{}", ended.err);
        assert!(
            ended.out.contains("kamer 12 van het hotel") && ended.out.contains("a note of cem"),
            "{}",
            ended.out
        );
        assert!(ended.out.contains("an answer of cem"), "{}", ended.out);
    }
    assert!(reporter.looks().contains("an answer of cem"));
    reporter.writes("nog iets");
    assert!(team.bea.run(&["read", &id]).done().out.contains("nog iets"));
}

/// Sealing anew keeps each document, is announced by a signed note, and opens the past to a new colleague.
#[test]
fn who_comes_later_reads_everything_after_it_was_sealed_anew() {
    let team = Team::new();
    team.site.report("nl", &[("story", "van vroeger")]);
    let id = only(&team.anna);
    team.anna.run(&["note", &id, "--text", "a note of anna"]).done();
    let (mut dora, line) = Caseworker::with_key("dora");
    let lines = format!("{}{line}", team.lines.concat());
    team.site.reload_with(&lines);
    dora.at(&team.site.desk);
    dora.run(&["inbox"]).done();
    assert_eq!(dora.json(&["inbox"])[0]["junk"], 2);
    let fingerprint = lines.parse::<zegel_core::seal::Recipients>().unwrap().fingerprint().to_string();
    team.anna.run(&["recipients", "accept", &fingerprint]).done();
    team.anna.run(&["reseal"]).done();
    let ended = dora.run(&["read", &id]).done();
    assert!(ended.out.contains("van vroeger") && ended.out.contains("a note of anna"), "{}", ended.out);
    assert!(!ended.err.contains("sealed for other keys"), "{}", ended.err);
    assert_eq!(dora.json(&["inbox"])[0]["junk"], 0);
}

#[test]
fn a_recipients_file_with_a_mistake_changes_nothing() {
    let team = Team::new();
    team.site.report("nl", &[("story", "kamer 12")]);
    let id = only(&team.anna);
    team.site.reload_with("age1 this is no key\n");
    assert!(team.site.said().contains("recipients refused, THE OLD ONES STAY"));
    assert!(team.anna.run(&["read", &id]).done().out.contains("kamer 12"));
    assert!(team.cem.run(&["read", &id]).done().out.contains("kamer 12"));
}

/// Copies of a withdrawn report are hidden, and kept only with a reason, sealed.
#[test]
fn copies_of_a_withdrawn_report_are_hidden_and_kept_only_with_a_reason() {
    let team = Team::new();
    let reporter = team.site.report("nl", &[("story", "een kind in gevaar")]);
    let id = only(&team.anna);
    team.anna.run(&["read", &id]).done();
    reporter.withdraws();
    team.anna.run(&["read", &id]).failed_with("has withdrawn report");
    team.anna.run(&["keep", &id, "--reason", " "]).failed_with("Give --reason");
    team.anna.run(&["keep", &id, "--reason", "A child of nine is in danger."]).done();
    let ended = team.anna.run(&["read", &id]).done();
    assert!(
        ended.out.contains("een kind in gevaar") && ended.out.contains("A child of nine"),
        "{}",
        ended.out
    );
    assert!(ended.said().contains("Copies are kept on this computer, with a reason."));
    assert!(team.anna.run(&["inbox"]).done().out.contains("Copies are kept on this computer"));
    team.bea.run(&["read", &id]).failed_with("does not prove it to this computer");
    let words = ["een kind in gevaar", "A child of nine"];
    for file in team.anna.files() {
        let bytes = std::fs::read(team.anna.home().join(&file)).unwrap();
        assert!(
            words.iter().all(|word| crate::support::http::find(&bytes, word.as_bytes()).is_none()),
            "{file}"
        );
    }
    team.anna.run(&["delete", &id, "--yes"]).done();
    assert!(team.anna.files().iter().all(|file| !file.contains(&id)), "{:?}", team.anna.files());
}

/// The digests of all that an identity opens, as it was sealed, padding and all.
fn documents(identity: &Identity, site: &Practice) -> BTreeSet<String> {
    let digest = |entry: &SealedEntry| match entry {
        SealedEntry::FromReporter(sealed) | SealedEntry::Desk(sealed) => {
            identity.open_document(sealed).ok().map(|opened| opened.digest)
        }
        SealedEntry::ToReporter(_) => None,
    };
    site.stored().iter().filter_map(digest).map(|digest| format!("{digest:?}")).collect()
}

fn opened_by(identity: &Identity, site: &Practice) -> usize {
    let opens = |entry: &SealedEntry| match entry {
        SealedEntry::FromReporter(sealed) | SealedEntry::Desk(sealed) => identity.open(sealed).is_ok(),
        SealedEntry::ToReporter(_) => false,
    };
    site.stored().iter().filter(|entry| opens(entry)).count()
}
