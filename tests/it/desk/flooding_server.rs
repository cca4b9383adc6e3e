//! Floods by a server: one that was taken over fills neither the disk nor the state file of a caseworker.

use serde_json::{Value, json};

use crate::support::hostile::{list, ok, week};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

fn size_below(folder: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.metadata().map_or(0, |data| data.len())).sum()
}

/// A report that was listed, and so many lines beside it that were not.
fn with_unlisted(liar: &mut LyingServer, count: usize) -> crate::support::hostile::Hostile {
    let listed = id();
    let report = liar.sealed(liar.report("LISTED"));
    let mut lines = String::new();
    for _ in 0..count {
        lines.push_str(&format!("{}\n", entry(&id(), "from-reporter", report.as_bytes())));
    }
    // The same listed entry twice is once.
    for _ in 0..2 {
        lines.push_str(&format!("{}\n", entry(&listed, "from-reporter", report.as_bytes())));
    }
    let list = list(THREAD, &[&listed.to_string()]);
    liar.raw(move |line| match line {
        "GET /desk/v1/threads" => list.clone(),
        line if line.starts_with("GET") => ok(&lines),
        _ => ok("{}"),
    })
}

#[test]
fn what_was_not_listed_is_neither_kept_nor_shown() {
    let mut liar = LyingServer::new();
    let _server = with_unlisted(&mut liar, 40);
    let rows = liar.anna.json(&["inbox"]);
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["entries"]), (1, &json!(1)));
    let one = size_below(&liar.anna.home().join("cache/zegel"));
    assert!((8_000..20_000).contains(&one), "one entry is about ten thousand bytes, and not {one}");
    let pins = liar.anna.state().join(format!("{}.json", crate::support::fixture::instance()));
    let pins: Value = serde_json::from_slice(&std::fs::read(pins).unwrap()).unwrap();
    assert_eq!(pins["threads"][THREAD]["entries"].as_object().unwrap().len(), 1);
}

#[test]
fn an_answer_with_far_more_lines_than_were_listed_is_cut_off() {
    let mut liar = LyingServer::new();
    let _server = with_unlisted(&mut liar, 1_100);
    liar.anna.run(&["inbox"]).ended_with(4).failed_with("sends more than there can be");
    assert!(size_below(&liar.anna.home().join("cache/zegel")) < 20_000);
}

#[test]
fn a_list_of_more_threads_or_entries_than_there_can_be_is_not_believed() {
    let mut liar = LyingServer::new();
    let head = |entries: Vec<Value>| json!({ "id": zegel_core::id::ThreadId::random().unwrap(), "week": week(), "withdrawal": null, "entries": entries });
    let threads: Vec<Value> = (0..100_001).map(|_| head(Vec::new())).collect();
    let entries: Vec<Value> = (0..200_001).map(|_| json!({ "id": id(), "version": 1 })).collect();
    for list in [json!({ "threads": threads }), json!({ "threads": [head(entries)] })] {
        let list = list.to_string();
        let _server = liar.raw(move |line| if line.contains("threads") { ok(&list) } else { ok("") });
        liar.anna.run(&["inbox"]).ended_with(4).failed_with("sends more than there can be");
        assert!(size_below(&liar.anna.state()) < 20_000, "nothing of it is remembered");
    }
}
