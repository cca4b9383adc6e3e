//! Reports out of a backup: what was withdrawn or deleted after it is gone again before anybody is shown it.

use serde_json::json;
use tempfile::TempDir;
use zegel_core::document::Report;

use crate::desk::offline::Desks;
use crate::server::backup::done;
use crate::server::restore::Backed;
use crate::support::caseworker::Caseworker;
use crate::support::fixture::{answers, keys, writing};
use crate::support::hostile::{Hostile, list, ok, threads, with_status};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::practice::two_desks;
use crate::support::terminal::Terminal;

/// What a withdrawn thread carries.
const OTHER: &str = "7b2e4d63-1e6f-4c54-8b6d-1d9f4b3c2e5f";

/// The id of the report with this story.
fn with_story(desk: &Caseworker, story: &str) -> String {
    let list = desk.json(&["inbox"]);
    let ids = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
    ids.into_iter().find(|id| desk.run(&["read", id, "--keep-unread"]).out.contains(story)).expect(story)
}

/// What was withdrawn, or deleted by a desk, after a backup is erased again once a caseworker has seen the
/// list and agreed, and is shown as a report to nobody before.
#[test]
fn what_was_withdrawn_or_deleted_after_the_backup_is_erased_again_once_a_person_has_agreed() {
    let (site, mut anna, mut bea) = two_desks();
    let backed = Backed::of(&site);
    let taken = site.report("en", &[("story", "Taken back.")]).token().to_owned();
    site.report("en", &[("story", "Thrown away.")]);
    site.report("en", &[("story", "Stays.")]);
    let [first, second, third] =
        ["Taken back.", "Thrown away.", "Stays."].map(|story| with_story(&anna, story));
    bea.run(&["inbox"]).done();
    backed.make(&site);
    site.reporter("en", &taken).withdraws();
    anna.run(&["delete", &second, "--yes"]).done();
    anna.run(&["inbox"]).done();

    let site = backed.put_back(site);
    anna.at(&site.desk);
    bea.at(&site.desk);
    assert_eq!(site.stored().len(), 3, "they have come back");
    // Nobody is there to look at the list: nothing is told, nothing is shown, and it stays so.
    for _ in 0..2 {
        let list = anna.run(&["inbox"]).done();
        assert!(list.said().contains("has not been told of 2 withdrawn or deleted reports"), "{}", list.err);
        assert_eq!(site.stored().len(), 3, "nothing is erased without a person");
    }
    let told = anna.run(&["reapply", "--yes"]).done();
    assert!(told.said().contains(&first[..8]) && told.said().contains(&second[..8]), "{}", told.err);
    assert!(told.said().contains("gone: 2. Of these 2 had come back, and are erased again"), "{}", told.err);
    let list = anna.run(&["inbox"]).done();
    assert!(!list.said().contains("is back.") && !list.said().contains("backup"), "{}", list.err);
    for desk in [&anna, &bea] {
        let rows = desk.json(&["inbox"]);
        let mut ids: Vec<(&str, bool)> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["id"].as_str().unwrap(), row["withdrawn"].as_bool().unwrap()))
            .collect();
        ids.sort();
        let mut expected = vec![(first.as_str(), true), (third.as_str(), false)];
        expected.sort();
        assert_eq!(ids, expected);
        desk.run(&["read", &first]).failed_with("has withdrawn report");
    }
    anna.run(&["read", &second]).failed_with("There is no report");
    let copies = bea.run(&["read", &second]).done();
    assert!(copies.said().contains("sealed copies of this computer"), "{}", copies.err);
    assert!(copies.out.contains("Thrown away."), "bea did not delete it: {}", copies.out);
    assert!(!site.stored().is_empty());
    // The reporter's old form is not stored again, and the code shows what any unknown code shows.
    assert_eq!(site.reporter("en", &taken).looks().matches("Taken back.").count(), 0);
}

#[test]
fn what_only_vanished_is_not_deleted_by_a_desk_that_saw_it_vanish() {
    let (site, mut anna, mut bea) = two_desks();
    let backed = Backed::of(&site);
    site.report("en", &[("story", "Deleted in anger.")]);
    anna.run(&["inbox"]).done();
    let id = with_story(&bea, "Deleted in anger.");
    backed.make(&site);
    bea.run(&["delete", &id, "--yes"]).done();
    assert!(anna.run(&["inbox"]).done().said().contains("has vanished from the server"));
    let site = backed.put_back(site);
    anna.at(&site.desk);
    bea.at(&site.desk);
    let list = anna.run(&["inbox"]).done();
    assert!(list.said().contains("knows of nothing that was withdrawn or deleted"), "{}", list.err);
    assert!(list.said().contains("was gone or withdrawn and is back"), "{}", list.err);
    assert!(anna.run(&["read", &id]).done().out.contains("Deleted in anger."));
    assert!(bea.run(&["reapply", "--yes"]).done().said().contains("gone: 1. Of these 1 had come back"));
    assert!(anna.json(&["inbox"]).as_array().unwrap().is_empty());
}

