//! A flood of junk is one line, and goes by one command.
//!
//! Floods of junk: they cost a caseworker one line and one command.

use zegel_core::id::ThreadId;

use crate::support::hostile::{Hostile, ok, week};
use crate::support::lying_server::LyingServer;
use crate::support::practice::two_desks;
use crate::support::terminal::Terminal;

/// Threads with one entry each that opens to nothing, and one with a report.
fn flooded(liar: &mut LyingServer, count: usize) -> (Hostile, ThreadId) {
    let real = ThreadId::random().unwrap();
    let mut threads: Vec<ThreadId> = (0..count).map(|_| ThreadId::random().unwrap()).collect();
    threads.push(real);
    let report = liar.sealed(liar.report("a true report"));
    let mut heads = Vec::new();
    let mut lines = String::new();
    for thread in &threads {
        let id = crate::support::lying_server::id();
        let sealed = if *thread == real { report.as_bytes() } else { b"age-encryption.org/v1\n-> junk\n" };
        let mut line = crate::support::lying_server::entry(&id, "from-reporter", sealed);
        line["thread"] = serde_json::json!(thread);
        lines.push_str(&format!("{line}\n"));
        let entries = serde_json::json!([{ "id": id, "version": 1 }]);
        heads.push(
            serde_json::json!({ "id": thread, "week": week(), "withdrawal": null, "entries": entries }),
        );
    }
    let list = serde_json::json!({ "threads": heads }).to_string();
    let server = liar.raw(move |line| match line {
        "GET /desk/v1/threads" => ok(&list),
        line if line.starts_with("GET") => ok(&lines),
        _ => ok("{}"),
    });
    (server, real)
}

#[test]
fn a_flood_of_junk_is_one_line_and_goes_by_one_command() {
    let mut liar = LyingServer::new();
    let (server, real) = flooded(&mut liar, 40);
    let list = liar.anna.run(&["inbox"]).done().out;
    assert!(list.contains("nothing can be read: 40") && list.lines().count() < 8, "{list}");
    assert!(list.contains(&real.to_string()[..4]), "{list}");
    liar.anna.run(&["delete", "--junk"]).failed_with("Nothing was done");
    let deletes = |server: &Hostile| -> Vec<String> {
        let heard = server.heard().into_iter().map(|heard| heard.line);
        heard.filter(|line| line.starts_with("DELETE")).collect()
    };
    assert!(deletes(&server).is_empty());
    let mut terminal = Terminal::of(&liar.anna, &["delete", "--junk"]);
    terminal.shows("40 reports hold nothing").shows("Type 40").types("40");
    assert_eq!(terminal.ends().0, Some(0));
    let deleted = deletes(&server);
    assert_eq!(deleted.len(), 40);
    assert!(deleted.iter().all(|line| !line.contains(&real.to_string())));
}

#[test]
fn what_says_the_same_as_one_report_goes_with_it_and_nothing_on_which_somebody_has_worked() {
    let (site, anna, _) = two_desks();
    for story in ["Goedkope pillen!", "goedkope  pillen", "GOEDKOPE PILLEN.", "Een meisje in kamer 12."] {
        site.report("nl", &[("story", story)]);
    }
    let list = anna.json(&["search", "pillen"]);
    let ids: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    anna.run(&["note", ids[2], "--text", "Zelfde afzender als vorige week."]).done();
    let mut terminal = Terminal::of(&anna, &["delete", "--like", ids[0]]);
    terminal.shows("somebody has worked on them").shows("2 reports have the same words").shows("Type 2");
    terminal.types("3");
    assert_eq!(terminal.ends().0, Some(1));
    assert_eq!(anna.json(&["inbox"]).as_array().unwrap().len(), 4);
    anna.run(&["delete", "--like", ids[0], "--yes"]).done();
    let list = anna.json(&["inbox"]);
    let left: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(left.len(), 2);
    assert!(left.contains(&ids[2]), "{left:?}");
}

#[test]
fn a_report_that_is_none_or_set_aside_is_no_work_until_the_reporter_writes_again() {
    let (site, anna, _) = two_desks();
    let (first, second) =
        (site.report("nl", &[("story", "test")]), site.report("nl", &[("story", "test 2")]));
    let list = anna.json(&["inbox"]);
    let ids: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    anna.run(&["status", ids[0], "no-report"]).done();
    anna.run(&["status", ids[1], "set-aside"]).done();
    let todo = || -> Vec<String> {
        let list = anna.json(&["inbox"]);
        list.as_array().unwrap().iter().map(|row| row["todo"].as_str().unwrap().to_owned()).collect()
    };
    anna.run(&["read", ids[0]]).done();
    anna.run(&["read", ids[1]]).done();
    assert_eq!(todo(), ["done", "done"]);
    for reporter in [first, second] {
        reporter.writes("Toch nog iets.");
    }
    assert_eq!(todo(), ["unread", "unread"]);
}

#[test]
fn several_reports_are_deleted_at_once_and_none_where_one_is_not_known() {
    let (site, anna, _) = two_desks();
    for story in ["one", "two", "three"] {
        site.report("en", &[("story", story)]);
    }
    let list = anna.json(&["inbox"]);
    let ids: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    anna.run(&["delete", ids[0], "00000000", "--yes"]).failed_with("There is no report 00000000");
    assert_eq!(site.stored().len(), 3);
    let mut terminal = Terminal::of(&anna, &["delete", ids[0], ids[1]]);
    terminal.shows("2 reports go").types("1");
    assert_eq!(terminal.ends().0, Some(1));
    assert_eq!(site.stored().len(), 3);
    anna.run(&["delete", ids[0], ids[1], ids[0], "--yes"]).done();
    assert_eq!(site.stored().len(), 1);
}
