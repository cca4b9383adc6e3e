//! Attack by odd lists: weeks at the ends of time, threads and entries twice, numbers at their ends. Every
//! verb ends in words.

use serde_json::{Value, json};

use crate::support::attack::serve_heads;
use crate::support::hostile::week;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

const OTHER: &str = "7a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";

fn head(thread: &str, week: &str, entries: Value) -> Value {
    json!({ "id": thread, "week": week, "withdrawal": null, "entries": entries })
}

#[test]
fn a_list_with_a_thread_twice_is_no_list() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let listed = json!([{ "id": report["id"], "version": 1 }]);
    let twice =
        [vec![listed.clone(), json!([])], vec![json!([]), listed.clone()], vec![listed.clone(), listed]];
    for entries in twice {
        let heads = entries.into_iter().map(|entries| head(THREAD, &week(), entries)).collect();
        let _server = serve_heads(&mut liar, heads, std::slice::from_ref(&report));
        for verb in [&["inbox"][..], &["read", THREAD], &["delete", "--junk", "--yes"]] {
            liar.anna.run(verb).failed_with("does not know");
        }
    }
}

#[test]
fn odd_numbers_and_weeks_end_no_verb_but_in_words() {
    let mut liar = LyingServer::new();
    let sealed = liar.sealed(liar.report("HE LOCKS THEM IN"));
    let place = id();
    let report = entry(&place, "from-reporter", sealed.as_bytes());
    let mut elsewhere = report.clone();
    elsewhere["thread"] = json!(OTHER);
    let entries = |version: u64| json!([{ "id": place, "version": version }, { "id": place, "version": 0 }]);
    for week in ["-9999-W02", "9999-W52", "0000-W01", &week()] {
        let heads = vec![head(THREAD, week, entries(u64::MAX)), head(OTHER, week, entries(1))];
        let lines = [report.clone(), report.clone(), elsewhere.clone()];
        let _server = serve_heads(&mut liar, heads, &lines);
        for verb in [
            &["inbox"][..],
            &["inbox", "--json"],
            &["read", THREAD],
            &["read", OTHER, "--json"],
            &["stats"],
            &["links"],
            &["search", "locks"],
            &["note", THREAD, "--text", "x"],
            &["attest", "--yes"],
            &["reseal"],
            &["settle", THREAD],
            &["keep", THREAD, "--reason", "x"],
            &["doctor"],
        ] {
            let ended = liar.anna.run(verb);
            assert!(matches!(ended.code, Some(0 | 1 | 3 | 4)), "{verb:?} {:?} {}", ended.code, ended.err);
        }
    }
}

#[test]
fn an_answer_that_does_not_end_fills_no_folder_and_no_memory() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("HE LOCKS THEM IN")).as_bytes());
    let listed = json!([{ "id": report["id"], "version": 1 }]);
    let lines = vec![report; 1100];
    let _server = serve_heads(&mut liar, vec![head(THREAD, &week(), listed)], &lines);
    let folder = liar.anna.home().join("stick");
    let fetch = ["fetch", "--to", folder.to_str().unwrap()];
    liar.anna.run(&fetch).failed_with("sends more than there can be");
    liar.anna.run(&["inbox"]).failed_with("sends more than there can be");
}
