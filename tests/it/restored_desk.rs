//! What was withdrawn or deleted after a backup comes back with it, and is gone again before
//! anybody is shown it.

use serde_json::json;
use tempfile::TempDir;

use crate::backup::done;
use crate::carried::Desks;
use crate::caseworker::Caseworker;
use crate::hostile::{ok, threads, with_status};
use crate::lied::{Lied, THREAD};
use crate::practice::{Practice, two_desks};
use crate::restore::Backed;

/// What a withdrawn thread carries.
const SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The id of the report with this story.
fn with_story(desk: &Caseworker, story: &str) -> String {
    let list = desk.json(&["inbox"]);
    let ids = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
    ids.into_iter().find(|id| desk.run(&["read", id, "--keep-unread"]).out.contains(story)).expect(story)
}

#[test]
fn what_was_withdrawn_or_deleted_after_the_backup_is_erased_again_at_the_first_connection() {
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
    let list = anna.run(&["inbox"]).done();
    assert!(list.said().contains("2, of which 2 had come back and are erased again"), "{}", list.err);
    assert!(!list.said().contains("is back."), "{}", list.err);
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
        desk.run(&["read", &second]).failed_with("There is no report");
    }
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
    assert!(list.said().contains("0, of which 0 had come back"), "{}", list.err);
    assert!(list.said().contains("was gone or withdrawn and is back"), "{}", list.err);
    assert!(anna.run(&["read", &id]).done().out.contains("Deleted in anger."));
    assert!(bea.run(&["inbox"]).done().said().contains("1, of which 1 had come back"));
    assert!(anna.json(&["inbox"]).as_array().unwrap().is_empty());
}

#[test]
fn a_server_that_comes_out_of_a_backup_is_told_what_is_gone_before_it_is_asked_for_anything() {
    let mut lied = Lied::new();
    let head = json!({ "id": THREAD, "week": crate::hostile::week(), "withdrawal": SECRET, "entries": [] });
    let withdrawn = json!({ "threads": [head] }).to_string();
    let server = lied.raw(move |line| if line.contains("threads") { ok(&withdrawn) } else { ok("") });
    lied.anna.run(&["inbox"]).done();
    assert!(!server.heard().iter().any(|heard| heard.line.contains("tombstones")), "nothing to say yet");
    drop(server);

    for generation in ["ffffffffffffffffffffffffffffffff", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"] {
        let mut session = crate::hostile::session(&lied.lines);
        session["generation"] = generation.into();
        let session = session.to_string();
        let server = lied.any(move |line| match line {
            "POST /desk/v1/session" => ok(&session),
            "POST /desk/v1/tombstones" => ok("{\"count\":1}"),
            line if line.contains("threads") => threads(THREAD, 1),
            _ => ok(""),
        });
        // It lies: it says that it erased, and lists it all the same.
        let list = lied.anna.run(&["inbox"]).done();
        assert!(
            list.out.contains("withdrawn") && list.said().contains("is back"),
            "{}{}",
            list.out,
            list.err
        );
        lied.anna.run(&["read", THREAD]).failed_with("has withdrawn report");
        let heard = server.heard();
        assert_eq!(heard[0].line, "POST /desk/v1/session");
        assert_eq!(heard[1].line, "POST /desk/v1/tombstones");
        let told: serde_json::Value = serde_json::from_str(&heard[1].body).unwrap();
        let tombstone = json!({ "thread": THREAD, "withdrawal": SECRET });
        assert_eq!(told, json!({ "withdrawn": [tombstone], "deleted": [] }));
        assert_eq!(heard.iter().filter(|heard| heard.line.contains("tombstones")).count(), 1);
        assert!(!heard.iter().any(|heard| heard.line.starts_with("GET /desk/v1/entries")));
    }
}

#[test]
fn a_key_that_only_signs_says_that_it_cannot_erase_what_came_back() {
    let (bea, lines) = Caseworker::with_key("bea");
    let (mut anna, more) = Caseworker::with_key("anna");
    let site = Practice::of(&bea.identity(), &format!("{lines}{}\n", more.lines().next().unwrap()));
    anna.at(&site.desk);
    let backed = Backed::of(&site);
    let reporter = site.report("en", &[("story", "Taken back.")]);
    backed.make(&site);
    anna.run(&["inbox"]).done();
    reporter.withdraws();
    anna.run(&["inbox"]).done();
    let site = backed.put_back(site);
    anna.at(&site.desk);
    let list = anna.run(&["inbox"]).done();
    assert!(list.said().contains("this key may not erase it"), "{}", list.err);
    assert!(list.out.contains("withdrawn"), "what it knows it does not list as a report: {}", list.out);
    assert_eq!(site.stored().len(), 1);
    // Neither does the folder that it fetches for another computer.
    let folder = TempDir::new().unwrap();
    anna.run(&["fetch", "--to", folder.path().join("desk").to_str().unwrap()]).done();
    let facts = std::fs::read_to_string(folder.path().join("desk/desk.json")).unwrap();
    assert!(facts.contains("\"withdrawal\":\"") && !facts.contains("\"withdrawal\":null"), "{facts}");
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
    let mut lied = Lied::new();
    let served = lied.raw(|line| if line.contains("threads") { threads(THREAD, 0) } else { ok("") });
    lied.anna.run(&["inbox"]).done();
    drop(served);
    let mut session = crate::hostile::session(&lied.lines);
    session["generation"] = "ffffffffffffffffffffffffffffffff".into();
    let session = session.to_string();
    lied.anna.run(&["delete", THREAD, "--yes"]);
    let server = lied.any(move |line| match line {
        "POST /desk/v1/session" => ok(&session),
        "POST /desk/v1/tombstones" => with_status("409 Conflict", "", "{}"),
        line if line.contains("threads") => threads(THREAD, 0),
        _ => ok(""),
    });
    lied.anna.run(&["inbox"]).done();
    assert!(server.heard().iter().any(|heard| heard.line.starts_with("GET /desk/v1/threads")));
}