#[test]
fn a_server_that_comes_out_of_a_backup_is_told_only_what_its_own_report_proves_and_before_anything_is_shown()
{
    let mut liar = LyingServer::new();
    let keys = keys();
    let report = id();
    let mut words = writing(answers(&[("story", "Taken back.")]), &keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let read = liar.sealed(Report::new(words, keys.author_key()));
    let came_back = entry(&report, "from-reporter", read.as_bytes());
    let server = liar.serve(vec![came_back.clone()]);
    liar.anna.run(&["inbox"]).done();
    drop(server);
    let secret = keys.withdrawal().to_text();
    let withdrawals = |withdrawals: &[(&str, &str)]| {
        let head = |(id, secret): &(&str, &str)| json!({ "id": id, "week": crate::support::hostile::week(), "withdrawal": secret, "entries": [] });
        json!({ "threads": withdrawals.iter().map(head).collect::<Vec<_>>() }).to_string()
    };
    // One is proved by what the report said; of the other nothing is known here.
    let withdrawn = withdrawals(&[(THREAD, &secret), (OTHER, &secret)]);
    let server = liar.raw(move |line| if line.contains("threads") { ok(&withdrawn) } else { ok("") });
    liar.anna.run(&["inbox"]).done();
    assert!(!server.heard().iter().any(|heard| heard.line.contains("tombstones")), "nothing to say yet");
    drop(server);

    for generation in ["ffffffffffffffffffffffffffffffff", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"] {
        let server = restored(&mut liar, generation, &came_back);
        liar.anna.run(&["reapply"]).failed_with("The server was told nothing");
        liar.anna.run(&["inbox"]).done();
        assert!(!is_told(&server), "nobody agreed");
        // It lies: it says that it erased, and lists it all the same.
        liar.anna.run(&["reapply", "--yes"]).done();
        let heard = server.heard();
        let lines: Vec<&str> = heard.iter().take(4).map(|heard| heard.line.as_str()).collect();
        let entries = format!("GET /desk/v1/entries?thread={THREAD}");
        assert_eq!(
            lines,
            ["POST /desk/v1/session", "GET /desk/v1/threads", entries.as_str(), "POST /desk/v1/tombstones"]
        );
        let told: serde_json::Value = serde_json::from_str(&heard[3].body).unwrap();
        let tombstone = json!({ "thread": THREAD, "withdrawal": secret });
        assert_eq!(told, json!({ "withdrawn": [tombstone], "deleted": [] }));
        let list = liar.anna.run(&["inbox"]).done();
        assert!(
            list.out.contains("withdrawn") && list.said().contains("is back"),
            "{}{}",
            list.out,
            list.err
        );
        liar.anna.run(&["read", THREAD]).failed_with("has withdrawn report");
        assert!(!server.heard().iter().any(|heard| heard.line.starts_with("GET /desk/v1/entries")));
    }
}

/// A server of another generation that has this entry again.
fn restored(liar: &mut LyingServer, generation: &str, entry: &serde_json::Value) -> Hostile {
    let mut session = crate::support::hostile::session(&liar.lines);
    session["generation"] = generation.into();
    let session = session.to_string();
    let listed = list(THREAD, &[entry["id"].as_str().unwrap()]);
    let lines = format!("{entry}\n");
    liar.any(move |line| match line {
        "POST /desk/v1/session" => ok(&session),
        "POST /desk/v1/tombstones" => ok("{\"count\":1}"),
        line if line.starts_with("GET /desk/v1/entries") => ok(&lines),
        line if line.contains("threads") => listed.clone(),
        _ => ok(""),
    })
}

fn is_told(server: &Hostile) -> bool {
    server.heard().iter().any(|heard| heard.line.contains("tombstones"))
}

#[test]
fn a_server_that_once_showed_a_report_of_its_own_gets_no_other_report_of_that_thread_erased() {
    let mut liar = LyingServer::new();
    let false_keys = keys();
    let mut words = writing(answers(&[("story", "Never written by anybody.")]), &false_keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let shown = liar.sealed(Report::new(words, false_keys.author_key()));
    let server = liar.serve(vec![entry(&id(), "from-reporter", shown.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    drop(server);
    // Its own secret proves that its own report was withdrawn.
    let withdrawn = json!({ "threads": [{ "id": THREAD, "week": crate::support::hostile::week(),
        "withdrawal": false_keys.withdrawal().to_text(), "entries": [] }] });
    let server =
        liar.raw(move |line| if line.contains("threads") { ok(withdrawn.to_string()) } else { ok("") });
    liar.anna.run(&["inbox"]).done();
    drop(server);

    // The honest server, put back from a backup, has the report that somebody wrote; or one that does
    // not open here.
    let true_keys = keys();
    let mut words = writing(answers(&[("story", "What somebody saw.")]), &true_keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let written = liar.sealed(Report::new(words, true_keys.author_key()));
    let cut = &written.as_bytes()[..written.as_bytes().len() - 1];
    let generations = ["ffffffffffffffffffffffffffffffff", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"];
    for (generation, sealed) in generations.into_iter().zip([written.as_bytes(), cut]) {
        let server = restored(&mut liar, generation, &entry(&id(), "from-reporter", sealed));
        let told = liar.anna.run(&["reapply", "--yes"]).done();
        assert!(told.said().contains("does not prove that it was withdrawn"), "{}", told.err);
        assert!(!is_told(&server), "{}", told.err);
    }
}

#[test]
fn a_person_at_a_terminal_sees_what_is_gone_and_is_asked_before_the_server_is_told() {
    let (site, mut anna, _) = two_desks();
    let backed = Backed::of(&site);
    let reporter = site.report("en", &[("story", "Taken back.")]);
    let id = with_story(&anna, "Taken back.");
    backed.make(&site);
    reporter.withdraws();
    anna.run(&["inbox"]).done();
    let site = backed.put_back(site);
    anna.at(&site.desk);
    let mut terminal = Terminal::of(&anna, &["inbox"]);
    terminal.shows(&id[..8]).shows("[y/N]").types("n");
    let (code, seen) = terminal.ends();
    assert!(code == Some(0) && seen.contains("has not been told of 1"), "{seen}");
    assert_eq!(site.stored().len(), 1);
    let mut terminal = Terminal::of(&anna, &["inbox"]);
    terminal.shows(&id[..8]).shows("[y/N]").types("y");
    let (code, seen) = terminal.ends();
    assert!(code == Some(0) && seen.contains("erased again"), "{seen}");
    assert!(site.stored().is_empty());
}

#[test]
fn a_key_that_only_signs_tells_the_server_nothing_and_the_folder_it_fetches_brings_nothing_back() {
    let desks = Desks::new();
    let backed = Backed::of(&desks.site);
    let reporter = desks.report("Taken back.");
    desks.fetch().done();
    let id = desks.only();
    backed.make(&desks.site);
    reporter.withdraws();
    desks.fetch().done();
    desks.offline(&["inbox"]).done();
    let desks = desks.after(|site| backed.put_back(site));
    let fetched = desks.fetch().done();
    assert!(!fetched.said().contains("erased again"), "{}", fetched.err);
    assert_eq!(desks.site.stored().len(), 1, "it may not erase what came back");
    let list = desks.offline(&["inbox"]).done();
    assert!(list.out.contains("withdrawn") && list.said().contains("is back"), "{}{}", list.out, list.err);
    desks.offline(&["read", &id]).failed_with("has withdrawn report");
}

#[test]
fn an_older_folder_shows_no_report_that_was_withdrawn_since() {
    let desks = Desks::new();
    let reporter = desks.report("Taken back.");
    desks.fetch().done();
    let older = TempDir::new().unwrap();
    let copied = older.path().join("desk");
    let copy = std::process::Command::new("cp").arg("-r").arg(desks.folder()).arg(&copied).output().unwrap();
    done(&copy);
    let id = desks.only();
    reporter.withdraws();
    desks.fetch().done();
    desks.offline(&["inbox"]).done();
    let list = desks.bea.run(&["--folder", copied.to_str().unwrap(), "inbox"]).done();
    assert!(list.out.contains("withdrawn") && list.said().contains("is back"), "{}{}", list.out, list.err);
    desks.bea.run(&["--folder", copied.to_str().unwrap(), "read", &id]).failed_with("has withdrawn report");
}

#[test]
fn a_server_that_takes_no_tombstones_any_more_is_worked_with_all_the_same() {
    let mut liar = LyingServer::new();
    let served = liar.raw(|line| if line.contains("threads") { threads(THREAD, 0) } else { ok("") });
    liar.anna.run(&["inbox"]).done();
    drop(served);
    let mut session = crate::support::hostile::session(&liar.lines);
    session["generation"] = "ffffffffffffffffffffffffffffffff".into();
    let session = session.to_string();
    liar.anna.run(&["delete", THREAD, "--yes"]);
    let server = liar.any(move |line| match line {
        "POST /desk/v1/session" => ok(&session),
        "POST /desk/v1/tombstones" => with_status("409 Conflict", "", "{}"),
        line if line.contains("threads") => threads(THREAD, 0),
        _ => ok(""),
    });
    liar.anna.run(&["inbox"]).done();
    assert!(server.heard().iter().any(|heard| heard.line.starts_with("GET /desk/v1/threads")));
}
